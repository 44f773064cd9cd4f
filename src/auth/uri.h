// Percent-encoding as Signature Version 4 wants it, and the query of a request target.
#pragma once

#include <string>
#include <string_view>

namespace auth {

// Appends `text` with every byte but A-Z a-z 0-9 - . _ ~ as %XX, upper case.
void AppendUriEncoded(std::string_view text, std::string* out);

// Appends `text`, a name or a value of a query, with %XX and "+" (a space) decoded. A "%" that two
// hexadecimal digits do not follow stays.
void AppendQueryDecoded(std::string_view text, std::string* out);

// A request target, cut at its first "?". No query is an empty one.
struct Target {
  std::string_view path;
  std::string_view query;
};
Target SplitTarget(std::string_view target);

// One parameter of a query, as received. "name" alone has an empty value.
struct QueryParameter {
  std::string_view name;
  std::string_view value;
};

// Takes the first parameter off the front of `*query`. False, once there is none.
bool TakeQueryParameter(std::string_view* query, QueryParameter* parameter);

}  // namespace auth

// The context that an operation gets beside its input: the caller, and the objects to work on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/words.h"
#include "auth/authenticator.h"
#include "base/clock.h"
#include "base/random.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/table.h"
#include "table/transaction/transactions.h"

namespace api {

// One for each request. The server owns the objects that it refers to. Not thread-safe.
struct RequestContext {
  table::catalog::Catalog& catalog;
  table::item::Items& items;
  table::transaction::Transactions& transactions;
  const base::Clock& clock;
  base::Random& random;
  auth::Identity identity;
  table::Namespace name_space;  // the identity's account and region
  std::string request_id;
  std::string_view operation = {};  // "GetItem"
  Words words = Words::kOld;        // the operation's
  std::string_view host = {};       // the request's Host header

  // The time of the request: the same in everything that it stores and answers. The clock is read
  // on the first call.
  base::WallTime Now() {
    if (!now) now = clock.Now();
    return *now;
  }
  std::optional<base::WallTime> now = {};
};

}  // namespace api

// What an operation is given besides its input: who asks, and what to work on.
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

// One per request; what it refers to belongs to the server.
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
  std::string_view host = {};       // by which the client reached us, as its Host header has it

  // What all that the request does and shows is dated with: the clock is read once, when first
  // asked.
  base::WallTime Now() {
    if (!now) now = clock.Now();
    return *now;
  }
  std::optional<base::WallTime> now = {};
};

}  // namespace api

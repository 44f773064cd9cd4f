#include "expr/partiql/statement_cache.h"

namespace expr::partiql {

base::Result<std::shared_ptr<const Statement>> StatementCache::Parse(std::string_view text) {
  if (const auto found = places_.find(text); found != places_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->statement;
  }
  TRY_ASSIGN(auto statement, partiql::Parse(text));
  const size_t bytes = statement->Bytes() + sizeof(Entry);
  if (bytes > bytes_max_ || entries_max_ == 0) return statement;
  while (entries_.size() >= entries_max_ || bytes_ + bytes > bytes_max_) EvictOldest();
  entries_.push_front({statement, bytes});
  places_.emplace(statement->text, entries_.begin());
  bytes_ += bytes;
  return statement;
}

void StatementCache::EvictOldest() {
  const Entry& oldest = entries_.back();
  bytes_ -= oldest.bytes;
  places_.erase(oldest.statement->text);
  entries_.pop_back();
}

base::Result<std::shared_ptr<const Statement>> ParseCached(std::string_view text) {
  thread_local StatementCache cache;
  return cache.Parse(text);
}

}  // namespace expr::partiql

// Statements parsed before, by their text.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "expr/partiql/statement.h"

namespace expr::partiql {

// As SyntaxCache (expr/syntax_cache.h): the least recently used make room for new ones, and each
// thread has its own.
class StatementCache {
 public:
  // The bounds of expressions, which are about as many and as long.
  static constexpr size_t kEntriesMax = 1024;
  static constexpr size_t kBytesMax = 2 * 1024 * 1024;

  explicit StatementCache(size_t entries_max = kEntriesMax, size_t bytes_max = kBytesMax)
      : entries_max_(entries_max), bytes_max_(bytes_max) {}

  // As Parse. Errors are not kept.
  base::Result<std::shared_ptr<const Statement>> Parse(std::string_view text);

  size_t entries() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::shared_ptr<const Statement> statement;
    size_t bytes;
  };
  using Entries = std::list<Entry>;

  void EvictOldest();

  const size_t entries_max_;
  const size_t bytes_max_;
  Entries entries_;                                                 // most recently used first
  std::unordered_map<std::string_view, Entries::iterator> places_;  // by the statement's own text
  size_t bytes_ = 0;
};

// As Parse, through the calling thread's cache.
base::Result<std::shared_ptr<const Statement>> ParseCached(std::string_view text);

}  // namespace expr::partiql

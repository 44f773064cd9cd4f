// Caches the syntax trees of expressions, by grammar and text.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "expr/parser.h"
#include "expr/syntax.h"

namespace expr {

// The least recently used make room for new ones. Not safe to share between threads: each thread
// has its own (see ParseCached), so that a hit waits for no other thread and shares no cache line,
// not even a reference count.
class SyntaxCache {
 public:
  // An application has tens of expressions; these bounds are far above and cost little.
  static constexpr size_t kEntriesMax = 1024;
  static constexpr size_t kBytesMax = 2 * 1024 * 1024;

  explicit SyntaxCache(size_t entries_max = kEntriesMax, size_t bytes_max = kBytesMax)
      : entries_max_(entries_max), bytes_max_(bytes_max) {}

  // As expr::Parse. Errors are not cached.
  base::Result<std::shared_ptr<const Tree>> Parse(Grammar grammar, std::string_view text);

  size_t entries() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Key {
    Grammar grammar;
    std::string_view text;  // of the tree
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return std::hash<std::string_view>()(key.text) + static_cast<size_t>(key.grammar);
    }
  };
  struct Entry {
    Key key;
    std::shared_ptr<const Tree> tree;
    size_t bytes;
  };
  using Entries = std::list<Entry>;

  void EvictOldest();

  const size_t entries_max_;
  const size_t bytes_max_;
  Entries entries_;  // most recently used first
  std::unordered_map<Key, Entries::iterator, KeyHash> places_;
  size_t bytes_ = 0;
};

// As Parse, through the calling thread's cache.
base::Result<std::shared_ptr<const Tree>> ParseCached(Grammar grammar, std::string_view text);

}  // namespace expr

#include "expr/syntax_cache.h"

namespace expr {

base::Result<std::shared_ptr<const Tree>> SyntaxCache::Parse(Grammar grammar,
                                                             std::string_view text) {
  if (const auto found = places_.find({grammar, text}); found != places_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->tree;
  }
  TRY_ASSIGN(auto tree, expr::Parse(grammar, text));
  // What the lists of the cache add to a tree is small beside it, and counted as another entry.
  const size_t bytes = tree->Bytes() + sizeof(Entry);
  if (bytes > bytes_max_ || entries_max_ == 0) return tree;
  while (entries_.size() >= entries_max_ || bytes_ + bytes > bytes_max_) EvictOldest();
  entries_.push_front({{grammar, tree->text}, tree, bytes});
  places_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
  return tree;
}

void SyntaxCache::EvictOldest() {
  const Entry& oldest = entries_.back();
  bytes_ -= oldest.bytes;
  places_.erase(oldest.key);
  entries_.pop_back();
}

base::Result<std::shared_ptr<const Tree>> ParseCached(Grammar grammar, std::string_view text) {
  thread_local SyntaxCache cache;
  return cache.Parse(grammar, text);
}

}  // namespace expr

// Rows: items as they are stored, and any other map of attributes (keys, placeholders' values).
//
//   row := version(1 byte) varint(item bytes) varint(attribute count) (varint(size) name value)…
//
// The item's size is stored since each write, and each item of a page, is asked for it. Rows of
// version 1 do not have it; they are read as well, and nothing writes them any more.
//
// Attributes are sorted by the bytes of their names, each once; values are encoded as in value.h.
// Key attributes are part of the row. A row is read in place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace value {

// How a row of `count` attributes begins, which together have `item_bytes`; they follow.
std::string RowHead(size_t item_bytes, size_t count);

class RowView {
 public:
  RowView() = default;
  // The row in `bytes`, which stay someone else's. Checks the head only (version, count).
  // Errors: kCorruption (unknown version, no row).
  static base::Result<RowView> Open(std::string_view bytes);
  // Checks everything, to any depth; for what comes from disk in `stator check` and in fuzzing.
  static base::Status Check(std::string_view bytes);

  MapView attributes() const { return attributes_; }
  std::optional<ValueView> Find(std::string_view name) const { return attributes_.Find(name); }
  size_t count() const { return attributes_.count(); }
  // The item's size as DynamoDB counts it: names and values.
  size_t ItemBytes() const { return item_bytes_ ? *item_bytes_ : attributes_.ItemBytes(); }
  // As stored.
  std::string_view bytes() const { return bytes_; }

  // Whether they have the same attributes. (Their bytes may differ in the version.)
  friend bool operator==(const RowView& a, const RowView& b) {
    return a.attributes_.encoded() == b.attributes_.encoded();
  }

 private:
  friend class Row;
  std::string_view bytes_;
  std::optional<size_t> item_bytes_;  // if the row has it
  MapView attributes_;
};

// A row of one's own.
class Row {
 public:
  Row();                       // no attributes
  explicit Row(RowView view);  // a copy
  // REQUIRES: `bytes` is a row.
  explicit Row(std::string bytes);
  // Of `count` attributes as they stand within rows and maps, sorted by name, each once.
  Row(size_t count, std::string_view attributes);

  RowView view() const;
  const std::string& bytes() const { return bytes_; }
  // The row is gone then.
  std::string TakeBytes() && { return std::move(bytes_); }
  bool empty() const { return view().count() == 0; }
  std::optional<ValueView> Find(std::string_view name) const { return view().Find(name); }

  friend bool operator==(const Row& a, const Row& b) { return a.view() == b.view(); }

 private:
  std::string bytes_;
};

// Makes a row of attributes given in any order. A name given again replaces what was given before.
// They are sorted when that is first needed: what comes out of order costs no more than a sort.
class RowBuilder {
 public:
  void Set(std::string_view name, ValueView value);
  void Set(std::string_view name, const Value& value) { Set(name, value.view()); }
  void SetAll(MapView attributes);
  void Remove(std::string_view name);
  size_t count() const;
  Row Build() const;
  // The same attributes as a value of type M.
  Value BuildMap() const;

 private:
  void Sort() const;
  std::string Encoded() const;
  mutable std::vector<std::pair<std::string, std::string>> attributes_;  // name, encoded value
  mutable bool sorted_ = true;                                           // by name, each once
};

// Many rows in a few buffers, in order: what a page of Query or Scan gathers.
class RowList {
 public:
  void Append(RowView row);
  size_t count() const { return places_.size(); }
  RowView operator[](size_t i) const;
  size_t bytes() const { return bytes_; }

 private:
  struct Place {
    size_t chunk;
    size_t begin;
    size_t size;
  };
  // A page is a megabyte, and an answer may be sixteen: they are not copied as they grow.
  std::vector<std::string> chunks_;
  std::vector<Place> places_;
  size_t bytes_ = 0;
};

}  // namespace value

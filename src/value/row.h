// Rows: the stored form of items, also used for other maps of attributes (keys, the values of
// placeholders).
//
//   row := version(1 byte) varint(item bytes) varint(attribute count) (varint(size) name value)…
//
// The item's size is stored because every write, and every item of a page, needs it. Rows of
// version 1 lack the size; they can be read, but are not written any more.
//
// Attributes are sorted by the bytes of their names, which are unique. Values are encoded as in
// value.h. Key attributes are part of the row. A row is read in place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace value {

// The head of a row: the bytes before the attributes. `item_bytes`: the size of all attributes.
std::string RowHead(size_t item_bytes, size_t count);

class RowView {
 public:
  RowView() = default;
  // A view of the row in `bytes`, which must outlive it. Checks the head only (version, count).
  // Errors: kCorruption (unknown version, not a row).
  static base::Result<RowView> Open(std::string_view bytes);
  // Checks the whole row, at any depth. For `stator check` and for fuzzing.
  static base::Status Check(std::string_view bytes);

  MapView attributes() const { return attributes_; }
  std::optional<ValueView> Find(std::string_view name) const { return attributes_.Find(name); }
  size_t count() const { return attributes_.count(); }
  // The item's size as DynamoDB counts it: names and values.
  size_t ItemBytes() const { return item_bytes_ ? *item_bytes_ : attributes_.ItemBytes(); }
  // The stored bytes.
  std::string_view bytes() const { return bytes_; }

  // Whether both rows have the same attributes. (Their bytes may differ by the version.)
  friend bool operator==(const RowView& a, const RowView& b) {
    return a.attributes_.encoded() == b.attributes_.encoded();
  }

 private:
  friend class Row;
  std::string_view bytes_;
  std::optional<size_t> item_bytes_;  // nullopt in rows of version 1
  MapView attributes_;
};

// A row that owns its bytes.
class Row {
 public:
  Row();                       // no attributes
  explicit Row(RowView view);  // a copy
  // REQUIRES: `bytes` is a row.
  explicit Row(std::string bytes);
  // Makes a row of `count` encoded attributes. REQUIRES: they are sorted by name, and unique.
  Row(size_t count, std::string_view attributes);

  RowView view() const;
  const std::string& bytes() const { return bytes_; }
  // Moves the bytes out; the row must not be used afterwards.
  std::string TakeBytes() && { return std::move(bytes_); }
  bool empty() const { return view().count() == 0; }
  std::optional<ValueView> Find(std::string_view name) const { return view().Find(name); }

  friend bool operator==(const Row& a, const Row& b) { return a.view() == b.view(); }

 private:
  std::string bytes_;
};

// Makes a row from attributes in any order. Setting a name again replaces the attribute. Attributes
// are sorted once, when the order is needed. Not thread-safe.
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

// A list of rows in a few large buffers: a page of Query or Scan. Not thread-safe.
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
  // Several chunks, because a page has up to a megabyte, and an answer up to sixteen: the rows are
  // not copied when the list grows.
  std::vector<std::string> chunks_;
  std::vector<Place> places_;
  size_t bytes_ = 0;
};

}  // namespace value

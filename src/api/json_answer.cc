#include "api/json_answer.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include "run/give_way.h"

namespace api {
namespace {

// The longest: a double in scientific notation takes 24 bytes.
constexpr size_t kNumberBytesMax = 32;
// Of rows from so many bytes on, room for their JSON is made at once.
constexpr size_t kLargeBytes = size_t{16} << 10;

}  // namespace

void Render(bool from, std::string* out) { out->append(from ? "true" : "false"); }

void Render(int64_t from, std::string* out) {
  char text[kNumberBytesMax];
  const auto end = std::to_chars(text, text + sizeof(text), from);
  out->append(text, end.ptr);
}

void Render(double from, std::string* out) {
  char text[kNumberBytesMax];
  const auto end = std::to_chars(text, text + sizeof(text), from);
  const std::string_view digits(text, static_cast<size_t>(end.ptr - text));
  out->append(digits);
  if (digits.find_first_of(".e") == std::string_view::npos) out->append(".0");
}

void Render(base::WallTime from, std::string* out) {
  const auto millis =
      std::chrono::floor<std::chrono::milliseconds>(from.time_since_epoch()).count();
  Render(millis / 1000, out);
  std::string decimals = std::to_string(std::abs(millis % 1000));
  out->push_back('.');
  out->append(3 - decimals.size(), '0');
  out->append(decimals);
}

void Render(const value::RowList& from, std::string* out) {
  // JSON is larger by the names of types, quotes and escapes.
  if (from.bytes() > kLargeBytes) out->reserve(out->size() + from.bytes() / 2 * 3);
  out->push_back('[');
  run::LongLoop loop;
  for (size_t i = 0; i < from.count(); ++i) {
    if (i > 0) out->push_back(',');
    const value::RowView row = from[i];
    value::AppendJsonRow(row, out);
    loop.Next(row.bytes().size());
  }
  out->push_back(']');
}

}  // namespace api

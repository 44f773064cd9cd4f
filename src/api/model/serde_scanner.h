// Scans JSON, with the error messages of serde_json, Rust's JSON library, which a part of the
// service uses: "invalid type: null, expected a string at line 1 column 17". Lines are counted
// from 1. A column is the number of bytes of the line that serde_json has read when it finds the
// error: up to before an unexpected "[" or "{"; to the end of another unexpected value; or
// including an invalid character.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "run/give_way.h"

namespace api {

// Not thread-safe. Errors of all: kInvalidArgument, with the message for the client. `expected` is
// the message's name of the expected type: "a string". REQUIRES: no call after an error.
class SerdeScanner {
 public:
  explicit SerdeScanner(std::string_view text) : text_(text) {}

  // The next character after white space; '\0' at the end, where AtEnd() is true.
  char Peek();
  bool AtEnd() const { return at_ >= text_.size(); }
  void Take() { ++at_; }

  // Take a value of one type.
  base::Result<std::string> String(std::string_view expected = "a string");
  base::Status Boolean();
  base::Status Int32();
  // Takes null, if it is next; then returns true.
  base::Result<bool> Null();
  // Takes any value.
  base::Status Skip();

  // For objects and lists. Open takes the opening bracket. NextKey and NextElement find out whether
  // there is another entry; if not, they take the closing bracket. NextKey takes the key, too.
  base::Status Open(char bracket, std::string_view expected);
  base::Result<std::optional<std::string>> NextKey();
  base::Status Colon();
  base::Result<bool> NextElement();
  // An error if anything but white space follows.
  base::Status End();

  // "expected value": no value begins here.
  base::Error ExpectedValue();
  // "… at line 1 column 5": an error at the scanner's position.
  base::Error Error(const std::string& fault) const { return ErrorAt(fault, at_); }
  // The error for a next value of another type.
  base::Error InvalidType(std::string_view expected);

 private:
  struct Number {
    bool is_integer = false;
    bool is_negative = false;  // of an integer
    uint64_t magnitude = 0;    // of an integer
    double real = 0;
  };

  // The syntax of an object's or a list's entries: the closing bracket, and the messages of errors.
  struct Entries {
    char close;
    const char* unended;
    const char* unseparated;
  };

  base::Result<bool> NextEntry(const Entries& of);
  base::Error ErrorAt(std::string fault, size_t at) const;
  // The error for an invalid character that was seen but not taken.
  base::Error PeekError(const std::string& fault) const;
  char Raw() const { return AtEnd() ? '\0' : text_[at_]; }
  base::Status Word(std::string_view rest);
  base::Result<std::string> Text();  // REQUIRES: the opening quote was taken
  base::Status Escape(std::string* out);
  base::Result<uint32_t> HexEscape();
  base::Status IgnoredText();
  base::Result<Number> ReadNumber();
  static std::string Describe(const Number& number);
  base::Status Deeper();

  std::string_view text_;
  size_t at_ = 0;
  bool first_ = false;  // no entry of the innermost object or list was taken yet
  std::string open_;    // the opening brackets of all objects and lists around the position
  run::LongLoop loop_;
};

}  // namespace api

// Walks through JSON and tells faults in the words of serde_json, Rust's JSON library, with which
// some of the service reads its requests: "invalid type: null, expected a string at line 1 column
// 17". Lines are counted from 1. A column is the number of bytes of the line that were read when
// the fault was found: those before a "[" or "{" that is not wanted, all of another value that is
// not wanted, and one more where a character cannot stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "run/give_way.h"

namespace api {

// Errors of all: kInvalidArgument, with the message for the client. `expected` is what the message
// says was expected: "a string". Not to be used after an error.
class SerdeScanner {
 public:
  explicit SerdeScanner(std::string_view text) : text_(text) {}

  // The next character that is no white space; '\0' at the end, of which AtEnd tells.
  char Peek();
  bool AtEnd() const { return at_ >= text_.size(); }
  void Take() { ++at_; }

  // A value of one kind.
  base::Result<std::string> String(std::string_view expected = "a string");
  base::Status Boolean();
  base::Status Int32();
  // Whether it was null, which is taken then.
  base::Result<bool> Null();
  // Any value.
  base::Status Skip();

  // Objects and lists: `Open` takes the opening bracket, and Next... whether there is one more
  // entry, of which the key (and the colon) is taken. They take the closing bracket.
  base::Status Open(char bracket, std::string_view expected);
  base::Result<std::optional<std::string>> NextKey();
  base::Status Colon();
  base::Result<bool> NextElement();
  // That nothing follows.
  base::Status End();

  // "expected value": no value of what is wanted begins here.
  base::Error ExpectedValue();
  // "… at line 1 column 5", where the scanner is.
  base::Error Error(const std::string& fault) const { return ErrorAt(fault, at_); }
  // The value that comes is not what is expected.
  base::Error InvalidType(std::string_view expected);

 private:
  struct Number {
    bool is_integer = false;
    bool is_negative = false;  // of an integer
    uint64_t magnitude = 0;    // of an integer
    double real = 0;
  };

  // The entries of an object or a list: its bracket, and what is told where it goes wrong.
  struct Entries {
    char close;
    const char* unended;
    const char* unseparated;
  };

  base::Result<bool> NextEntry(const Entries& of);
  base::Error ErrorAt(std::string fault, size_t at) const;
  // Where a character cannot stand: it was looked at, and not taken.
  base::Error PeekError(const std::string& fault) const;
  char Raw() const { return AtEnd() ? '\0' : text_[at_]; }
  base::Status Word(std::string_view rest);
  base::Result<std::string> Text();  // the opening quote is taken
  base::Status Escape(std::string* out);
  base::Result<uint32_t> HexEscape();
  base::Status IgnoredText();
  base::Result<Number> ReadNumber();
  static std::string Describe(const Number& number);
  base::Status Deeper();

  std::string_view text_;
  size_t at_ = 0;
  bool first_ = false;  // of the innermost object or list no entry was taken yet
  std::string open_;    // its bracket, and those around it
  run::LongLoop loop_;
};

}  // namespace api

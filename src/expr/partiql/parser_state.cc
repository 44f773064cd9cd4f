#include "expr/partiql/parser_state.h"

#include <charconv>

namespace expr::partiql {

base::Status ParserState::ExpectKeyword(std::string_view word) {
  if (SkipKeyword(word)) return {};
  return NotWellFormed("Expected " + std::string(word));
}

base::Status ParserState::ExpectPunctuation(std::string_view text) {
  if (SkipPunctuation(text)) return {};
  return NotWellFormed("Expected " + std::string(text));
}

base::Status ParserState::SkipParentheses() {
  size_t open = 0;
  do {
    if (AtPunctuation("(")) ++open;
    if (AtPunctuation(")")) --open;
    if (At(TokenKind::kEnd) || At(TokenKind::kInvalid)) return NotWellFormed("Expected )");
    Step();
  } while (open > 0);
  return {};
}

base::Error ParserState::NotWellFormed(std::string_view problem) const {
  std::string message = "Statement wasn't well formed, can't be processed: ";
  if (!At(TokenKind::kInvalid)) return base::InvalidArgument(message.append(problem));
  const char first = statement_->text[token().offset];
  const bool quoted = first == '\'' || first == '"' || first == '`';
  message += quoted ? "Unterminated literal" : "Unexpected character";
  return base::InvalidArgument(std::move(message));
}

base::Status ParserState::CheckLevels() const {
  if (levels_ <= kNestingMax) return {};
  return NotWellFormed("Expressions are nested too deeply");
}

base::Result<std::string> ParserState::ParseName() {
  if (!At(TokenKind::kIdentifier)) return NotWellFormed("Expected identifier");
  std::string name = token().text;
  if (name.empty()) Note("Path component cannot be an empty string");
  Step();
  return name;
}

base::Result<Path::Element> ParserState::ParseIndex() {
  if (At(TokenKind::kString)) {
    std::string name = token().text;
    if (name.empty()) Note("Path component cannot be an empty string");
    Step();
    TRY(ExpectPunctuation("]"));
    return Path::Element(std::move(name));
  }
  const bool negative = SkipOperator("-");
  if (!At(TokenKind::kNumber)) return NotWellFormed("Expected list index");
  const std::string& digits = token().text;
  size_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (negative || error != std::errc() || end != digits.data() + digits.size() ||
      index > kListIndexMax) {
    Note("List index is not within the allowable range; index: [" +
         std::string(negative ? "-" : "") + digits + "]" + token().Place());
    index = 0;
  }
  Step();
  TRY(ExpectPunctuation("]"));
  return Path::Element(index);
}

base::Result<Path> ParserState::ParsePath() {
  Path path;
  TRY_ASSIGN(path.elements.emplace_back(), ParseName());
  for (;;) {
    if (SkipPunctuation(".")) {
      TRY_ASSIGN(path.elements.emplace_back(), ParseName());
    } else if (SkipPunctuation("[")) {
      TRY_ASSIGN(path.elements.emplace_back(), ParseIndex());
    } else {
      break;
    }
  }
  if (path.elements.size() > kPathElementsMax) {
    Note("The document path has too many nesting levels; nesting levels: " +
         std::to_string(path.elements.size()));
  }
  return path;
}

base::Result<std::shared_ptr<const Statement>> ParserState::Finish() {
  SkipPunctuation(";");
  if (!At(TokenKind::kEnd)) return NotWellFormed("Unexpected token after expression");
  if (fault_) return *fault_;
  return std::shared_ptr<const Statement>(statement_);
}

}  // namespace expr::partiql

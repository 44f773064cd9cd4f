#include "expr/partiql/parser_state.h"

#include <charconv>

namespace expr::partiql {

base::Error NotWellFormed(std::string_view problem) {
  return base::InvalidArgument("Statement wasn't well formed, can't be processed: " +
                               std::string(problem));
}

base::Status ParserState::ExpectKeyword(std::string_view word) {
  if (SkipKeyword(word)) return {};
  return NotWellFormed("Expected " + std::string(word));
}

base::Status ParserState::ExpectPunctuation(std::string_view text) {
  if (SkipPunctuation(text)) return {};
  return NotWellFormed("Expected " + std::string(text));
}

base::Status ParserState::CheckGrammar() const {
  const base::Status grammar = partiql::CheckGrammar(tokens_);
  if (!grammar.ok()) return NotWellFormed(grammar.error().message);
  return {};
}

base::Result<ExpressionSpan> ParserState::SpanHere(int binding) const {
  return SpanOfExpression(tokens_, next_, binding);
}

base::Status ParserState::SkipTerm() {
  TRY_ASSIGN(const ExpressionSpan term, SpanHere(kTermBinding));
  SkipTo(term.end);
  return {};
}

void ParserState::SkipParentheses() {
  size_t open = 0;
  do {
    if (AtPunctuation("(")) ++open;
    if (AtPunctuation(")")) --open;
    Step();
  } while (open > 0 && !At(TokenKind::kEnd));
}

base::Error ParserState::NotWellFormed(std::string_view problem) const {
  return partiql::NotWellFormed(problem);
}

base::Status ParserState::CheckLevels() const {
  if (levels_ <= kNestingMax) return {};
  return NotWellFormed("Expressions are nested too deeply");
}

base::Result<std::string> ParserState::ParseName() {
  if (!At(TokenKind::kIdentifier)) return NotWellFormed("Invalid path dot component");
  std::string name = token().text;
  if (name.empty()) Note("Path component cannot be an empty string");
  Step();
  return name;
}

base::Result<Path::Element> ParserState::ParseIndex() {
  if (At(TokenKind::kString) && token(1).Is(TokenKind::kPunctuation, "]")) {
    std::string name = token().text;
    if (name.empty()) Note("Path component cannot be an empty string");
    Step();
    TRY(ExpectPunctuation("]"));
    return Path::Element(std::move(name));
  }
  TRY_ASSIGN(const ExpressionSpan span, SpanHere());
  const bool negative = AtOperator("-");
  const size_t sign = negative || AtOperator("+") ? 1 : 0;
  if (token(sign).kind != TokenKind::kNumber || span.end != next_ + sign + 1) {
    Note("Unexpected path component" + token_at(span.place).Place());
    SkipTo(span.end);
    TRY(ExpectPunctuation("]"));
    return Path::Element(size_t{0});
  }
  SkipTo(next_ + sign);
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
  TRY(ParseSteps(&path));
  return path;
}

base::Status ParserState::ParseSteps(Path* path) {
  constexpr std::string_view kHierarchy = "Changing item's hierarchy while reading isn't supported";
  for (;;) {
    if (SkipPunctuation(".")) {
      if (SkipOperator("*")) {
        Note(std::string(kHierarchy));
        continue;
      }
      TRY_ASSIGN(path->elements.emplace_back(), ParseName());
    } else if (SkipPunctuation("[")) {
      if (SkipOperator("*")) {
        Note(std::string(kHierarchy));
        TRY(ExpectPunctuation("]"));
        continue;
      }
      TRY_ASSIGN(path->elements.emplace_back(), ParseIndex());
    } else {
      break;
    }
  }
  if (path->elements.size() > kPathElementsMax) {
    Note("The document path has too many nesting levels; nesting levels: " +
         std::to_string(path->elements.size()));
  }
  return {};
}

base::Result<std::shared_ptr<const Statement>> ParserState::Finish() {
  SkipPunctuation(";");
  // Only an operator can follow what is well formed.
  if (!At(TokenKind::kEnd)) Note("Unsupported operation: NAry");
  if (fault_) return *fault_;
  return std::shared_ptr<const Statement>(statement_);
}

}  // namespace expr::partiql

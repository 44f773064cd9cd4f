// Literals: 'text', 12, TRUE, NULL, [list], {'name': value}, <<set>>.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "expr/partiql/parser_state.h"
#include "value/number.h"
#include "value/row.h"
#include "value/value.h"

namespace expr::partiql {
namespace {

std::string NullValue() { return std::string(value::Value::Null().view().encoded()); }

// What stands here instead of a literal, as messages call it: by itself at the top, by its kind
// within lists and tuples; a function by its name.
std::string TypeOf(const Token& token, bool called, const std::string& under) {
  if (called) return token.Is(TokenKind::kKeyword, "SIZE") ? "size" : token.text;
  if (token.kind == TokenKind::kIdentifier && under == "root") return token.text;
  if (token.kind == TokenKind::kParameter) return "Parameter";
  if (token.kind == TokenKind::kIdentifier) return "VariableReference";
  return token.text;
}

class LiteralParser {
 public:
  explicit LiteralParser(ParserState& state) : state_(state) {}

  base::Result<std::string> Parse(const std::string& under) {
    const ParserState::Level level(state_);
    TRY(state_.CheckLevels());
    const Token& token = state_.token();
    switch (token.kind) {
      case TokenKind::kString: {
        std::string encoded;
        value::AppendString(token.text, &encoded);
        state_.Step();
        return encoded;
      }
      case TokenKind::kNumber:
      case TokenKind::kOperator:
        return ParseNumber(token, under);
      case TokenKind::kPunctuation:
        return ParseCollection(under);
      case TokenKind::kKeyword:
        return ParseKeyword(under);
      case TokenKind::kIonLiteral:
        state_.Note("Ion Literals are not supported: " + IonTypeOf(token.text) + " under key " +
                    under + token.Place());
        state_.Step();
        return NullValue();
      case TokenKind::kParameter:
      case TokenKind::kIdentifier:
        return Unsupported(under);
      default:
        return state_.NotWellFormed("Unexpected term");
    }
  }

  // An element of what `close` ends. It may be more than a literal.
  base::Result<std::string> ParseElement(std::string_view close, const std::string& under) {
    const size_t begin = state_.position();
    TRY_ASSIGN(std::string encoded, Parse(under));
    TRY(EndElement(begin, close, under));
    return encoded;
  }

  // Steps over what is left of the expression that began there.
  base::Status EndElement(size_t begin, std::string_view close, const std::string& under) {
    if (state_.AtPunctuation(",") || state_.AtPunctuation(close)) return {};
    state_.Note("Unsupported data type: " + state_.token().text + " under key " + under +
                state_.token().Place());
    state_.SkipTo(begin);
    TRY_ASSIGN(const ExpressionSpan span, state_.SpanHere());
    state_.SkipTo(span.end);
    return {};
  }

  // 'name' :
  base::Result<std::string> ParseKey(const std::string& under) {
    const Token& token = state_.token();
    std::string name = token.text;
    TRY_ASSIGN(const ExpressionSpan span, state_.SpanHere());
    if (token.kind != TokenKind::kString || span.end != state_.position() + 1) {
      state_.Note("Tuple keys must be of type String. Actual type: " + TypeOfKey(token) +
                  " under " + under + token.Place());
    } else if (name.empty()) {
      state_.Note("Path component cannot be an empty string");
    }
    state_.SkipTo(span.end);
    TRY(state_.ExpectPunctuation(":"));
    return name;
  }

 private:
  static std::string TypeOfKey(const Token& token) {
    if (token.kind == TokenKind::kNumber) return IonTypeOf(token.text);
    if (token.Is(TokenKind::kKeyword, "TRUE") || token.Is(TokenKind::kKeyword, "FALSE")) {
      return "BOOL";
    }
    return TypeOf(token, false, {});
  }

  static std::string IonTypeOf(const std::string& text) {
    if (value::Number::Parse(text).ok()) {
      return text.find_first_of(".eE") == std::string::npos ? "INT" : "DECIMAL";
    }
    return text.starts_with('"') ? "STRING" : "SYMBOL";
  }

  base::Result<std::string> Unsupported(const std::string& under) {
    const Token& token = state_.token();
    const bool is_name = token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kKeyword;
    const bool called = is_name && state_.token(1).Is(TokenKind::kPunctuation, "(");
    state_.Note("Unsupported data type: " + TypeOf(token, called, under) + " under key " + under +
                token.Place());
    TRY(state_.SkipTerm());
    return NullValue();
  }

  base::Result<std::string> ParseKeyword(const std::string& under) {
    std::string encoded;
    if (state_.SkipKeyword("TRUE")) {
      value::AppendBool(true, &encoded);
    } else if (state_.SkipKeyword("FALSE")) {
      value::AppendBool(false, &encoded);
    } else if (state_.SkipKeyword("NULL")) {
      value::AppendNull(&encoded);
    } else {
      return Unsupported(under);
    }
    return encoded;
  }

  // A number with its signs. `start` is the first of them.
  base::Result<std::string> ParseNumber(const Token& start, const std::string& under) {
    const size_t begin = state_.position();
    bool negative = false;
    for (;;) {
      if (state_.SkipOperator("-")) {
        negative = !negative;
      } else if (!state_.SkipOperator("+")) {
        break;
      }
    }
    if (!state_.At(TokenKind::kNumber)) {
      if (state_.At(TokenKind::kIdentifier)) return Unsupported(under);
      state_.SkipTo(begin);
      state_.Note("Unsupported data type: " + start.text + " under key " + under + start.Place());
      TRY(state_.SkipTerm());
      return NullValue();
    }
    const std::string text = (negative ? "-" : "") + state_.token().text;
    const auto number = value::Number::Parse(text);
    std::string encoded;
    if (number.ok()) {
      value::AppendNumber(*number, &encoded);
    } else {
      state_.Note(number.error().message + " under " + under);
      encoded = NullValue();
    }
    state_.Step();
    return encoded;
  }

  base::Result<std::string> ParseCollection(const std::string& under) {
    if (state_.SkipPunctuation("[")) return ParseList("]", under);
    if (state_.SkipPunctuation("(")) return ParseList(")", under);
    if (state_.AtPunctuation("{")) return ParseTuple(under);
    if (state_.AtPunctuation("<<")) return ParseBag(under);
    return state_.NotWellFormed("Unexpected term");
  }

  base::Result<std::string> ParseList(std::string_view close, const std::string& under) {
    std::string elements;
    std::string last;
    size_t count = 0;
    while (!state_.AtPunctuation(close)) {
      if (count > 0) TRY(state_.ExpectPunctuation(","));
      TRY_ASSIGN(last, ParseElement(close, under + "." + std::to_string(count)));
      elements += last;
      ++count;
    }
    state_.Step();
    // (1) is 1.
    if (close == ")" && count == 1) return last;
    std::string encoded;
    value::AppendList(count, elements, &encoded);
    return encoded;
  }

  base::Result<std::string> ParseTuple(const std::string& under) {
    const Token start = state_.token();
    state_.Step();
    value::RowBuilder attributes;
    std::set<std::string> names;
    while (!state_.AtPunctuation("}")) {
      if (!names.empty()) TRY(state_.ExpectPunctuation(","));
      TRY_ASSIGN(const std::string name, ParseKey(under));
      std::string inner = under;
      inner.append(".").append(name);
      TRY_ASSIGN(const std::string encoded, ParseElement("}", inner));
      attributes.Set(name, value::ValueView(encoded));
      if (!names.insert(name).second) {
        std::string message = "Duplicate keys in tuple. Key: ";
        state_.Note(message.append(name).append(" under ").append(under).append(start.Place()));
      }
    }
    state_.Step();
    return std::string(attributes.BuildMap().view().encoded());
  }

  base::Result<std::string> ParseBag(const std::string& under) {
    constexpr std::string_view kUnsupported =
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags";
    const Token start = state_.token();
    state_.Step();
    std::vector<std::string> elements;
    while (!state_.AtPunctuation(">>")) {
      if (!elements.empty()) TRY(state_.ExpectPunctuation(","));
      const Token token = state_.token();
      if (token.kind != TokenKind::kString && token.kind != TokenKind::kNumber &&
          token.kind != TokenKind::kOperator) {
        state_.Note(std::string(kUnsupported) + token.Place());
      }
      TRY_ASSIGN(elements.emplace_back(), ParseElement(">>", under));
    }
    state_.Step();
    if (elements.empty()) {
      state_.Note("Empty bags are not supported" + start.Place());
      return NullValue();
    }
    const auto type = [](const std::string& element) { return value::ValueView(element).type(); };
    std::set<std::string_view> distinct;
    std::vector<std::string_view> members;
    for (const std::string& element : elements) {
      if (type(element) != type(elements.front())) {
        state_.Note(std::string(kUnsupported));
        return NullValue();
      }
      if (!distinct.insert(element).second) state_.Note("Input collection contains duplicates");
      const value::ValueView view(element);
      const bool is_number = view.type() == value::Type::kN;
      if (is_number || view.type() == value::Type::kS) {
        members.push_back(is_number ? view.AsEncodedNumber() : view.AsBytes());
      }
    }
    // What was noted is an error in the end: this is then the value of a statement that is none.
    if (distinct.size() < elements.size() || members.size() < elements.size()) return NullValue();
    std::string encoded;
    value::AppendSet(
        type(elements.front()) == value::Type::kN ? value::Type::kNS : value::Type::kSS,
        std::move(members), &encoded);
    return encoded;
  }

  ParserState& state_;
};

}  // namespace

base::Result<std::string> ParseLiteral(ParserState& state, const std::string& under) {
  TRY_ASSIGN(std::string encoded, LiteralParser(state).Parse(under));
  if (value::ValueView(encoded).NestingLevels() > value::kNestingLevelsMax) {
    state.Note(std::string(value::kNestedTooDeep));
  }
  return encoded;
}

base::Status ParseItem(ParserState& state) {
  const Token start = state.token();
  TRY_ASSIGN(const ExpressionSpan span, state.SpanHere());
  const auto note_format = [&] {
    state.Note(
        "Unsupported format in item expression. Please use struct format {...} to express item "
        "values for insert statement." +
        start.Place());
    state.SkipTo(span.end);
  };
  if (!state.SkipPunctuation("{")) {
    note_format();
    return {};
  }
  Statement& statement = state.statement();
  LiteralParser parser(state);
  std::set<std::string> names;
  while (!state.AtPunctuation("}")) {
    if (!names.empty()) TRY(state.ExpectPunctuation(","));
    const Token key = state.token();
    TRY_ASSIGN(std::string name, parser.ParseKey("root"));
    if (!names.insert(name).second) {
      state.Note("Duplicate keys in tuple. Key: " + name + " under root" + key.Place());
    }
    Operand operand;
    const size_t begin = state.position();
    if (state.At(TokenKind::kParameter)) {
      operand.parameter = statement.parameter_count++;
      state.Step();
    } else {
      TRY_ASSIGN(operand.encoded, ParseLiteral(state, "root"));
    }
    TRY(parser.EndElement(begin, "}", "root"));
    statement.item.emplace_back(std::move(name), std::move(operand));
  }
  state.Step();
  if (state.position() != span.end) note_format();
  return {};
}

}  // namespace expr::partiql

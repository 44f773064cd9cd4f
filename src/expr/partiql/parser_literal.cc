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
        return ParseNumber(under);
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
        ++state_.statement().parameter_count;
        [[fallthrough]];
      case TokenKind::kIdentifier:
        return Unsupported(under);
      default:
        return state_.NotWellFormed("Unexpected term");
    }
  }

  // 'name' :
  base::Result<std::string> ParseKey(const std::string& under) {
    const Token& token = state_.token();
    std::string name = token.text;
    if (token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kParameter) {
      state_.Note("Tuple keys must be of type String. Actual type: " + TypeOf(token, false, {}) +
                  " under " + under + token.Place());
    } else if (token.kind != TokenKind::kString) {
      return state_.NotWellFormed("Expected string for tuple key");
    }
    if (name.empty()) state_.Note("Path component cannot be an empty string");
    state_.Step();
    TRY(state_.ExpectPunctuation(":"));
    return name;
  }

 private:
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
    if (called) {
      state_.Step();
      TRY(state_.SkipParentheses());
    } else if (token.kind == TokenKind::kIdentifier) {
      TRY_ASSIGN(const Path path, state_.ParsePath());
    } else {
      state_.Step();
    }
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
    } else if (state_.AtKeyword("MISSING") || state_.token(1).Is(TokenKind::kPunctuation, "(")) {
      return Unsupported(under);
    } else {
      return state_.NotWellFormed("Unexpected keyword");
    }
    return encoded;
  }

  base::Result<std::string> ParseNumber(const std::string& under) {
    std::string text;
    if (state_.SkipOperator("-")) {
      text = "-";
    } else {
      state_.SkipOperator("+");
    }
    if (!state_.At(TokenKind::kNumber)) {
      if (state_.At(TokenKind::kIdentifier)) return Unsupported(under);
      return state_.NotWellFormed("Unexpected operator");
    }
    text += state_.token().text;
    const auto number = value::Number::Parse(text);
    std::string encoded;
    if (number.ok()) {
      value::AppendNumber(*number, &encoded);
    } else {
      state_.Note(number.error().message);
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
      TRY_ASSIGN(last, Parse(under + "." + std::to_string(count)));
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
      TRY_ASSIGN(const std::string encoded, Parse(inner));
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
      TRY_ASSIGN(elements.emplace_back(), Parse(under));
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
    state.Note(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
  }
  return encoded;
}

base::Status ParseItem(ParserState& state) {
  if (!state.AtPunctuation("{")) {
    if (state.At(TokenKind::kEnd)) return state.NotWellFormed("Unexpected term");
    state.Note(
        "Unsupported format in item expression. Please use struct format {...} to express item "
        "values for insert statement." +
        state.token().Place());
    if (state.At(TokenKind::kParameter)) {
      ++state.statement().parameter_count;
      state.Step();
      return {};
    }
    TRY(ParseLiteral(state, "root"));
    return {};
  }
  state.Step();
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
    if (state.At(TokenKind::kParameter)) {
      operand.parameter = statement.parameter_count++;
      state.Step();
    } else {
      TRY_ASSIGN(operand.encoded, ParseLiteral(state, "root"));
    }
    if (state.At(TokenKind::kOperator)) {
      return base::InvalidArgument("Unsupported data type: " + state.token().text +
                                   " under key root" + state.token().Place());
    }
    statement.item.emplace_back(std::move(name), std::move(operand));
  }
  state.Step();
  return {};
}

}  // namespace expr::partiql

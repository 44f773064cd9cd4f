#include "expr/parser.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

struct Case {
  Grammar grammar;
  std::string text;
  std::string message;  // "" if it is well-formed
};

void RunCases(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(MessageOf(Parse(c.grammar, c.text)), c.message) << c.text;
}

std::string Unexpected(const std::string& token, const std::string& near) {
  return "Syntax error; token: \"" + token + "\", near: \"" + near + "\"";
}

std::string Repeat(std::string_view text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all.append(text);
  return all;
}

TEST(Parser, AcceptsTheLanguage) {
  const Grammar c = Grammar::kCondition;
  const Grammar u = Grammar::kUpdate;
  const Grammar p = Grammar::kProjection;
  RunCases({
      {c, "a = :b", ""},
      {c, "(a) = (:b)", ""},
      {c, "(a = :b)", ""},
      {c, "((a) = (:b))", ""},
      {c, "(a = :b) AND (c = :d)", ""},
      {c, "((a = :b) AND c = :d)", ""},
      {c, "not a = :b aNd Not(c<>:d)oR e>=:f", ""},
      {c, "a BETWEEN :b AND :c AND d between (:e) and size(f)", ""},
      {c, "a IN (:b) OR :c in (a, b.c, size(d), (:e))", ""},
      {c, "attribute_exists(a) AND attribute_not_exists (b . c [ 0 ] . #d)", ""},
      {c, "attribute_type(a, :t) AND begins_with(b, :p) AND contains((c), (:p))", ""},
      {c, "size(a) > size(b)", ""},
      {c, "NOT NOT NOT attribute_exists(a)", ""},
      {c, "remov = :a AND a.b[0][12].#c = :d", ""},
      {u, "SET a = :b", ""},
      {u, "set a = :b, c = d + :e, f = (g - :h) REMOVE i, j[1] ADD k :l, m.n :o DELETE p :q", ""},
      {u, "REMOVE a SET b = c", ""},
      {u, "SET a = if_not_exists(a, :b) + (:c), d = list_append(if_not_exists(d, :e), f)", ""},
      {u, "SET a = (b) + c, d = ((e) + f)", ""},
      {p, "a", ""},
      {p, "a, b.c, #d[0][1].#e", ""},
      {p, "and1, set1", ""},
  });
}

TEST(Parser, QuotesTheTokenItDoesNotExpectWithItsNeighbours) {
  const Grammar c = Grammar::kCondition;
  const Grammar u = Grammar::kUpdate;
  const Grammar p = Grammar::kProjection;
  RunCases({
      {c, "a x b", Unexpected("x", "a x b")},
      {c, "a  x\tb", Unexpected("x", "a  x\tb")},
      {c, "= :a", Unexpected("=", "= :a")},
      {c, "a =", Unexpected("<EOF>", "=")},
      {c, "a = ", Unexpected("<EOF>", "= ")},
      {c, "a", Unexpected("<EOF>", "a")},
      {c, " ", Unexpected("<EOF>", " ")},
      {c, " a b\n", Unexpected("b", "a b\n")},
      {c, "a IN ()", Unexpected(")", "()")},
      {c, "a IN :b", Unexpected(":b", "IN :b")},
      {c, "a = 'b'", Unexpected("'", "= 'b")},
      {c, "user-id = :a", Unexpected("-", "user-id")},
      {c, "_a = :b", Unexpected("_", "_a")},
      {c, "a AND b = :c", Unexpected("AND", "a AND b")},
      {c, "a = :b AND c", Unexpected("<EOF>", "c")},
      {c, "(a = :b", Unexpected("<EOF>", ":b")},
      {c, "a = :b)", Unexpected(")", ":b)")},
      {c, "(a = :b) = :c", Unexpected("=", ") = :c")},
      {c, "(NOT a) = :c", Unexpected(")", "a) =")},
      {c, "a = :b = :c", Unexpected("=", ":b = :c")},
      {c, "a = :b c = :d", Unexpected("c", ":b c =")},
      {c, "a = NOT b", Unexpected("NOT", "= NOT b")},
      {c, "a BETWEEN :b", Unexpected("<EOF>", ":b")},
      {c, "a BETWEEN :b OR :c", Unexpected("OR", ":b OR :c")},
      {c, "size() = :a", Unexpected(")", "() =")},
      {c, "size(a = :a", Unexpected("=", "a = :a")},
      {c, "a. = :b", Unexpected("=", ". = :b")},
      {c, "a[b] = :b", Unexpected("b", "[b]")},
      {c, "a[-1] = :b", Unexpected("-", "[-1")},
      {c, "a[0 = :b", Unexpected("=", "0 = :b")},
      {c, "a[01] = :b", Unexpected("1", "01]")},
      {c, "a[00] = :b", Unexpected("0", "00]")},
      {c, "a[:i] = :b", Unexpected(":i", "[:i]")},
      {c, "in = :b", Unexpected("in", "in =")},
      {c, "a + :b = :c", Unexpected("+", "a + :b")},
      {u, "a = :b", Unexpected("a", "a =")},
      {u, "SET", Unexpected("<EOF>", "SET")},
      {u, "SET a = if_not_exists(x, 0)", Unexpected("0", ", 0)")},
      {u, "SET a = :b,", Unexpected("<EOF>", ",")},
      {u, "SET a = :b, REMOVE c", Unexpected("REMOVE", ", REMOVE c")},
      {u, "SET a = :b + :c + :d", Unexpected("+", ":c + :d")},
      {u, "SET a = (:b + :c", Unexpected("<EOF>", ":c")},
      {u, "SET a = list_append(b, c + d)", Unexpected("+", "c + d")},
      {u, "SET :a = :b", Unexpected(":a", "SET :a =")},
      {u, "REMOVE a = :b", Unexpected("=", "a = :b")},
      {u, "ADD a b", Unexpected("b", "a b")},
      {u, "DELETE a (:b)", Unexpected("(", "a (:b")},
      {p, "a b", Unexpected("b", "a b")},
      {p, "a,", Unexpected("<EOF>", ",")},
      {p, "a..b", Unexpected(".", "..b")},
      {p, ":a", Unexpected(":a", ":a")},
      {p, "#", Unexpected("#", "#")},
      {p, "size(a)", Unexpected("(", "size(a")},
      // Keywords of one kind of expression are names in none.
      {c, "remove = :a", Unexpected("remove", "remove =")},
      {c, "a.Set = :a", Unexpected("Set", ".Set =")},
      {u, "SET a = NOT b", Unexpected("NOT", "= NOT b")},
      {u, "SET in = :a", Unexpected("in", "SET in =")},
      {p, "a, add", Unexpected("add", ", add")},
  });
}

TEST(Parser, ChecksSizeBeforeAllElse) {
  const std::string longest = "a." + std::string(kExpressionBytesMax - 2, 'b');
  RunCases({
      {Grammar::kCondition, "", "The expression can not be empty;"},
      {Grammar::kUpdate, "", "The expression can not be empty;"},
      {Grammar::kProjection, longest, ""},
      {Grammar::kProjection, longest + "b",
       "Expression size has exceeded the maximum allowed size;"},
      {Grammar::kCondition, longest + "b",
       "Expression size has exceeded the maximum allowed size; expression size: 4097"},
  });
}

TEST(Parser, TellsRedundantParenthesesAndThenTheFirstFault) {
  const Grammar c = Grammar::kCondition;
  const Grammar u = Grammar::kUpdate;
  const std::string redundant = "The expression has redundant parentheses;";
  const std::string misused =
      "The function is not allowed to be used this way in an expression; function: ";
  const std::string once = " section can only be used once in an update expression;";
  RunCases({
      {c, "((a = :b))", redundant},
      {c, "((a)) = :b", redundant},
      {c, "a = ((:b))", redundant},
      {c, "NOT ((foo(name)))", redundant},
      {u, "SET a = ((:b))", redundant},
      {u, "SET a = ((:b + :c))", redundant},
      {c, "foo(name) = size(a)", "Invalid function name; function: foo"},
      {c, "name = foo(a)", "Attribute name is a reserved keyword; reserved keyword: name"},
      {c, "a[4294967295] = foo(name)",
       "List index is not within the allowable range; index: [4294967295]"},
      {c, "size(foo(name)) = :b", "Invalid function name; function: foo"},
      {c, "contains(foo(name), :b) = :c", misused + "contains"},
      {c, "NOT size(name)", misused + "size"},
      {c, "name = :b AND size(a)", "Attribute name is a reserved keyword; reserved keyword: name"},
      {c, "SIZE(a) = :b", "Invalid function name; function: SIZE"},
      {u, "SET a = foo(b)", "Invalid function name; function: foo"},
      {u, "SET a = size(b)", "The function is not allowed in an update expression; function: size"},
      {u, "SET a = list_append(b, list_append(c, d))", misused + "list_append"},
      {u, "SET a = if_not_exists(a, (list_append(c, d)))", misused + "list_append"},
      {u, "SET a = b + list_append(c, d)", misused + "list_append"},
      {u, "SET a = (list_append(c, d))", ""},
      {c, "list_append(a, b) = :c",
       "The function is not allowed in a condition expression; function: list_append"},
      {c, "size(a)", misused + "size"},
      {c, "NOT size(a)", misused + "size"},
      {c, "a = :b AND (size(a))", misused + "size"},
      {c, "attribute_exists(a) = :b", misused + "attribute_exists"},
      {c, "a IN (:b, contains(a, :c))", misused + "contains"},
      {c, "size(begins_with(a, :b)) > :c", misused + "begins_with"},
      {c, "name = :b", "Attribute name is a reserved keyword; reserved keyword: name"},
      {c, "a.Comment = zone", "Attribute name is a reserved keyword; reserved keyword: Comment"},
      {c, "size = :b", "Attribute name is a reserved keyword; reserved keyword: size"},
      {Grammar::kProjection, "a, name",
       "Attribute name is a reserved keyword; reserved keyword: name"},
      {u, "SET a = :b set c = :d", "The \"SET\"" + once},
      {u, "REMOVE a REMOVE name", "Attribute name is a reserved keyword; reserved keyword: name"},
      {u, "REMOVE a REMOVE b SET name = :c", "The \"REMOVE\"" + once},
      {u, "ADD a :b SET c = d ADD e :f", "The \"ADD\"" + once},
      {u, "DELETE a :b DELETE c :d", "The \"DELETE\"" + once},
      {c, "name = :b)", Unexpected(")", ":b)")},
  });
}

TEST(Parser, PathsMayGoOnBehindParentheses) {
  const Grammar c = Grammar::kCondition;
  const Grammar u = Grammar::kUpdate;
  const Grammar p = Grammar::kProjection;
  const std::string redundant = "The expression has redundant parentheses;";
  RunCases({
      {c, "((b.c)).d = :x", ""},
      {c, "(a).b = :x AND NOT ((a))[0] = :x", ""},
      {c, ":x = (((a)).b)", ""},
      {c, "size(((a)[1]).b) = :x", ""},
      {c, "a BETWEEN (b).c AND ((d)).e", ""},
      {c, "((((a)).b)) = :x", redundant},
      {c, "(a).b = ((:x))", redundant},
      {c, "(:a).b = :x", Unexpected(".", ").b")},
      {c, "(size(a)).b = :x", Unexpected(".", ").b")},
      {c, "(a). = :x", Unexpected("=", ". = :x")},
      {c, "(a)b = :x", Unexpected("b", ")b =")},
      {u, "SET a = ((c)).d[1] + (e).f", ""},
      {u, "SET a = (((b)).c - :d)", ""},
      // What is written or projected stands alone.
      {u, "SET (a).b = :c", Unexpected("(", "SET (a")},
      {u, "REMOVE (a)[1]", Unexpected("(", "REMOVE (a")},
      {p, "(a).b", Unexpected("(", "(a")},
  });
  const auto parsed = Parse(c, "attribute_exists(((b.c)).d)");
  ASSERT_TRUE(parsed.ok());
  ASSERT_EQ((*parsed)->paths.size(), 1);
  EXPECT_EQ((*parsed)->paths[0].elements.size(), 3);
}

TEST(Parser, BoundsIndexes) {
  RunCases({
      {Grammar::kProjection, "a[4294967294]", ""},
      {Grammar::kProjection, "a[4294967295]",
       "List index is not within the allowable range; index: [4294967295]"},
      {Grammar::kProjection, "a[99999999999999999999]",
       "List index is not within the allowable range; index: [99999999999999999999]"},
  });
}

TEST(Parser, NestingTakesNoStack) {
  const std::string redundant = "The expression has redundant parentheses;";
  RunCases({
      {Grammar::kCondition, std::string(2000, '(') + "a=:b" + std::string(2000, ')'), redundant},
      {Grammar::kCondition, "a=" + std::string(2000, '(') + ":b" + std::string(2000, ')'),
       redundant},
      {Grammar::kUpdate, "SET a=" + std::string(2000, '(') + ":b" + std::string(2000, ')'),
       redundant},
      {Grammar::kCondition, std::string(4000, '('), Unexpected("<EOF>", "(")},
      {Grammar::kCondition, Repeat("size(", 800), Unexpected("<EOF>", "(")},
  });
}

TEST(Parser, BindsAndTighterThanOrAndNotTightest) {
  const auto parsed = Parse(Grammar::kCondition, "a = :a OR NOT b = :b AND c = :c OR d = :d");
  ASSERT_TRUE(parsed.ok());
  const Tree& tree = **parsed;
  const Node& root = tree.node(tree.root);
  ASSERT_EQ(root.op, Op::kOr);  // (a OR ((NOT b) AND c)) OR d
  const Node& left = tree.operand(root, 0);
  ASSERT_EQ(left.op, Op::kOr);
  ASSERT_EQ(tree.operand(left, 1).op, Op::kAnd);
  EXPECT_EQ(tree.operand(tree.operand(left, 1), 0).op, Op::kNot);
  EXPECT_EQ(tree.operand(root, 1).op, Op::kEqual);
}

}  // namespace
}  // namespace expr

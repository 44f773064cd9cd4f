#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "expr/partiql/bound_statement.h"
#include "expr/partiql/grammar.h"
#include "expr/partiql/lexer.h"
#include "expr/partiql/statement.h"
#include "expr/partiql/statement_cache.h"
#include "value/json_text.h"
#include "value/json_writer.h"

namespace expr::partiql {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = Statement::Kind;

constexpr std::string_view kNotWellFormed = "Statement wasn't well formed, can't be processed: ";

std::string ErrorOf(std::string_view text) {
  const auto statement = Parse(text);
  return statement.ok() ? "" : statement.error().message;
}

value::Row RowOf(std::string_view json) {
  auto row = value::RowFromJson(json);
  EXPECT_TRUE(row.ok()) << json;
  return *std::move(row);
}

// Whether the item, in DynamoDB JSON, meets the condition.
bool Meets(const std::string& where, std::string_view item) {
  const auto statement = Parse("SELECT * FROM t WHERE " + where);
  EXPECT_TRUE(statement.ok()) << where << ": " << ErrorOf("SELECT * FROM t WHERE " + where);
  const auto bound = Bind(*statement, {});
  EXPECT_TRUE(bound.ok()) << where << ": " << bound.error().message;
  return bound->where->Evaluate(RowOf(item).view());
}

TEST(PartiqlParser, TellsStatementsApart) {
  const std::vector<std::pair<std::string, Kind>> cases = {
      {"SELECT * FROM t", Kind::kSelect},
      {"(SELECT * FROM t)", Kind::kSelect},
      {"select a, b.c[1] from \"t\" where a = 1;", Kind::kSelect},
      {"EXISTS(SELECT * FROM t WHERE a = 1)", Kind::kExists},
      {"INSERT INTO t VALUE {'a': 1}", Kind::kInsert},
      {"UPDATE t SET a = 1 REMOVE b WHERE c = 1", Kind::kUpdate},
      {"FROM t WHERE c = 1 SET a = 1", Kind::kUpdate},
      {"FROM t SET a = 1", Kind::kUpdate},
      {"DELETE FROM t WHERE c = 1 RETURNING ALL OLD *", Kind::kDelete},
  };
  for (const auto& [text, kind] : cases) {
    const auto statement = Parse(text);
    ASSERT_TRUE(statement.ok()) << text << ": " << statement.error().message;
    EXPECT_EQ((*statement)->kind, kind) << text;
    EXPECT_EQ((*statement)->table, "t") << text;
  }
}

TEST(PartiqlParser, ReadsTheClausesOfSelect) {
  const auto statement = Parse(
      "SELECT a, m.x, l[1][2], \"q\"\"n\" FROM \"t\".\"i\" WHERE a = ? AND b IN (?, 'it''s') "
      "ORDER BY a DESC, b");
  ASSERT_TRUE(statement.ok()) << statement.error().message;
  EXPECT_EQ((*statement)->table, "t");
  EXPECT_EQ((*statement)->index, "i");
  EXPECT_EQ((*statement)->parameter_count, 2);
  std::vector<std::string> names;
  for (const Path& path : (*statement)->projection) names.push_back(ProjectedName(path));
  EXPECT_THAT(names, testing::ElementsAre("a", "x", "l[1][2]", "q\"n"));
  ASSERT_EQ((*statement)->order_by.size(), 2);
  EXPECT_TRUE((*statement)->order_by[0].descending);
  EXPECT_FALSE((*statement)->order_by[1].descending);
}

TEST(PartiqlParser, ReadsLiteralsOfEveryType) {
  const auto statement = Parse(
      "INSERT INTO t VALUE {'s': 'it''s', 'n': -1.50e1, 'p': +2, 't': TRUE, 'f': false, 'z': null,"
      " 'l': [1, 'a', [ ]], 'm': {'k': {'j': 1}}, 'ss': <<'b', 'a'>>, 'ns': <<2, -1, .5>>,"
      " 'one': (7), 'many': (7, 8)} -- and a comment");
  ASSERT_TRUE(statement.ok()) << statement.error().message;
  const auto bound = Bind(*statement, {});
  ASSERT_TRUE(bound.ok()) << bound.error().message;
  EXPECT_EQ(bound->item, RowOf(R"({"s": {"S": "it's"}, "n": {"N": "-15"}, "p": {"N": "2"},
      "t": {"BOOL": true}, "f": {"BOOL": false}, "z": {"NULL": true},
      "l": {"L": [{"N": "1"}, {"S": "a"}, {"L": []}]}, "m": {"M": {"k": {"M": {"j": {"N": "1"}}}}},
      "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["-1", "0.5", "2"]}, "one": {"N": "7"},
      "many": {"L": [{"N": "7"}, {"N": "8"}]}})"));
}

TEST(PartiqlParser, BindsOperatorsByPrecedence) {
  constexpr std::string_view kItem = R"({"a": {"N": "1"}, "b": {"N": "2"}, "s": {"S": "text"},
      "l": {"L": [{"N": "5"}]}, "z": {"NULL": true}, "m": {"M": {"k": {"S": "v"}}}})";
  const std::vector<std::pair<std::string, bool>> cases = {
      {"a = 1 OR a = 2 AND b = 3", true},
      {"(a = 1 OR a = 2) AND b = 3", false},
      {"NOT a = 2 AND b = 2", true},
      {"NOT (a = 1 AND b = 2)", false},
      {"NOT NOT a = 1", true},
      {"a BETWEEN 1 AND 2 AND b = 2", true},
      {"a NOT BETWEEN 1 AND 2", false},
      {"a IN [1, 2]", true},
      {"a IN (3, 4) OR a IN <<1>>", true},
      {"a NOT IN (3, 4)", true},
      {"1 IN [a, 9]", true},
      {"1 = a", true},
      {"a <> 1", false},
      {"a != 2", true},
      {"a < b AND b >= 2 AND a <= 1 AND b > 1", true},
      {"c IS MISSING", true},
      {"a IS NOT MISSING", true},
      {"z IS NULL AND z IS NOT STRING", true},
      {"s IS STRING AND a IS NUMERIC AND l IS LIST AND m IS STRUCT AND m IS TUPLE", true},
      {"a IS NOT BOOL AND 'x' IS STRING", true},
      {"m.k = 'v' AND m['k'] = 'v' AND l[0] = 5", true},
      {"begins_with(s, 'te') AND contains(s, 'ex') AND SIZE(s) = 4", true},
      {"attribute_type(s, 'S') AND attribute_exists(a) AND attribute_not_exists(c)", true},
      {"l = [5] AND m = {'k': 'v'}", true},
  };
  for (const auto& [where, meets] : cases) EXPECT_EQ(Meets(where, kItem), meets) << where;
}

TEST(PartiqlParser, AppliesUpdates) {
  const auto statement = Parse(
      "UPDATE t SET n = n + 1 - 3, l = list_append(l, [2]) SET s = set_add(s, <<'b'>>) "
      "SET d = SET_DELETE(d, <<1>>) SET c = if_not_exists(c, 9) SET m.k = 'v' REMOVE r "
      "WHERE pk = 'a' RETURNING MODIFIED NEW *");
  ASSERT_TRUE(statement.ok()) << statement.error().message;
  const auto bound = Bind(*statement, {});
  ASSERT_TRUE(bound.ok()) << bound.error().message;
  const auto row =
      bound->update->Apply(RowOf(R"({"n": {"N": "5"}, "l": {"L": [{"N": "1"}]}, "s": {"SS": ["a"]},
                "d": {"NS": ["1", "2"]}, "m": {"M": {}}, "r": {"S": "x"}})")
                               .view());
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_EQ(*row, RowOf(R"({"n": {"N": "3"}, "l": {"L": [{"N": "1"}, {"N": "2"}]},
      "s": {"SS": ["a", "b"]}, "d": {"NS": ["2"]}, "c": {"N": "9"},
      "m": {"M": {"k": {"S": "v"}}}})"));
  ASSERT_TRUE((*statement)->returning);
  EXPECT_TRUE((*statement)->returning->is_new);
  EXPECT_FALSE((*statement)->returning->all);
}

TEST(PartiqlParser, RefusesWhatIsNotWellFormed) {
  for (const std::string_view text : {"",
                                      " ",
                                      "SELECT",
                                      "SELECT *",
                                      "SELECT * FROM",
                                      "SELECT * FRM t",
                                      "SELECT FROM t",
                                      "SELECT a, FROM t",
                                      "SELECT *, a FROM t",
                                      "SELECT date FROM t",
                                      "SELECT * FROM t WHERE",
                                      "SELECT * FROM t WHERE a =",
                                      "SELECT * FROM t WHERE a = 1 b",
                                      "SELECT * FROM t WHERE (a",
                                      "SELECT * FROM t WHERE a == 1",
                                      "SELECT * FROM t WHERE a = 'x",
                                      "SELECT * FROM t ORDER a",
                                      "SELECT * FROM t WHERE a = 1e",
                                      "SELECT * FROM t WHERE a IN (1",
                                      "SELECT * FROM t /* x",
                                      "SELECT * FROM t WHERE a BETWEEN 1",
                                      "SELECT * FROM t WHERE a IS",
                                      "SELECT * FROM t @",
                                      "SELECT * FROM t WHERE a IS SOMETHING",
                                      "SELECT * FROM t; SELECT * FROM t",
                                      "INSERT t VALUE {'a': 1}",
                                      "INSERT INTO t",
                                      "INSERT INTO t VALUE {'a' 1}",
                                      "INSERT INTO t VALUE {'a': 1,}",
                                      "INSERT INTO t VALUES {'a': 1}",
                                      "UPDATE t WHERE a = 1",
                                      "UPDATE t SET a WHERE b = 1",
                                      "UPDATE t REMOVE a, b WHERE c = 1",
                                      "UPDATE t ADD a 1",
                                      "UPDATE t SET a = 1 RETURNING ALL",
                                      "DELETE t WHERE a = 1",
                                      "DELETE a FROM t",
                                      "FROM t WHERE a = 1",
                                      "EXISTS SELECT * FROM t",
                                      "REPLACE INTO t VALUE {'a': 1}"}) {
    EXPECT_THAT(ErrorOf(text), StartsWith(std::string(kNotWellFormed))) << text;
  }
}

TEST(PartiqlParser, TellsWhatTheDialectLacks) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"SELECT COUNT(*) FROM t", "Unexpected path component at 1:8:5"},
      {"SELECT\n  a + 1 FROM t", "Unexpected path component at 2:5:1"},
      {"SELECT a AS b FROM t", "Aliasing is not supported"},
      {"SELECT * FROM t x", "Aliasing is not supported"},
      {"SELECT DISTINCT a FROM t", "Unsupported token in expression: DISTINCT"},
      {"SELECT a, a FROM t", "Duplicate identifiers in select clause: a"},
      {"SELECT t.* FROM t", "Changing item's hierarchy while reading isn't supported"},
      {"SELECT * FROM t, u", "Only select from a single table or index is supported."},
      {"SELECT * FROM 't'", "Unexpected from source"},
      {"SELECT * FROM t WHERE a",
       "WHERE clause must contain an expression that resolves to a boolean"},
      {"SELECT * FROM t WHERE a AND b = 1", "The arguments to AND/OR must be Expressions"},
      {"SELECT * FROM t WHERE NOT a", "The argument to NOT must be a Type or Expression"},
      {"SELECT * FROM t WHERE a * 2 = 2",
       "Unsupported operator in Condition Expression. Operator: *"},
      {"SELECT * FROM t WHERE a LIKE 'x'",
       "Unsupported operator in Condition Expression. Operator: like"},
      {"SELECT * FROM t WHERE a = MISSING", "MISSING must be compared using IS operator"},
      {"SELECT * FROM t WHERE [1] IS LIST",
       "The left hand side argument to IS must be a Variable Reference, Literal, or Path"},
      {"SELECT * FROM t WHERE a IS INT",
       "Unsupported data type for IS operator: INTEGER. Supported data types are [MISSING, NULL, "
       "BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:25:2"},
      {"SELECT * FROM t WHERE foo(a)", "Unrecognized function: foo at 1:23:3"},
      {"SELECT * FROM t WHERE l[-1] = 1",
       "List index is not within the allowable range; index: [-1] at 1:26:1"},
      {"SELECT * FROM t WHERE a = `1`",
       "Ion Literals are not supported: INT under key root at 1:27:3"},
      {"SELECT * FROM t WHERE a = [1, b]",
       "Unsupported data type: VariableReference under key root.1 at 1:31:1"},
      {"SELECT * FROM t LIMIT 1", "Unsupported clause: LIMIT at 1:23:1"},
      {"SELECT * FROM t GROUP BY a", "Unsupported clause: GROUP BY"},
      {"SELECT * FROM t ORDER BY a",
       "Must have WHERE clause in the statement when using ORDER BY clause."},
      {"SELECT \"\" FROM t", "Path component cannot be an empty string"},
      {"INSERT INTO t VALUE {'a': 1, 'a': 2}",
       "Duplicate keys in tuple. Key: a under root at 1:30:3"},
      {"INSERT INTO t VALUE {\"a\": 1}",
       "Tuple keys must be of type String. Actual type: VariableReference under root at 1:22:3"},
      {"INSERT INTO t VALUE {'a': <<>>}", "Empty bags are not supported at 1:27:2"},
      {"INSERT INTO t VALUE {'a': <<1, 'x'>>}",
       "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"},
      {"INSERT INTO t VALUE {'a': <<1, 1.0>>}", "Input collection contains duplicates"},
      {"INSERT INTO t VALUE {'a': 1e200}",
       "Number overflow. Attempting to store a number with magnitude larger than supported range "
       "under root"},
      {"INSERT INTO t.i VALUE {'a': 1}",
       "FROM clause may only contain a single table name in data manipulation statements at "
       "1:13:1"},
      {"INSERT INTO t VALUE {'a': 1} RETURNING ALL OLD *", "RETURNING is not supported in INSERT"},
      {"UPDATE t SET a = size(b)",
       "The function is not allowed in an update expression; function: size"},
      {"UPDATE t SET a = set_add(b, <<1>>)",
       "The first argument to SET_ADD must equal the assignment value at 1:18:7"},
      {"UPDATE t SET a = set_add(a, 1)",
       "The second argument to SET_ADD must be a value with type SET at 1:26:1"},
      {"UPDATE t.i SET a = 1", "This operation is not supported on an index"},
      {"DELETE FROM t RETURNING ALL NEW *",
       "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in "
       "DELETE statements."},
      {"CREATE TABLE t", "Unsupported operation: CreateTable"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(ErrorOf(text), message) << text;
}

TEST(PartiqlParser, TellsTheGrammarBeforeTheDialect) {
  EXPECT_THAT(ErrorOf("SELECT a AS b FROM t WHERE"), StartsWith(std::string(kNotWellFormed)));
}

// Every token of statements that are well formed, left out, written twice or replaced by another.
TEST(PartiqlParser, KnowsGrammarFromDialectWhateverStandsInAPlace) {
  const std::vector<std::string> sources = {
      "SELECT m . x , l [ 0 ] FROM t . i WHERE a = 1 AND NOT b IN [ 2 , 'x' ] ORDER BY a DESC ;",
      "SELECT * FROM t WHERE a BETWEEN - 1 AND ( 2 ) OR size ( b ) > ? AND c IS NOT MISSING",
      "SELECT ( a ) FROM t WHERE ( m ) . x = { 'k' : [ 1 , << 2 >> ] } AND c NOT LIKE 'x'",
      "INSERT INTO t VALUE { 'a' : 1 , 'b' : [ ? , TRUE , { 'c' : << 7 , 'y' >> } ] , 'd' : - 1 }",
      "UPDATE t SET a = b + 1 , c [ 0 ] . d = set_add ( e , << 1 >> ) REMOVE f WHERE g = ? "
      "RETURNING ALL OLD *",
      "FROM t WHERE a = 1 SET b = list_append ( b , [ 1 ] ) RETURNING MODIFIED NEW *",
      "DELETE FROM t WHERE a = 1 AND b = CASE WHEN c = 1 THEN 2 ELSE 3 END RETURNING ALL OLD *",
      "EXISTS ( SELECT * FROM t WHERE a = 1 )",
      "SELECT COUNT ( * ) FROM t JOIN u ON a = b GROUP BY c HAVING d = 1 LIMIT 2",
      "SELECT DISTINCT a AS b FROM t UNION ALL SELECT VALUE c FROM u",
  };
  std::vector<std::string> replacements = {
      "",  "x", "\"x\"", "(", ")",  "[", "]", "{", "}",     "<<",  ">>",  ",",    ".",      ";",
      ":", "*", "-",     "=", "||", "@", "?", "1", "1e400", "'x'", "`1`", "TRUE", "MISSING"};
  for (const std::string_view word :
       {"SELECT", "FROM",      "WHERE",  "AND",    "NOT",  "IN",    "IS",     "BETWEEN",
        "LIKE",   "SET",       "REMOVE", "INSERT", "INTO", "VALUE", "VALUES", "UPDATE",
        "DELETE", "RETURNING", "ALL",    "AS",     "BY",   "CASE",  "END",    "COUNT",
        "SIZE",   "EXISTS",    "UNION",  "JOIN",   "DATE", "INT4"}) {
    replacements.emplace_back(word);
  }
  size_t tried = 0;
  const auto check = [&](const std::string& text) {
    const bool well_formed = CheckGrammar(Tokenize(text)).ok();
    const std::string error = ErrorOf(text);
    EXPECT_EQ(error.starts_with(kNotWellFormed), !well_formed) << text << "\n" << error;
    EXPECT_FALSE(error.empty() && !well_formed) << text;
    ++tried;
  };
  for (const std::string& source : sources) {
    const std::vector<Token> tokens = Tokenize(source);
    for (size_t i = 0; i + 1 < tokens.size(); ++i) {
      const std::string before = source.substr(0, tokens[i].offset);
      const std::string from = source.substr(tokens[i].offset);
      const std::string after = source.substr(tokens[i + 1].offset);
      check(before);
      for (const std::string& replacement : replacements) {
        check(before + replacement + " " + after);
        check(before + replacement + " " + from);
      }
    }
  }
  EXPECT_GT(tried, 10000);
}

TEST(PartiqlParser, BoundsTheNesting) {
  const auto nested = [](size_t levels, std::string_view open, std::string_view close) {
    std::string text = "SELECT * FROM t WHERE ";
    for (size_t i = 0; i < levels; ++i) text += open;
    text += "a = 1";
    for (size_t i = 0; i < levels; ++i) text += close;
    return text;
  };
  EXPECT_EQ(ErrorOf(nested(20, "(", ")")), "");
  EXPECT_THAT(ErrorOf(nested(4000, "(", ")")), HasSubstr("nested too deeply"));
  EXPECT_THAT(ErrorOf(nested(2000, "NOT ", "")), HasSubstr("nested too deeply"));
  EXPECT_THAT(ErrorOf(nested(400, "a = 1 OR ", "")), HasSubstr("too many operators"));
  EXPECT_THAT(ErrorOf("INSERT INTO t VALUE {'a': " + std::string(8000, '[')),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(
      ErrorOf("INSERT INTO t VALUE {'a': " + std::string(33, '[') + std::string(33, ']') + "}"),
      StartsWith("Nesting Levels have exceeded supported limits"));
}

TEST(PartiqlBind, WantsAsManyParametersAsThereAre) {
  const auto statement = Parse("SELECT * FROM t WHERE a = ?");
  ASSERT_TRUE(statement.ok());
  const value::Value one = value::Value::Int(1);
  const std::vector<value::ValueView> two(2, one.view());
  for (const size_t count : {0, 2}) {
    const auto bound = Bind(*statement, std::span(two).first(count));
    ASSERT_FALSE(bound.ok());
    EXPECT_EQ(bound.error().message, "Number of parameters in request and statement don't match.");
  }
  EXPECT_TRUE(Bind(*statement, std::span(two).first(1)).ok());
}

TEST(PartiqlBind, WantsSetsForSetFunctions) {
  const auto statement = Parse("UPDATE t SET a = set_add(a, ?)");
  ASSERT_TRUE(statement.ok());
  const value::Value one = value::Value::Int(1);
  const value::ValueView parameter = one.view();
  const auto bound = Bind(*statement, std::span(&parameter, 1));
  ASSERT_FALSE(bound.ok());
  EXPECT_THAT(bound.error().message, HasSubstr("must be a value with type SET"));
}

TEST(StatementCache, KeepsTheLastOnesWithinItsBounds) {
  StatementCache cache(/*entries_max=*/2);
  const auto first = cache.Parse("SELECT * FROM a");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*cache.Parse("SELECT * FROM a"), *first);
  ASSERT_TRUE(cache.Parse("SELECT * FROM b").ok());
  EXPECT_EQ(*cache.Parse("SELECT * FROM a"), *first);  // now b is the oldest
  ASSERT_TRUE(cache.Parse("SELECT * FROM c").ok());
  EXPECT_EQ(cache.entries(), 2);
  EXPECT_EQ(*cache.Parse("SELECT * FROM a"), *first);
  EXPECT_FALSE(cache.Parse("SELECT").ok());
  EXPECT_EQ(cache.entries(), 2);

  StatementCache small(StatementCache::kEntriesMax, /*bytes_max=*/100);
  ASSERT_TRUE(small.Parse("SELECT * FROM a").ok());
  EXPECT_EQ(small.entries(), 0);
  EXPECT_EQ(small.bytes(), 0);
}

}  // namespace
}  // namespace expr::partiql

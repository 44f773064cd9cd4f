"""SearchVectors: what it finds, how it scores, and what it refuses.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html
"""

import json
import random
import re

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.indexes import KEYS_ONLY, definitions, include
from support.tables import create_request, drop, wait_for
from support.values import N, S, unique
from support.vectors import index, nearest, query, score, vector

WRONG = "One or more parameter values were invalid: "
FUNCTIONS = ["COSINE", "EUCLIDEAN", "DOT_PRODUCT"]
DIMENSIONS = 8
COUNT = 500
COLORS = ["red", "green", "blue", "grey"]


def random_vector(seed):
    numbers = random.Random(seed)
    return [round(numbers.gauss(0, 1), 4) for _ in range(DIMENSIONS)]


VECTORS = {f"{i:03}": random_vector(i) for i in range(COUNT)}


def color_of(key):
    return COLORS[int(key) % 4] if int(key) % 5 else None


def tenant_of(key):
    return f"tenant{int(key) % 3}"


@pytest.fixture(scope="module")
def table(client):
    indexes = [index(function.lower(), function=function, dimensions=DIMENSIONS,
                     filters=["color", "year"]) for function in FUNCTIONS]
    indexes.append(index("hashed", function="COSINE", dimensions=DIMENSIONS, hash="tenant",
                         filters=["color"], projection=KEYS_ONLY))
    indexes.append(index("some", dimensions=DIMENSIONS, projection=include("title", "v")))
    request = create_request(VectorIndexes=indexes)
    request["AttributeDefinitions"] = definitions(pk="S", tenant="S", color="S", year="N")
    client.create_table(**request)
    name = request["TableName"]
    wait_for(client, name, "ACTIVE")
    items = []
    for key, numbers in VECTORS.items():
        item = {"pk": S(key), "v": vector(numbers), "title": S(f"item {key}"),
                "tenant": S(tenant_of(key)), "year": N(2000 + int(key) % 10),
                "secret": S("x")}
        if color_of(key):
            item["color"] = S(color_of(key))
        items.append({"PutRequest": {"Item": item}})
    for start in range(0, COUNT, 25):
        client.batch_write_item(RequestItems={name: items[start:start + 25]})
    yield name
    drop(client, name)


def search(client, table, index_name="euclidean", wanted=None, count=10, **members):
    return client.search_vectors(TableName=table, IndexName=index_name, TopK=count,
                                 SearchVector=query(wanted or random_vector("query")), **members)


def keys_of(answer):
    return [one["Item"]["pk"]["S"] for one in answer["SearchResults"]]


def condition(**values):
    return {"SearchConditionExpression": " AND ".join(f"#{name} = :{name}" for name in values),
            "ExpressionAttributeNames": {f"#{name}": name for name in values},
            "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [1, 10, 100])
def test_the_nearest_come_first_with_their_scores(client, table, function, seed, count):
    wanted = random_vector(f"query {seed}")
    answer = search(client, table, function.lower(), wanted, count)
    expected = nearest(function, wanted, VECTORS, count)
    assert keys_of(answer) == [key for _, key in expected]
    for one, (score_of_it, _) in zip(answer["SearchResults"], expected):
        assert one["Score"] == pytest.approx(score_of_it, rel=1e-9, abs=1e-9)
    assert "ConsumedCapacity" not in answer


@pytest.mark.parametrize("function, stored, wanted, expected", cases(
    ("identical", "COSINE", [1, 2, 2], [1, 2, 2], 0),
    ("the same direction", "COSINE", [1, 2, 2], [10, 20, 20], 0),
    ("at right angles", "COSINE", [1, 0, 0], [0, 5, 0], 1),
    ("opposite", "COSINE", [1, 2, 2], [-1, -2, -2], 2),
    ("distance", "EUCLIDEAN", [1, 2, 3], [4, 6, 3], 5),
    ("itself", "EUCLIDEAN", [1, 2, 3], [1, 2, 3], 0),
    ("product", "DOT_PRODUCT", [1, 2, 3], [4, -5, 6], 12),
    ("negative product", "DOT_PRODUCT", [1, 2, 3], [-1, -2, -3], -14),
))
def test_scores(client, make_table, function, stored, wanted, expected):
    name = make_table(VectorIndexes=[index(function=function)])
    client.put_item(TableName=name, Item={"pk": S("a"), "v": vector(stored)})
    (found,) = search(client, name, "vectors", wanted)["SearchResults"]
    assert found["Score"] == pytest.approx(expected, abs=1e-7)
    assert found["Score"] == pytest.approx(score(function, stored, wanted), abs=1e-12)


# --- Filters


@pytest.mark.parametrize("color", [*COLORS, "none of them"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_inline_filter_keeps_those_that_have_the_value(client, table, function, color):
    wanted = random_vector("filtered")
    some = {key: one for key, one in VECTORS.items() if color_of(key) == color}
    answer = search(client, table, function.lower(), wanted, **condition(color=S(color)))
    assert keys_of(answer) == [key for _, key in nearest(function, wanted, some, 10)]


def test_filters_are_joined_by_and(client, table):
    wanted = random_vector("filtered")
    some = {key: one for key, one in VECTORS.items()
            if color_of(key) == "red" and int(key) % 10 == 4}
    answer = search(client, table, wanted=wanted, count=100,
                    **condition(color=S("red"), year=N("2004.0")))
    assert keys_of(answer) == [key for _, key in nearest("EUCLIDEAN", wanted, some, 100)]
    assert len(keys_of(answer)) == len(some) > 0


@pytest.mark.parametrize("tenant", range(4))
def test_the_hash_value_is_a_space_of_its_own(client, table, tenant):
    wanted = random_vector("hashed")
    some = {key: one for key, one in VECTORS.items() if tenant_of(key) == f"tenant{tenant}"}
    answer = search(client, table, "hashed", wanted, **condition(tenant=S(f"tenant{tenant}")))
    assert keys_of(answer) == [key for _, key in nearest("COSINE", wanted, some, 10)]
    red = {key: one for key, one in some.items() if color_of(key) == "red"}
    answer = search(client, table, "hashed", wanted,
                    **condition(color=S("red"), tenant=S(f"tenant{tenant}")))
    assert keys_of(answer) == [key for _, key in nearest("COSINE", wanted, red, 10)]


def test_operands_stand_in_either_order_and_in_parentheses(client, table):
    values = {":c": S("red"), ":y": N(2004)}
    one = search(client, table, SearchConditionExpression="color = :c AND #y = :y",
                 ExpressionAttributeNames={"#y": "year"}, ExpressionAttributeValues=values)
    other = search(client, table, SearchConditionExpression="(:y = #y) AND (:c = color)",
                   ExpressionAttributeNames={"#y": "year"}, ExpressionAttributeValues=values)
    assert one["SearchResults"] == other["SearchResults"]


# --- What is returned


def test_all_but_the_vector_is_returned_of_an_index_of_all(client, table):
    for found in search(client, table, count=5)["SearchResults"]:
        color = color_of(found["Item"]["pk"]["S"])
        assert set(found["Item"]) == ({"pk", "title", "tenant", "year", "secret"}
                                      | ({"color"} if color else set()))


@pytest.mark.parametrize("name", ["euclidean", "some", "hashed"])
def test_the_vector_is_returned_if_it_is_asked_for(client, table, name):
    members = condition(tenant=S("tenant1")) if name == "hashed" else {}
    answer = search(client, table, name, count=5, ProjectionExpression="v, pk", **members)
    assert len(answer["SearchResults"]) == 5
    for found in answer["SearchResults"]:
        assert set(found["Item"]) == {"pk", "v"}
        numbers = [float(number["N"]) for number in found["Item"]["v"]["L"]]
        assert numbers == VECTORS[found["Item"]["pk"]["S"]]


def test_keys_only_has_the_keys_and_the_search_schema(client, table):
    answer = search(client, table, "hashed", count=100, **condition(tenant=S("tenant1")))
    for found in answer["SearchResults"]:
        color = color_of(found["Item"]["pk"]["S"])
        assert set(found["Item"]) == {"pk", "tenant"} | ({"color"} if color else set())


def test_include_has_what_it_names_without_the_vector(client, table):
    for found in search(client, table, "some", count=5)["SearchResults"]:
        assert set(found["Item"]) == {"pk", "title"}


def test_a_projection_expression_picks(client, table):
    answer = search(client, table, "some", count=3, ProjectionExpression="#t, v[1]",
                    ExpressionAttributeNames={"#t": "title"})
    assert len(answer["SearchResults"]) == 3
    for found in answer["SearchResults"]:
        key = found["Item"]["title"]["S"].removeprefix("item ")
        assert set(found["Item"]) == {"title", "v"}
        assert [float(one["N"]) for one in found["Item"]["v"]["L"]] == [VECTORS[key][1]]


def test_the_vector_is_returned_as_32_bit_floats(client, make_table):
    name = make_table(VectorIndexes=[index(projection=include("v"))])
    client.put_item(TableName=name, Item={"pk": S("a"),
                                          "v": vector(["0.1", "16777217", "1E-130"])})
    (found,) = search(client, name, "vectors", [0, 0, 0],
                      ProjectionExpression="v")["SearchResults"]
    assert found["Item"]["v"] == vector(["0.1", "16777216", "0"])


@pytest.mark.parametrize("wanted", ["TOTAL", "INDEXES"])
def test_capacity_is_told_in_bytes(client, table, wanted):
    consumed = search(client, table, ReturnConsumedCapacity=wanted)["ConsumedCapacity"]
    assert list(consumed) == ["VectorSearchRequestBytes"]
    assert consumed["VectorSearchRequestBytes"] >= COUNT * DIMENSIONS * 4
    assert "ConsumedCapacity" not in search(client, table, ReturnConsumedCapacity="NONE")


# --- The index follows writes


def test_a_search_sees_each_write_that_came_before_it(client, make_table):
    name = make_table(VectorIndexes=[index(filters=["color"])],
                      AttributeDefinitions=definitions(pk="S", color="S"))

    def found(**members):
        answer = search(client, name, "vectors", [0, 0, 0], **members)
        return [(one["Item"]["pk"]["S"], one["Score"]) for one in answer["SearchResults"]]
    assert found() == []
    client.put_item(TableName=name, Item={"pk": S("a"), "v": vector([1, 0, 0])})
    client.put_item(TableName=name, Item={"pk": S("b"), "v": vector([2, 0, 0])})
    assert found() == [("a", 1), ("b", 2)]
    client.put_item(TableName=name, Item={"pk": S("a"), "v": vector([3, 0, 0])})
    assert found() == [("b", 2), ("a", 3)]
    client.update_item(TableName=name, Key={"pk": S("a")}, UpdateExpression="SET color = :c",
                       ExpressionAttributeValues={":c": S("red")})
    assert found(**condition(color=S("red"))) == [("a", 3)]
    client.update_item(TableName=name, Key={"pk": S("b")}, UpdateExpression="REMOVE v")
    assert found() == [("a", 3)]
    client.delete_item(TableName=name, Key={"pk": S("a")})
    assert found() == []


def test_the_arn_names_the_table_too(client, table):
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    assert search(client, arn)["SearchResults"] == search(client, table)["SearchResults"]


# --- Errors


FINE = {"IndexName": "euclidean", "SearchVector": query([1] * DIMENSIONS), "TopK": 5}
VALUES = {":c": S("red"), ":d": S("green")}

REFUSED = cases(
    *((f"TopK {count}", {"TopK": count},
       f"Provided TopK value '{count}' is out of valid range. The value must be between 1 and 100 "
       "inclusive") for count in (101, 0, -1, 2**31 - 1)),
    ("an empty vector", {"SearchVector": []},
     violation("searchVector", "Member must have length greater than or equal to 1")),
    ("a vector beyond all", {"SearchVector": query([1] * 4097)},
     violation("searchVector", "Member must have length less than or equal to 4096")),
    ("too short", {"SearchVector": query([1] * 7)},
     "Input search vector dimension 7 does not match vector index dimension 8"),
    ("too long", {"SearchVector": query([1] * 9)},
     "Input search vector dimension 9 does not match vector index dimension 8"),
    ("a string in it", {"SearchVector": [S("1")] * 8},
     WRONG + "SearchVector must be a list of numbers, but has an element of type S"),
    ("beyond 32 bits", {"SearchVector": query(["1E39"] * 8)},
     WRONG + "SearchVector has a number that does not fit a 32-bit float: 1" + "0" * 39),
    ("no number", {"SearchVector": query(["one"] * 8)},
     "The parameter cannot be converted to a numeric value: one"),
    ("no such index", {"IndexName": "other"},
     "The table does not have the specified index: other"),
    ("short index name", {"IndexName": "ab"},
     violation("indexName", "Member must have length greater than or equal to 3")),
    ("condition is missing", {"IndexName": "hashed"},
     "SearchConditionExpression must be provided when SearchSchema has a HASH key"),
    ("HASH is missing",
     {"IndexName": "hashed", "SearchConditionExpression": "color = :c",
      "ExpressionAttributeValues": {":c": S("red")}},
     "Search condition missed search schema element: tenant"),
    ("HASH of another type",
     {"IndexName": "hashed", "SearchConditionExpression": "tenant = :t",
      "ExpressionAttributeValues": {":t": N(1)}},
     WRONG + "Condition parameter type does not match schema type"),
    ("filter of another type",
     {"SearchConditionExpression": "color = :c", "ExpressionAttributeValues": {":c": N(1)}},
     WRONG + "Condition parameter type does not match schema type"),
    ("not of the schema", {"SearchConditionExpression": "title = :c",
                           "ExpressionAttributeValues": {":c": S("red")}},
     "Invalid condition in SearchConditionExpression: Attribute is not part of the search schema "
     "of index euclidean: title"),
    ("the key", {"SearchConditionExpression": "pk = :c",
                 "ExpressionAttributeValues": {":c": S("red")}}, has("search schema")),
    ("syntax", {"SearchConditionExpression": "color =", "ExpressionAttributeValues": VALUES},
     has("Invalid SearchConditionExpression: Syntax error")),
    ("empty", {"SearchConditionExpression": ""},
     "Invalid SearchConditionExpression: The expression can not be empty;"),
    ("undefined value", {"SearchConditionExpression": "color = :c"},
     has("Invalid SearchConditionExpression: An expression attribute value used in expression is "
         "not defined")),
    ("unused value", {"SearchConditionExpression": "color = :c",
                      "ExpressionAttributeValues": VALUES},
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:d}"),
    ("values alone", {"ExpressionAttributeValues": VALUES},
     "ExpressionAttributeValues can only be specified when using expressions: "
     "SearchConditionExpression is null"),
    ("names alone", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("one attribute twice", {"SearchConditionExpression": "color = :c AND color = :d",
                             "ExpressionAttributeValues": VALUES},
     "SearchConditionExpressions must only contain one condition per attribute"),
    ("two attributes", {"SearchConditionExpression": "color = title"},
     "Invalid condition in SearchConditionExpression: Multiple attribute names used in one "
     "condition"),
    ("nested attribute", {"SearchConditionExpression": "color.a = :c",
                          "ExpressionAttributeValues": {":c": S("red")}},
     "SearchConditionExpressions cannot have conditions on nested attributes"),
    ("size", {"SearchConditionExpression": "size(color) = :c",
              "ExpressionAttributeValues": {":c": N(1)}},
     "SearchConditionExpressions cannot contain nested operations"),
    ("not projected", {"IndexName": "some", "ProjectionExpression": "title, secret, pk"},
     WRONG + "Vector index some does not project [secret]"),
    ("overlapping paths", {"ProjectionExpression": "v, v[0]"},
     has("Invalid ProjectionExpression: Two document paths overlap")),
)


@pytest.mark.parametrize("members, message", REFUSED)
def test_a_search_is_refused(client, table, members, message):
    invalid(client.search_vectors, message, **{"TableName": table, **FINE, **members})


@pytest.mark.parametrize("operator, text", cases(
    ("or", "OR", "color = :c OR color = :d"),
    ("not", "NOT", "NOT color = :c AND title = :d"),
    ("less", "<", "color < :c AND color < :d"),
    ("less or equal", "<=", "color <= :c AND color < :d"),
    ("greater", ">", "color > :c AND color < :d"),
    ("greater or equal", ">=", "color >= :c AND color < :d"),
    ("unequal", "<>", "color <> :c AND color < :d"),
    ("between", "BETWEEN", "color BETWEEN :d AND :c"),
    ("in", "IN", "color IN (:c, :d)"),
    ("begins_with", "begins_with", "begins_with(color, :c) AND color < :d"),
    ("contains", "contains", "contains(color, :c) AND color < :d"),
    ("attribute_exists", "attribute_exists", "attribute_exists(color) AND color = :c AND pk = :d"),
))
def test_only_equality_and_and_are_operators(client, table, operator, text):
    invalid(client.search_vectors, has("Invalid operator used in SearchConditionExpression: "),
            **{"TableName": table, **FINE, "SearchConditionExpression": text,
               "ExpressionAttributeValues": VALUES})


# --- The parser, which is another than that of other operations, and speaks as serde_json does


@pytest.mark.parametrize("member", ["TableName", "IndexName", "SearchVector", "TopK"])
@pytest.mark.parametrize("end", ["", " ", "\n"])
def test_required_members(wire, table, member, end):
    request = {"TableName": table, **FINE}
    del request[member]
    body = json.dumps(request)
    answer = wire.post(body + end, "SearchVectors")
    assert (answer.status, answer.error) == (400, "SerializationException")
    assert answer.message == f"missing field `{member}` at line 1 column {len(body)}"


MARK = "@"
OF_A_LIST = '"TableName":"abc","IndexName":"abc","SearchVector":'
AFTER_VECTOR = '"TableName":"abc","IndexName":"abc","SearchVector":[{"N":"1"}],'
TYPES = ", ".join(f"`{one}`" for one in ("S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"))

# Bodies with a mark after what was read when the fault was found.
BAD_BODIES = cases(
    ("nothing", "@", "EOF while parsing a value"),
    ("white space", "  @", "EOF while parsing a value"),
    ("no JSON", "x@yz", "expected value"),
    ("a list", "@[]", "invalid type: sequence, expected struct SearchVectorsInput"),
    ("a number", "12@", "invalid type: integer `12`, expected struct SearchVectorsInput"),
    ("null", "null@", "invalid type: null, expected struct SearchVectorsInput"),
    ("no members", "{}@", "missing field `TableName`"),
    ("no members in lines", "{\n\n }@", "missing field `TableName`"),
    ("an unknown member alone", '{"Other":[{"a":null},1.5e3,true,"x"]}@',
     "missing field `TableName`"),
    ("cut off", "{@", "EOF while parsing an object"),
    ("cut off after a name", '{"TableName"@', "EOF while parsing an object"),
    ("cut off after a colon", '{"TableName":@', "EOF while parsing a value"),
    ("cut off in a text", '{"TableName":"ab@', "EOF while parsing a string"),
    ("cut off in a list", '{"SearchVector":[@', "EOF while parsing a list"),
    ("no colon", '{"TableName" "@abc"}', "expected `:`"),
    ("no comma", '{"TableName":"abc" "@IndexName":"abc"}', "expected `,` or `}`"),
    ("a comma too many", '{"TableName":"abc",}@', "trailing comma"),
    ("a name without quotes", '{T@ableName:"abc"}', "key must be a string"),
    ("more after the end", '{' + AFTER_VECTOR + '"TopK":1} x@', "trailing characters"),
    ("a newline in a text", '{"TableName":"a\n@bc"}',
     "control character (\\u0000-\\u001F) found while parsing a string"),
    ("an unknown escape", '{"TableName":"a\\x@bc"}', "invalid escape"),
    ("half a character", '{"TableName":"a\\udc00@bc"}', "lone leading surrogate in hex escape"),
    ("a member twice", '{"TableName":"abc","TableName"@:"abc"}', "duplicate field `TableName`"),
    # Of another type.
    ("a null name", '{"TableName":null@}', "invalid type: null, expected a string"),
    ("a null name further on", '{\n "IndexName":"abc",\n "TableName": null@\n}',
     "invalid type: null, expected a string"),
    ("a null index name", '{"IndexName":null@}', "invalid type: null, expected a string"),
    ("a number for a name", '{"TableName":12@,"x":1}', "invalid type: integer `12`, expected a string"),
    ("a negative number", '{"TableName":-7@}', "invalid type: integer `-7`, expected a string"),
    ("a real number", '{"TableName":1.50@}', "invalid type: floating point `1.5`, expected a string"),
    ("a large real number", '{"TableName":1E+20@}',
     "invalid type: floating point `1e20`, expected a string"),
    ("a small real number", '{"TableName":0.00012@}',
     "invalid type: floating point `0.00012`, expected a string"),
    ("true", '{"TableName":true@}', "invalid type: boolean `true`, expected a string"),
    ("a list for a name", '{"TableName":@["abc"]}', "invalid type: sequence, expected a string"),
    ("a map for a name", '{"TableName":@{}}', "invalid type: map, expected a string"),
    ("a null vector", '{"SearchVector":null@}', "invalid type: null, expected a sequence"),
    ("a text for a vector", '{"SearchVector":"1,\\"2\\""@}',
     'invalid type: string "1,\\"2\\"", expected a sequence'),
    ("a map for a vector", '{"SearchVector":@{"L":[]}}', "invalid type: map, expected a sequence"),
    ("null TopK", '{' + AFTER_VECTOR + '"TopK":null@}', "invalid type: null, expected i32"),
    ("a text for TopK", '{"TopK":"5"@}', 'invalid type: string "5", expected i32'),
    ("a real TopK", '{"TopK":5.0@}', "invalid type: floating point `5.0`, expected i32"),
    ("a TopK too large", '{"TopK":2147483648@}',
     "invalid value: integer `2147483648`, expected i32"),
    ("a TopK too small", '{"TopK":-2147483649@}',
     "invalid value: integer `-2147483649`, expected i32"),
    ("a TopK beyond all", '{"TopK":123456789012345678901@}',
     "invalid type: floating point `1.2345678901234568e20`, expected i32"),
    ("a large round TopK", '{"TopK":1e15@}',
     "invalid type: floating point `1000000000000000.0`, expected i32"),
    ("a number out of range", '{"TopK":1e400@}', "number out of range"),
    ("a zero before", '{"TopK":05@}', "invalid number"),
    ("a point without digits", '{"TopK":1.}@', "invalid number"),
    ("a sign alone", '{"TopK":-}@', "invalid number"),
    ("half a word", '{"TopK":nux@l}', "expected ident"),
    # In members that are not known.
    ("an unknown list", '{"Other":[1,]@}', "expected value"),
    ("an unknown list without comma", '{"Other":[[1] 2@]}', "expected `,` or `]`"),
    ("an unknown map without comma", '{"Other":{"a":{} "@b":1}}', "expected `,` or `}`"),
    ("an unknown map without colon", '{"Other":{"a" 1@}}', "expected `:`"),
    ("an unknown map without quotes", '{"Other":{a@:1}}', "key must be a string"),
    ("an unknown word", '{"Other":trx@e}', "expected ident"),
    ("an unknown list cut off", '{"Other":[{"a":[]}@', "EOF while parsing a list"),
    ("too deep", '{"SearchVector":[' + '{"L":[' * 63 + "@", "recursion limit exceeded"),
    ("names that are no map", '{"ExpressionAttributeNames":@["#a"]}',
     "invalid type: sequence, expected a map"),
    ("a null name of an attribute", '{"ExpressionAttributeNames":{"#a":null@}}',
     "invalid type: null, expected a string"),
    ("values that are no map", '{"ExpressionAttributeValues":"x"@}',
     'invalid type: string "x", expected a map'),
    ("a number for an expression", '{"ProjectionExpression":5@}',
     "invalid type: integer `5`, expected a string"),
    ("false for a condition", '{"SearchConditionExpression":false@}',
     "invalid type: boolean `false`, expected a string"),
    # Of attribute values.
    ("numbers alone", '{"SearchVector":[1@.5,2]}', "expected value"),
    ("null in the vector", '{"SearchVector":[{"N":"1"},n@ull]}', "expected value"),
    ("a null number", '{"SearchVector":[{"N":null@}]}', "invalid type: null, expected a string"),
    ("a number in place of its text", '{"SearchVector":[{"N":1@}]}',
     "invalid type: integer `1`, expected a string"),
    ("an unknown type", '{"SearchVector":[{"X"@:"1"}]}',
     "unknown variant `X`, expected one of " + TYPES),
    ("a null condition value", '{"ExpressionAttributeValues":{":c":{"S":null@}}}',
     "invalid type: null, expected a string"),
    ("a text for a boolean", '{"ExpressionAttributeValues":{":c":{"BOOL":"true"@}}}',
     'invalid type: string "true", expected a boolean'),
    ("a text for a set", '{"ExpressionAttributeValues":{":c":{"SS":"a"@}}}',
     'invalid type: string "a", expected a sequence'),
    ("a list for a map", '{"ExpressionAttributeValues":{":c":{"M":@[]}}}',
     "invalid type: sequence, expected a map"),
)


@pytest.mark.parametrize("marked, fault", BAD_BODIES)
def test_a_body_of_the_wrong_shape(wire, marked, fault):
    before, _, after = marked.partition(MARK)
    answer = wire.post(before + after, "SearchVectors")
    assert (answer.status, answer.error) == (400, "SerializationException")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
    assert answer.message == f"{fault} at line {line} column {column}"


def test_a_long_text_is_not_told_whole(wire):
    answer = wire.post('{"SearchVector":"' + "ä" * 100_000 + '"}', "SearchVectors")
    assert answer.error == "SerializationException"
    assert re.fullmatch('invalid type: string "ä{2000,2100} at line 1 column 200018', answer.message)


def test_nulls_and_unknown_members_count_as_absent(wire, table):
    request = {"TableName": table, **FINE, "ProjectionExpression": None, "Other": {"a": [1, "b"]},
               "SearchConditionExpression": None, "ExpressionAttributeNames": None,
               "ExpressionAttributeValues": None, "ReturnConsumedCapacity": None}
    answer = wire.post(json.dumps(request, indent=2) + "\n", "SearchVectors")
    assert answer.status == 200
    assert len(answer.json["SearchResults"]) == FINE["TopK"]


def test_no_such_table(client):
    fails(client.search_vectors, NOT_FOUND, "Requested resource not found",
          TableName=unique(), **FINE)


def test_there_are_no_pages(client, table):
    assert set(search(client, table)) == {"SearchResults", "ResponseMetadata"}

"""The model as the generator sees it: which shapes become what in C++."""

import json
import re

# Patterns of the model, and the hand-written function (patterns.h) that matches each.
PATTERNS = {
    "[a-zA-Z0-9_.-]+": "IsResourceName",
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}": "IsUuid",
    "([0-9a-f]{16})+": "IsHexWords",
}

CPP_KEYWORDS = {"and", "case", "default", "delete", "new", "not", "operator", "or", "register",
                "template", "union", "using"}

# More would not fit the set in which the reader notes the members it has seen.
MEMBERS_MAX = 64

# Lists of structures that the model does not bound: how many elements are kept of them. More than
# the service allows, which the operations tell of, and as many as a violation's text shows (4096
# bytes of them). Elements beyond are read, and then forgotten.
KEPT_OF_STRUCTURES = 100
KEPT = {
    # One for each key attribute of a table: 2, 5 local indexes, 20 global ones of 8, and 5 vector
    # indexes of 19.
    "AttributeDefinitions": 300,
    "KeySchema": KEPT_OF_STRUCTURES,  # 8
    "LocalSecondaryIndexList": KEPT_OF_STRUCTURES,  # 5
    "GlobalSecondaryIndexList": KEPT_OF_STRUCTURES,  # 20
    "TagList": KEPT_OF_STRUCTURES,  # 50
    "SearchSchema": KEPT_OF_STRUCTURES,  # 19
    "VectorIndexList": KEPT_OF_STRUCTURES,  # 5
    "GlobalSecondaryIndexUpdateList": KEPT_OF_STRUCTURES,  # one for each of 20 indexes
    "VectorIndexUpdateList": KEPT_OF_STRUCTURES,  # 1
    # Not supported.
    "ReplicaGlobalSecondaryIndexList": KEPT_OF_STRUCTURES,
    "ReplicationGroupUpdateList": KEPT_OF_STRUCTURES,
}
# Of other lists and maps with a bound: more than a violation's text shows of the shortest elements.
KEPT_OF_OTHERS = 2100

SCALARS = {
    "string": "std::string",
    "blob": "std::string",
    "integer": "int64_t",
    "long": "int64_t",
    "double": "double",
    "boolean": "bool",
    "timestamp": "base::WallTime",
}


def snake_case(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return name + "_" if name in CPP_KEYWORDS else name


def lower_first(name):
    return name[0].lower() + name[1:]


def enumerator(text):
    words = re.split(r"[^A-Za-z0-9]+", text)
    # Most are in capitals; what is in both is as it is to be.
    return "k" + "".join(word.capitalize() if word.isupper() else word for word in words)


def java_hash(text):
    """As java.util.HashMap spreads the hash of a string."""
    code = 0
    for character in text:
        code = (31 * code + ord(character)) & 0xffffffff
    return code ^ code >> 16


# Structures that keep what is wrong with the attribute values in them, so that their operation tells
# it in its turn: what stands first in a request is told first.
KEEPS_INVALID_VALUE = {"Put", "Update", "Delete", "ConditionCheck", "Get", "KeysAndAttributes",
                       "WriteRequest"}


class Model:
    def __init__(self, model_path, wording_path):
        with open(model_path, encoding="utf-8") as file:
            model = json.load(file)
        with open(wording_path, encoding="utf-8") as file:
            wording = json.load(file)
        self.target_prefix = model["target_prefix"]
        self.operations = model["operations"]
        self.shapes = model["shapes"]
        self.enum_order = wording["enum_order"]
        self.enum_order_new = wording["enum_order_new"]
        self.required_parameters = set(wording["required_parameters"])
        self.required_unless = wording["required_unless"]
        self.told_by_operation = set(wording["told_by_operation"])
        self.absent_is_empty = set(wording["absent_is_empty"])
        self.length = wording["length"]
        self.own_json = set(wording["own_json"])
        for name in wording["bounds_told_by_operation"]:
            for bound in ("min", "max"):
                self.shapes[name].pop(bound, None)
        self.inputs = self._reached(op["input"] for op in self.operations.values())
        self.outputs = self._reached(op["output"] for op in self.operations.values() if "output" in op)
        self._check()

    def _reached(self, roots):
        """Names of shapes reached from `roots`, each after those it is made of."""
        found = {}

        def visit(name):
            if name in found or self.is_attribute_value(name):
                return
            shape = self.shapes[name]
            for part in self._references(shape):
                visit(part)
            found[name] = None

        for root in roots:
            visit(root)
        return list(found)

    @staticmethod
    def _references(shape):
        yield from shape.get("members", {}).values()
        yield from (shape[part] for part in ("member", "key", "value") if part in shape)

    def _check(self):
        for name in self.inputs:
            shape = self.shapes[name]
            if "pattern" in shape and shape["pattern"] not in PATTERNS:
                raise SystemExit(f"{name}: no function matches the pattern {shape['pattern']}")
        for name in self.all():
            shape = self.shapes[name]
            if len(shape.get("members", ())) > MEMBERS_MAX:
                raise SystemExit(f"{name}: more than {MEMBERS_MAX} members")
        for name, order in self.enum_order.items():
            if set(order) != set(self.shapes[name]["enum"]):
                raise SystemExit(f"{name} has other values than {order}")

    def all(self):
        """Every shape, each after those it is made of."""
        return list(dict.fromkeys(self.inputs + self.outputs))

    def of_kind(self, kind, names):
        return [name for name in names if self.kind(name) == kind]

    @staticmethod
    def is_attribute_value(name):
        return name == "AttributeValue"

    def is_row(self, name):
        shape = self.shapes[name]
        return shape["type"] == "map" and self.is_attribute_value(shape["value"])

    def is_map_value(self, name):
        return any(shape.get("value") == name for shape in self.shapes.values())

    def kind(self, name):
        """value, row, rows, row_list, values, enum, or the model's type."""
        shape = self.shapes[name]
        if self.is_attribute_value(name):
            return "value"
        if self.is_row(name):
            return "row"
        if shape["type"] == "list" and self.is_row(shape["member"]):
            return "rows" if name in self.inputs else "row_list"
        if shape["type"] == "list" and self.is_attribute_value(shape["member"]):
            return "values"
        return "enum" if "enum" in shape else shape["type"]

    def members_of_shape(self, name):
        """The members that are of a shape: "BatchGetItemInput.RequestItems"."""
        return [f"{structure}.{member}" for structure, shape in self.shapes.items()
                for member, of in shape.get("members", {}).items() if of == name]

    def keeps_invalid_value(self, name):
        """Whether a structure has the member invalid_value, which is not the model's."""
        members = self.shapes[name]["members"]
        return name in KEEPS_INVALID_VALUE or (
            name.endswith("Input") and "ExpressionAttributeNames" in members)

    def has_json(self, name):
        """Whether the generated writer can show what the reader reads."""
        shape = self.shapes[name]
        part = shape.get("member", name)
        return self.kind(part) == "structure" and part in self.outputs

    def cpp_type(self, name):
        shape = self.shapes[name]
        kind = self.kind(name)
        if kind in ("enum", "structure"):
            return name
        if kind == "list":
            return f"std::vector<{self.cpp_type(shape['member'])}>"
        if kind == "map":
            return f"std::vector<std::pair<std::string, {self.cpp_type(shape['value'])}>>"
        special = {"value": "value::Value", "row": "value::Row", "row_list": "value::RowList",
                   "rows": "std::vector<value::Row>", "values": "std::vector<value::Value>"}
        return special[kind] if kind in special else SCALARS[kind]

    def is_required(self, structure, member):
        """Whether the C++ member is a plain T: what clients must give. All else is optional."""
        return structure in self.inputs and member in self.shapes[structure].get("required", ())

    def kept(self, name):
        """How many elements of a list or map the reader keeps: an expression of C++."""
        shape = self.shapes[name]
        of_structures = shape["type"] == "list" and self.kind(shape["member"]) == "structure"
        if "max" in shape:
            return max(shape["max"] + 1, KEPT_OF_STRUCTURES if of_structures else KEPT_OF_OTHERS)
        if of_structures and name not in KEPT:
            raise SystemExit(f"{name}: how many elements are kept? (KEPT)")
        return KEPT.get(name, "kKeepAll")

    def java_class(self, name):
        """As messages about JSON of the wrong type name it."""
        kind = self.kind(name)
        shape = self.shapes[name]
        if kind == "list":
            return f"java.util.List<{self.java_class(shape['member'])}>"
        if kind in ("structure", "value"):
            return f"com.amazonaws.dynamodb.v20120810.{name}"
        return "java.lang.String"

    def order_of(self, structure):
        """Members in the order in which their violations are told.

        The service goes through a hash table of Java's, which has room for 16 and doubles whenever
        it is three quarters full. Of one bucket the members come in the model's order.
        """
        members = list(self.shapes[structure]["members"])
        buckets = 16
        while len(members) > buckets * 3 // 4:
            buckets *= 2
        return sorted(members, key=lambda member: java_hash(lower_first(member)) % buckets)

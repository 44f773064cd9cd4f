#!/usr/bin/env python3
"""Takes the facts of some operations out of a botocore service model.

    import_model.py SERVICE_MODEL OPERATION... > dynamodb.json

SERVICE_MODEL is botocore's data/dynamodb/2012-08-10/service-2.json, as it is or gzipped. Run by
hand when operations are added or AWS changes the API; what it writes is checked in and is what the
build reads. Kept: names, types, members in their order, required members, ranges, patterns, enumerations
and errors of the operations and of every shape they reach. Left out: documentation, and whatever
serves clients only (endpoints, retries, HTTP bindings).
"""

import gzip
import json
import sys

KEPT_OF_A_SHAPE = ("type", "required", "enum", "min", "max", "pattern", "exception")


def load(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def references(shape):
    """Names of the shapes that `shape` is made of."""
    yield from (member["shape"] for member in shape.get("members", {}).values())
    yield from (shape[part]["shape"] for part in ("member", "key", "value") if part in shape)


def reached(model, roots):
    found = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(model["shapes"][name]))
    return found


def facts_of(shape):
    facts = {key: shape[key] for key in KEPT_OF_A_SHAPE if key in shape}
    for part in ("member", "key", "value"):
        if part in shape:
            facts[part] = shape[part]["shape"]
    if "members" in shape:
        facts["members"] = {name: member["shape"] for name, member in shape["members"].items()}
    return facts


def import_model(model, operations):
    result = {
        "target_prefix": model["metadata"]["targetPrefix"],
        "operations": {},
        "shapes": {},
    }
    roots = []
    for name in operations:
        operation = model["operations"][name]
        facts = {
            "input": operation["input"]["shape"],
            "errors": sorted(error["shape"] for error in operation.get("errors", [])),
        }
        if "output" in operation:  # else the answer has no body
            facts["output"] = operation["output"]["shape"]
            roots.append(facts["output"])
        result["operations"][name] = facts
        roots += [facts["input"], *facts["errors"]]
    for name in sorted(reached(model, roots)):
        result["shapes"][name] = facts_of(model["shapes"][name])
    return result


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    result = import_model(load(arguments[0]), arguments[1:])
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])

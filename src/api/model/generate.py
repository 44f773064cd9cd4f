#!/usr/bin/env python3
"""Writes the C++ of the API model: typed requests and answers, parsing, rendering, dispatch.

    generate.py MODEL WORDING OUTPUT_FOLDER

Run by the build. The same input gives the same output, byte for byte.
"""

import os
import sys

import emit_dispatch
import emit_reader
import emit_types
import emit_writer
import shapes

FILES = {
    "api/model/dynamodb.h": emit_types.header,
    "api/model/dynamodb.cc": emit_types.source,
    "api/model/dynamodb_json.h": emit_dispatch.json_header,
    "api/model/dynamodb_reader.cc": emit_reader.source,
    "api/model/dynamodb_writer.cc": emit_writer.source,
    "api/dynamodb/operations.h": emit_dispatch.operations_header,
    "api/dynamodb/operations.cc": emit_dispatch.operations_source,
}


def main(arguments):
    if len(arguments) != 3:
        sys.exit(__doc__)
    model = shapes.Model(arguments[0], arguments[1])
    for name, emit in FILES.items():
        path = os.path.join(arguments[2], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("// Made by src/api/model/generate.py from src/api/model/dynamodb.json.\n")
            file.write("\n".join(emit(model)))
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])

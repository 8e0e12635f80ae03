#!/usr/bin/env python3
"""conforms.py SCHEMA DOCUMENT...: whether JSON documents are as a JSON Schema says, by the words that
`crisim schema results` uses: type, properties, required, additionalProperties, items, enum, const, minimum,
maximum. A word that it does not know is a fault, so none goes unjudged."""
import json
import sys

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
SAID = {"$schema", "title", "description"}
bad = 0


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def wrong(path, what):
    global bad
    bad += 1
    if bad <= 20:
        print(f"{path or 'document'}: {what}")


def judge(value, schema, path):
    known = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum"}
    for word in schema.keys() - known - SAID:
        wrong(path, f"the schema says '{word}', which is not judged")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, name) for name in types):
        return wrong(path, f"is no {' or '.join(types)}: {value!r:.60}")
    if "const" in schema and value != schema["const"]:
        wrong(path, f"is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"] and value is not None:
        wrong(path, f"is none of {schema['enum']}: {value!r:.60}")
    if is_type(value, "number"):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            wrong(path, f"is out of bounds: {value!r}")
    if isinstance(value, list):
        for i, item in enumerate(value):
            judge(item, schema.get("items", {}), f"{path}[{i}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for key in schema.get("required", []):
            if key not in value:
                wrong(path, f"has no '{key}'")
        for key, member in value.items():
            if key in properties:
                judge(member, properties[key], f"{path}.{key}" if path else key)
            elif schema.get("additionalProperties", True) is False:
                wrong(path, f"has '{key}', which is not described")


rules = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    judge(json.load(open(name)), rules, "")
sys.exit(bad > 0)

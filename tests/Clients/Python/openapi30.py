"""openapi30.py FROM TO: the document in the words of OpenAPI 3.0, for generators that know no other.

What may be null is said by nullable there, and stands beside a reference only where that is wrapped.
"""

import json
import sys


def older(node):
    if isinstance(node, list):
        return [older(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: older(value) for name, value in node.items()}
    if isinstance(node.get("type"), list):
        kinds = [kind for kind in node["type"] if kind != "null"]
        if len(kinds) != 1:
            raise SystemExit(f"OpenAPI 3.0 has no words for {node}")
        if len(kinds) < len(node["type"]):
            node["nullable"] = True
        node["type"] = kinds[0]
    for choice in ("oneOf", "anyOf"):
        options = node.get(choice)
        if isinstance(options, list) and {"type": "null"} in options:
            options = [option for option in options if option != {"type": "null"}]
            del node[choice]
            node["allOf" if len(options) == 1 else choice] = options
            node["nullable"] = True
    return node


with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
document = older(document) | {"openapi": "3.0.3"}
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(document, file, ensure_ascii=False, indent=1)

#!/usr/bin/env python3
"""Says what octoDNS reads where a scalar without quotes stands.

usage: octodns-reads.py TEXTS READINGS

TEXTS is a JSON list of texts. READINGS becomes a list of {reading}, null where the text is read as it stands, or of null
where the text is no scalar of its own in YAML.
"""

import datetime
import json
import sys

import yaml
from octodns.yaml import safe_load


def reading(text):
    """What octoDNS reads; nothing where there is no plain scalar with this text."""
    try:
        node = yaml.compose(f"- {text}\n")
    except yaml.YAMLError:
        return None
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 1:
        return None
    scalar = node.value[0]
    if not isinstance(scalar, yaml.ScalarNode) or scalar.style is not None or scalar.value != text or not text:
        return None
    try:
        value = safe_load(f"- {text}\n", enforce_order=False)[0]
    except ValueError:
        return {"reading": "no number, and fails"}
    except yaml.YAMLError:
        return None
    if isinstance(value, datetime.date):
        # As it stands, where it is a text.
        return None
    words = {None: "nothing", True: "true", False: "false"}
    read = words[value] if value is None or isinstance(value, bool) else str(value)
    return {"reading": None if read == text else read}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        texts = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump([reading(text) for text in texts], file)


main()

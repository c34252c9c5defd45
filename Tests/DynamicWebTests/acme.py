#!/usr/bin/env python3
"""Registers and writes challenges by the client library of acme-dns (pyacmedns).

    acme.py PLACE

PLACE is as in http://127.0.0.1:8053, where anybody may register. Prints "ok", or what went wrong, and ends with 1 then.
"""

import json
import sys
import urllib.request

import pyacmedns

place = sys.argv[1]


def challenges(account):
    """The texts that the host has now, as the REST API says."""
    request = urllib.request.Request(
        f"{place}/api/v1/hosts/{account['fulldomain']}/records",
        headers={"Authorization": f"Bearer {account['password']}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        records = json.load(answer)["records"]
    return sorted(value.strip('"') for record in records if record["type"] == "TXT" for value in record["values"])


def refuses(call, *arguments):
    try:
        call(*arguments)
    except pyacmedns.AcmeDnsClientException:
        return True
    return False


def main():
    client = pyacmedns.Client(place)
    account = client.register_account(["127.0.0.0/8"])
    first, second, third = ("a" * 43, "b" * 42 + "-", "_" + "c" * 42)
    checks = []
    for text, expected in [(first, [first]), (second, [first, second]), (third, [second, third])]:
        client.update_txt_record(account, text)
        checks.append((f"after {text}", challenges(account) == sorted(expected)))
    elsewhere = client.register_account(["198.51.100.0/24"])
    checks += [
        ("another network", refuses(client.update_txt_record, elsewhere, first)),
        ("a key that is wrong", refuses(client.update_txt_record, {**account, "password": "x" * 36}, first)),
        ("another's name", refuses(client.update_txt_record, {**account, "subdomain": elsewhere["subdomain"]}, first)),
        ("a text that is no challenge", refuses(client.update_txt_record, account, "short")),
        ("a network that is none", refuses(client.register_account, ["nonsense"])),
        ("nothing else has changed", challenges(account) == sorted([second, third])),
    ]
    failed = [what for what, holds in checks if not holds]
    print("\n".join(failed) or "ok")
    return 1 if failed else 0


sys.exit(main())

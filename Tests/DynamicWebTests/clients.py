#!/usr/bin/env python3
"""Runs real update clients against a server, and says what each did.

    clients.py PLACE HOST TOKEN

PLACE is as in http://127.0.0.1:8053. Each client gives the host another address; after each the REST API is asked
which address the host has. Prints one line a client, and ends with 1 where one of them failed.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

place, host, token = sys.argv[1:4]
server = place.removeprefix("http://")
# A client that waits for the end of a connection that does not come is ended by this, and has failed.
PATIENCE = 60


def address_now():
    request = urllib.request.Request(
        f"{place}/api/v1/hosts/{host}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        records = json.load(answer)["records"]
    return sorted(value for record in records if record["type"] in ("A", "AAAA") for value in record["values"])


def run(*command, folder):
    return subprocess.run(
        command, cwd=folder, timeout=PATIENCE, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "HOME": folder, "LC_ALL": "C"})


def private(folder, name, text):
    path = pathlib.Path(folder, name)
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def curl(folder, address):
    return run("curl", "-fsS", "-u", f"x:{token}", f"{place}/nic/update?hostname={host}&myip={address}", folder=folder)


def wget(folder, address):
    return run(
        "wget", "-q", "-O", "-", "--user=x", f"--password={token}",
        f"{place}/nic/update?hostname={host}&myip={address}", folder=folder)


def lynx(folder, address):
    return run(
        "lynx", "-source", f"-auth=x:{token}", f"{place}/nic/update?hostname={host}&myip={address}", folder=folder)


def ddclient(folder, address):
    configuration = private(
        folder, "ddclient.conf",
        f"daemon=0\nssl=no\nuse=ip, ip={address}\nprotocol=dyndns2\nserver={server}\n"
        f"login=x\npassword='{token}'\n{host}\n")
    return run(
        "ddclient", "-daemon=0", "-foreground", "-noquiet", "-verbose", "-file", configuration, "-cache",
        f"{folder}/ddclient.cache", "-pid", f"{folder}/ddclient.pid", folder=folder)


def inadyn(folder, address):
    configuration = private(
        folder, "inadyn.conf",
        f"""period = 300
custom dyn@local {{
    ssl = false
    checkip-command = "echo {address}"
    username = x
    password = "{token}"
    ddns-server = "{server}"
    ddns-path = "/nic/update?hostname=%h&myip=%i"
    hostname = {{ "{host}" }}
}}
""")
    return run(
        "inadyn", "-1", "-n", "--force", "-C", "-l", "debug", "-f", configuration, f"--cache-dir={folder}", "-P",
        f"{folder}/inadyn.pid", folder=folder)


def duckdns(folder, address):
    return run("curl", "-fsS", f"{place}/update?domains={host}&token={token}&ip={address}", folder=folder)


def main():
    failures = 0
    clients = [curl, wget, lynx, ddclient, inadyn, duckdns]
    for number, client in enumerate(clients, 1):
        program = "curl" if client is duckdns else client.__name__
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            print(f"{client.__name__}: not installed; run 'ci/setup test'")
            failures += 1
            continue
        address = f"203.0.113.{number}"
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = client(folder, address)
            except subprocess.TimeoutExpired:
                print(f"{client.__name__}: did not end")
                failures += 1
                continue
        now = address_now()
        if result.returncode == 0 and now == [address]:
            print(f"{client.__name__}: ok")
        else:
            print(f"{client.__name__}: exit {result.returncode}, the host has {now}")
            print(result.stdout[-2_000:], result.stderr[-2_000:])
            failures += 1
    return 1 if failures else 0


sys.exit(main())

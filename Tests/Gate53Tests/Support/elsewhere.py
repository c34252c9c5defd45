"""Changes one record set at the Route 53 that the environment names, as somebody else would.

    elsewhere.py ACTION NAME TYPE TTL VALUE...
    elsewhere.py serve FOLDER       writes a master file of each zone, as its name servers would have it

Signs by the description of AWS Signature Version 4, with nothing but Python's own library.
"""

import datetime
import hashlib
import hmac
import os
import re
import sys
import urllib.request
import xml.etree.ElementTree

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"


def sign(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def request(method: str, path: str, body: str = "") -> str:
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    host = ENDPOINT.split("//")[1]
    payload = hashlib.sha256(body.encode()).hexdigest()
    canonical = f"{method}\n{path}\n\nhost:{host}\nx-amz-date:{time}\n\nhost;x-amz-date\n{payload}"
    scope = f"{time[:8]}/us-east-1/route53/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in (time[:8], "us-east-1", "route53", "aws4_request"):
        key = sign(key, part)
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Amz-Date": time,
        "Content-Type": "application/xml",
        "User-Agent": "elsewhere/1.0",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders=host;x-amz-date, Signature={signature}",
    }
    outgoing = urllib.request.Request(ENDPOINT + path, body.encode() or None, headers, method=method)
    with urllib.request.urlopen(outgoing) as answer:
        return answer.read().decode()


def serve(folder: str) -> None:
    zones = re.findall(r"<Id>/hostedzone/(\w+)</Id><Name>([^<]+)</Name>", request("GET", "/2013-04-01/hostedzone"))
    for zone, apex in zones:
        listed = xml.etree.ElementTree.fromstring(request("GET", f"/2013-04-01/hostedzone/{zone}/rrset"))
        lines, seen = [], set()
        for entry in listed.iter(f"{{{NAMESPACE}}}ResourceRecordSet"):
            name, kind = (entry.findtext(f"{{{NAMESPACE}}}{tag}") for tag in ("Name", "Type"))
            if (name, kind) in seen:
                continue  # of a weighted group one is served
            seen.add((name, kind))
            # What an alias leads to has the TTL and addresses of its target.
            ttl = entry.findtext(f"{{{NAMESPACE}}}TTL") or "60"
            target = "2001:db8::1" if kind == "AAAA" else "198.51.100.1"
            values = [value.text for value in entry.iter(f"{{{NAMESPACE}}}Value")] or [target]
            lines += [f"{name} {ttl} IN {kind} {value}" for value in values]
        lines.sort(key=lambda line: " SOA " not in line)
        with open(os.path.join(folder, apex + "zone"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


def main() -> None:
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
        return
    action, name, kind, ttl, *values = sys.argv[1:]
    zones = re.findall(r"<Id>/hostedzone/(\w+)</Id><Name>([^<]+)</Name>", request("GET", "/2013-04-01/hostedzone"))
    zone = next(id for id, apex in zones if (name + ".").endswith(apex))
    records = "".join(f"<ResourceRecord><Value>{value}</Value></ResourceRecord>" for value in values)
    record = f"<Name>{name}</Name><Type>{kind}</Type><TTL>{ttl}</TTL><ResourceRecords>{records}</ResourceRecords>"
    body = (
        f'<ChangeResourceRecordSetsRequest xmlns="{NAMESPACE}"><ChangeBatch><Changes><Change><Action>{action}</Action>'
        f"<ResourceRecordSet>{record}</ResourceRecordSet></Change></Changes></ChangeBatch>"
        "</ChangeResourceRecordSetsRequest>"
    )
    request("POST", f"/2013-04-01/hostedzone/{zone}/rrset/", body)


main()

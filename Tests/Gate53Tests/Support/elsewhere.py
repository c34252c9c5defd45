"""Changes one record set at the Route 53 that the environment names, as somebody else would.

    elsewhere.py ACTION NAME TYPE TTL VALUE

Signs by the description of AWS Signature Version 4, with nothing but Python's own library.
"""

import datetime
import hashlib
import hmac
import os
import re
import sys
import urllib.request

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


def main() -> None:
    action, name, kind, ttl, value = sys.argv[1:]
    zones = re.findall(r"<Id>/hostedzone/(\w+)</Id><Name>([^<]+)</Name>", request("GET", "/2013-04-01/hostedzone"))
    zone = next(id for id, apex in zones if (name + ".").endswith(apex))
    record = (
        f"<Name>{name}</Name><Type>{kind}</Type><TTL>{ttl}</TTL><ResourceRecords><ResourceRecord>"
        f"<Value>{value}</Value></ResourceRecord></ResourceRecords>"
    )
    body = (
        f'<ChangeResourceRecordSetsRequest xmlns="{NAMESPACE}"><ChangeBatch><Changes><Change><Action>{action}</Action>'
        f"<ResourceRecordSet>{record}</ResourceRecordSet></Change></Changes></ChangeBatch>"
        "</ChangeResourceRecordSetsRequest>"
    )
    request("POST", f"/2013-04-01/hostedzone/{zone}/rrset/", body)


main()

#!/usr/bin/env python3
"""Says what octoDNS would send of zone files, and reads what gate53 would send in the same way.

usage: octodns-sends.py CASES ANSWERS

CASES is a JSON list of {apex, yaml, lenient, defaultTTL, escapedSemicolons, gate53: {route53, bind}}; of gate53 the body of its
ChangeResourceRecordSets request and its master file, each where there is one. ANSWERS becomes a list of {octodns, gate53},
each with {route53, bind}, of these each either {refused: [reason]} or {sets: [set]}.

The requests are those that botocore would put on the wire: octoDNS's own Route53Provider makes them, and an event of
botocore catches them. Nothing leaves the process. The master files are those of octoDNS's own ZoneFileProvider, read by
dnspython, which is neither's.
"""

import json
import logging
import os
import sys
import tempfile
import warnings
from xml.etree import ElementTree

import boto3
import dns.exception
import dns.rdataclass
import dns.rdatatype
import dns.tokenizer
import dns.zone
from botocore.awsrequest import AWSResponse
from octodns.provider.yaml import YamlProvider
from octodns.record import chunked
from octodns.zone import Zone
from octodns_bind import ZoneFileProvider
from octodns_route53 import Route53Provider

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
ZONE_ID = "Z0000000000001"


class EndlessLoop(Exception):
    """octoDNS 1.22 never returns from a text that ends with a backslash."""


def guard_against_endless_loop():
    cut = chunked._legacy_chunked_value

    def guarded(value, value_type, chunk_size):
        if value.endswith("\\"):
            raise EndlessLoop("the text ends with a backslash")
        return cut(value, value_type, chunk_size)

    chunked._legacy_chunked_value = guarded


# MARK: Route 53


class Answer:
    """The body of a canned answer, as botocore wants it."""

    def __init__(self, text):
        self.text = text

    def stream(self, **_):
        yield self.text


class Service:
    """Catches the requests of one client of boto3 and answers them: an empty hosted zone."""

    def __init__(self):
        self.apex = None
        self.bodies = []
        self.client = boto3.client(
            "route53", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
        )
        self.client.meta.events.register("before-send.route53", self.answer)

    def answer(self, request, **_):
        path = request.url.split("/2013-04-01/", 1)[1].split("?")[0]
        if request.method == "POST" and path.rstrip("/").endswith("/rrset"):
            self.bodies.append(request.body)
            text = f"""<ChangeResourceRecordSetsResponse xmlns="{NAMESPACE}"><ChangeInfo><Id>/change/C1</Id>
                <Status>INSYNC</Status><SubmittedAt>2026-01-02T03:04:05Z</SubmittedAt></ChangeInfo>
                </ChangeResourceRecordSetsResponse>"""
        elif path.rstrip("/").endswith("/rrset"):
            text = f"""<ListResourceRecordSetsResponse xmlns="{NAMESPACE}"><ResourceRecordSets/>
                <IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>"""
        elif path.startswith("healthcheck"):
            text = f"""<ListHealthChecksResponse xmlns="{NAMESPACE}"><HealthChecks/><Marker></Marker>
                <IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHealthChecksResponse>"""
        elif path.rstrip("/") == "hostedzone" and request.method == "GET":
            text = f"""<ListHostedZonesResponse xmlns="{NAMESPACE}"><HostedZones><HostedZone>
                <Id>/hostedzone/{ZONE_ID}</Id><Name>{self.apex}</Name><CallerReference>1</CallerReference>
                <Config><PrivateZone>false</PrivateZone></Config></HostedZone></HostedZones><Marker></Marker>
                <IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>"""
        else:
            raise AssertionError(f"octoDNS asks for {request.method} {path}")
        return AWSResponse(request.url, 200, {"content-type": "text/xml"}, Answer(text.encode()))


class OfflineRoute53(Route53Provider):
    """octoDNS's provider with a client whose requests are caught."""

    service = None

    def client(self, **_):
        return self.service.client


def route53_sets(body):
    """The record sets of a ChangeResourceRecordSets request."""
    root = ElementTree.fromstring(body)
    sets = []
    for change in root.iter(f"{{{NAMESPACE}}}Change"):

        def text(path, element):
            found = element.find("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))
            return None if found is None else found.text or ""

        found = change.find(f"{{{NAMESPACE}}}ResourceRecordSet")
        one = {
            "name": text("Name", found),
            "type": text("Type", found),
            "ttl": text("TTL", found),
            "values": [value.text or "" for value in found.iter(f"{{{NAMESPACE}}}Value")],
        }
        if text("AliasTarget/DNSName", found) is not None:
            one["alias"] = [
                text(f"AliasTarget/{field}", found) for field in ("HostedZoneId", "DNSName", "EvaluateTargetHealth")
            ]
        sets.append(one)
    return sets


def octodns_route53(service, zone):
    provider = OfflineRoute53("route53")
    service.bodies = []
    plan = provider.plan(zone)
    if plan is not None:
        provider.apply(plan)
    return [one for body in service.bodies for one in route53_sets(body)]


# MARK: Master files


class WiderZoneFiles(ZoneFileProvider):
    """octoDNS's provider, taking the types too that octoDNS writes and its BIND provider does not take."""

    SUPPORTS = ZoneFileProvider.SUPPORTS | {"DNAME", "OPENPGPKEY", "URI"}


def master_file_sets(text, apex):
    """The record sets of a master file as dnspython reads it, data as on the wire in hexadecimal digits."""
    zone = dns.zone.from_text(text, apex, relativize=False, check_origin=False)
    sets = []
    for name, data in zone.iterate_rdatasets():
        kind = dns.rdatatype.to_text(data.rdtype)
        if kind == "SOA":
            continue
        values = [rdata.to_generic(zone.origin).data.hex() for rdata in data]
        sets.append({"name": name.to_text(), "type": kind, "ttl": str(data.ttl), "values": values})
    return sets


def octodns_bind(zone, folder):
    provider = WiderZoneFiles("bind", folder)
    plan = provider.plan(zone)
    if plan is None:
        return []
    provider.apply(plan)
    with open(os.path.join(folder, f"{zone.name[:-1].replace('/', '-')}."), encoding="utf-8") as file:
        return master_file_sets(file.read(), zone.name)


# MARK: Cases


def reasons(error):
    found = getattr(error, "reasons", None)
    if found:
        return [str(reason) for reason in found]
    return [f"{type(error).__name__}: {error}".split("\n")[0]]


def attempt(action):
    try:
        return {"sets": action()}
    except dns.exception.DNSException as error:
        return {"refused": [f"not loaded: {type(error).__name__}: {error}".split("\n")[0]]}
    except Exception as error:  # whatever octoDNS's code raises is its refusal
        return {"refused": reasons(error)}


def octodns_sends(case, service, folder):
    def populated():
        source = YamlProvider(
            "config",
            os.path.join(folder, "config"),
            default_ttl=case["defaultTTL"],
            enforce_order=False,
            escaped_semicolons=case["escapedSemicolons"],
        )
        zone = Zone(case["apex"], [])
        path = os.path.join(folder, "config", f"{zone.decoded_name}yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(case["yaml"])
        try:
            source.populate(zone, lenient=case["lenient"])
        finally:
            os.remove(path)
        service.apex = zone.name
        return zone

    return {
        "route53": attempt(lambda: octodns_route53(service, populated())),
        "bind": attempt(lambda: octodns_bind(populated(), os.path.join(folder, "out"))),
    }


def gate53_sends(case):
    sent = case["gate53"]
    answer = {}
    if sent.get("route53") is not None:
        answer["route53"] = attempt(lambda: route53_sets(sent["route53"]))
    if sent.get("bind") is not None:
        answer["bind"] = attempt(lambda: master_file_sets(sent["bind"], case["apex"]))
    return answer


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    guard_against_endless_loop()
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    service = Service()
    OfflineRoute53.service = service
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config", "out"):
            os.mkdir(os.path.join(folder, name))
        for case in cases:
            answers.append({"octodns": octodns_sends(case, service, folder), "gate53": gate53_sends(case)})
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(answers, file)


main()

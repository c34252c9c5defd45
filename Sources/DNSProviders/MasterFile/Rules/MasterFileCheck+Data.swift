internal import DNSModel
internal import ZonePlanning

// Where records may be, and what they may hold.

extension MasterFileCheck {
    /// The most records of one set that BIND takes without being told otherwise (`max-records-per-type`).
    private static let mostRecords = 100

    mutating func checkPlaces() {
        for index in sets.indices {
            let set = sets[index]
            if set.type == .ns, set.name.isWildcard {
                error(
                    "ns-at-wildcard",
                    "\(set.name) has NS, and BIND loads no zone that delegates a wildcard; delegate each name by itself",
                    at: index)
            }
            if set.type == .ds, set.name == zone.apex {
                error(
                    "ds-at-apex",
                    "\(set.key) is at the zone's own name, and BIND loads no such zone; a DS stands in the zone above, next "
                        + "to the NS there", at: index)
            }
            if set.type == .dname { checkBelow(set, at: index) }
            checkKeys(of: set, at: index)
            if set.data.count > Self.mostRecords {
                warning(
                    "too-many-values",
                    "\(set.key) has \(set.data.count) records, and BIND loads no zone with more than \(Self.mostRecords) in "
                        + "one set unless 'max-records-per-type' says so", at: index)
            }
        }
    }

    /// Nothing may be below a DNAME (RFC 6672 section 2.4); BIND loads what Knot and NSD refuse.
    private mutating func checkBelow(_ alias: RecordSet, at index: Int) {
        if alias.name != zone.apex, zone[RecordSet.Key(name: alias.name, type: .ns)] != nil {
            error(
                "dname-beside-ns",
                "\(alias.key) is beside NS, and Knot loads no such zone; a name is delegated or renamed, so take out the one or "
                    + "the other (RFC 6672 section 2.4)", at: index)
        }
        for other in sets[(index + 1)...].indices {
            guard sets[other].name.isAtOrBelow(alias.name) else { break }
            if sets[other].name == alias.name { continue }
            error(
                "data-below-dname",
                "\(sets[other].key) is below the DNAME of \(alias.name), and Knot and NSD load no such zone; take out the one "
                    + "or the other", at: other)
        }
    }

    mutating func checkData() {
        for index in sets.indices { for data in sets[index].data { checkData(data, at: index) } }
    }

    private mutating func checkData(_ data: RecordData, at index: Int) {
        let key = sets[index].key
        switch data {
        case .naptr(let naptr):
            guard let problem = NAPTRExpression.problem(in: naptr.regexp) else { return }
            error(
                "bad-regexp",
                "\(key): its regexp \(DNSParseError.shown(naptr.regexp)) \(problem.phrase); BIND loads no zone with it",
                at: index, about: data.text)
        case .ds(let ds):
            guard let length = Self.digestLength(ds.digestType), ds.digest.count != length else { return }
            error(
                "bad-digest",
                "\(key) has a digest of \(ds.digest.count) octets, and one of type \(ds.digestType) has \(length); BIND loads "
                    + "no zone with it", at: index, about: data.text)
        case .fields, .unknown: checkGeneric(data.type, data.wire, at: index)
        case .a, .aaaa, .caa, .cname, .dname, .https, .loc, .mx, .ns, .openpgpkey, .ptr, .soa, .spf, .srv, .sshfp,
            .svcb,
            .tlsa, .txt, .uri:
            break
        }
    }

    /// RFC 3658 section 3.2, RFC 4509, RFC 6605.
    private static func digestLength(_ type: UInt8) -> Int? {
        switch type {
        case 1: 20
        case 2: 32
        case 4: 48
        default: nil
        }
    }

    private mutating func checkGeneric(_ type: RecordType, _ octets: [UInt8], at index: Int) {
        let key = sets[index].key
        switch RegisteredForm.problem(type: type, octets: octets) {
        case .isMeta?:
            error(
                "meta-type", "\(key): \(type) is a type of questions and messages, which no zone has; take it out",
                at: index)
        case .isNotServed?:
            error(
                "type-not-loaded",
                "\(key): \(type) is obsolete, or made by whoever signs the zone, and name servers refuse it as it is; take it "
                    + "out", at: index)
        case .isMalformed?:
            error(
                "bad-generic-data",
                "\(key): its \(octets.count) octets are not valid data of \(type), whose form is registered; name servers refuse them",
                at: index, about: RecordData.unknown(type, octets).text)
        case .isKeyOfNobody?:
            warning(
                "key-of-nobody",
                "\(key): a key of algorithm 253 begins with the domain name of who made the algorithm, and this one does not; "
                    + "BIND loads it, and a secondary that is BIND refuses the zone", at: index)
        case .isNoHost?, nil: break
        }
    }

    mutating func checkMail() {
        for index in NullMX.contradictions(in: zone) {
            report(NullMX.severity(in: subject.stage), NullMX.id, NullMX.message(sets[index]), at: index)
        }
    }

    mutating func checkLoops() {
        for loop in NameLoops.loops(in: zone) {
            error("cname-loop", loop.sentence(about: sets[loop.index].key), at: loop.index)
        }
    }
}

internal import DNSModel
internal import ZonePlanning

// What NS, MX and SRV lead to in the zone itself.

extension MasterFileCheck {
    /// What a name of the zone is for who needs its address.
    private enum Address {
        case known
        /// An alias: a CNAME, or below a DNAME; the index of the set.
        case alias(Int)
        case missing
    }

    mutating func checkTargets(_ mayExistElsewhere: (DomainName, RecordType) -> Bool) {
        for index in sets.indices {
            let set = sets[index]
            for data in set.data {
                switch data {
                case .ns(let name) where set.name == zone.apex: checkOwnServer(name, at: index, mayExistElsewhere)
                case .ns(let name): checkServer(name, at: index, mayExistElsewhere)
                case .mx(let mx): checkHost(mx.exchange, at: index, mayExistElsewhere)
                case .srv(let srv): checkHost(srv.target, at: index, mayExistElsewhere)
                case .a, .aaaa, .caa, .cname, .dname, .ds, .fields, .https, .loc, .naptr, .openpgpkey, .ptr, .soa, .spf,
                    .sshfp,
                    .svcb, .tlsa, .txt, .unknown, .uri:
                    break
                }
            }
        }
    }

    /// A name server of the zone itself; without an address of one in the zone, BIND does not load the zone. NSD and
    /// Knot do, so where nobody says that a server reads the file, it is a warning.
    private mutating func checkOwnServer(
        _ name: DomainName, at index: Int, _ mayExistElsewhere: (DomainName, RecordType) -> Bool
    ) {
        let isLoaded = server == .reads ? "BIND loads no such zone" : "BIND would load no such zone (NSD and Knot do)"
        switch address(of: name) {
        case .known: return
        case .alias(let alias):
            report(
                severityOfServers, "name-server-is-alias",
                "\(sets[index].key): the zone's own name server \(name) is an alias (\(sets[alias].key)), and \(isLoaded); "
                    + "give it an A or AAAA", at: index, about: name.description)
        case .missing:
            let what = "\(sets[index].key): the zone's own name server \(name) has no A and no AAAA in the zone"
            if isElsewhere(name, mayExistElsewhere) {
                warning(
                    "name-server-without-address", what + " here; make sure that it is live", at: index,
                    about: name.description)
            } else {
                report(
                    severityOfServers, "name-server-without-address",
                    what + ", and \(isLoaded); declare one, or name another server",
                    at: index, about: name.description)
            }
        }
    }

    private var severityOfServers: Diagnostic.Severity { server == .reads ? .error : .warning }

    /// A name server of a delegated zone.
    private mutating func checkServer(
        _ name: DomainName, at index: Int, _ mayExistElsewhere: (DomainName, RecordType) -> Bool
    ) {
        let owner = sets[index].name
        guard name.isAtOrBelow(owner) else {
            return checkHost(name, at: index, mayExistElsewhere)
        }
        if hasAddress(zone.indices(of: name)) || isElsewhere(name, mayExistElsewhere) { return }
        warning(
            "missing-glue",
            "\(sets[index].key): \(name) is below the name that it serves and has no A and no AAAA here, so nobody finds it; "
                + "declare its address (glue)", at: index, about: name.description)
    }

    private mutating func checkHost(
        _ name: DomainName, at index: Int, _ mayExistElsewhere: (DomainName, RecordType) -> Bool
    ) {
        // The root stands for "no host"; a CNAME is warned of where it is read.
        guard name != .root, case .missing = address(of: name), !isElsewhere(name, mayExistElsewhere) else { return }
        warning(
            "target-without-address",
            "\(sets[index].key) leads to \(name), which is in this zone and has no A and no AAAA; declare one, or name "
                + "another host", at: index, about: name.description)
    }

    private func address(of name: DomainName) -> Address {
        switch zone.lookUp(name) {
        case .outside, .delegated: return .known
        case .redirected(let redirection): return .alias(redirection)
        case .found(let here), .synthesized(let here):
            if hasAddress(here) { return .known }
            return here.first { sets[$0].type == .cname }.map { .alias($0) } ?? .missing
        case .nothing: return .missing
        }
    }

    private func hasAddress(_ indices: Range<Int>) -> Bool {
        indices.contains { sets[$0].type == .a || sets[$0].type == .aaaa }
    }

    private func isElsewhere(_ name: DomainName, _ mayExistElsewhere: (DomainName, RecordType) -> Bool) -> Bool {
        subject.stage == .declared
            && (subject.leftOut > 0 || mayExistElsewhere(name, .a) || mayExistElsewhere(name, .aaaa))
    }
}

internal import DNSModel
internal import ZonePlanning

// What BIND's check-names asks of names.

extension MasterFileCheck {
    private static let remedy =
        "or, where the server has 'check-names' off, write 'check-names: ignore' for the provider"

    mutating func checkNamesOfHosts() {
        for index in sets.indices {
            let set = sets[index]
            if !isOwner(set) {
                reportName(
                    "owner-not-a-host",
                    "\(set.key): \(set.name) is not a host name (letters, digits and hyphens only), and BIND "
                        + "loads no zone with \(set.type) there; rename it, \(Self.remedy)", at: index)
            }
            for data in set.data {
                guard let (name, what) = notHost(data, at: set.name) else { continue }
                reportName(
                    "target-not-a-host",
                    "\(set.key): its \(what) \(name) is not a host name (letters, digits and hyphens only), and "
                        + "BIND loads no zone with that; rename it, \(Self.remedy)", at: index, about: name.description)
            }
        }
    }

    private mutating func reportName(_ id: String, _ message: String, at index: Int, about detail: String = "") {
        report(checkNames == .warn ? .warning : .error, id, message, at: index, about: detail)
    }

    /// Whether the owner of a set may be what it is: the name of a host for A, AAAA and MX.
    private func isOwner(_ set: RecordSet) -> Bool {
        guard [.a, .aaaa, .mx].contains(set.type) else { return true }
        return set.name.isHostName(allowsWildcard: true) || set.type != .mx && Self.isGlobalCatalog(set.name)
    }

    /// Whether a name is that of an Active Directory's global catalog, `gc._msdcs` and the name of a forest.
    private static func isGlobalCatalog(_ name: DomainName) -> Bool {
        let labels = name.labels
        guard labels.count > 2, labels[0] == Array("gc".utf8), labels[1] == Array("_msdcs".utf8),
            let forest = name.parent?.parent
        else { return false }
        return forest.isHostName()
    }

    /// The name in a record that must be a host's or mailbox's and is none, and what it is there.
    private func notHost(_ data: RecordData, at owner: DomainName) -> (DomainName, String)? {
        func host(_ name: DomainName, _ what: String) -> (DomainName, String)? {
            name.isHostName() ? nil : (name, what)
        }
        switch data {
        case .ns(let name): return host(name, "name server")
        case .mx(let mx): return host(mx.exchange, "exchange")
        case .srv(let srv): return host(srv.target, "target")
        case .ptr(let name): return Self.isOfAddress(owner) ? host(name, "target") : nil
        case .svcb(let binding), .https(let binding):
            // An alias (priority 0) may lead to any name.
            return binding.priority == 0 ? nil : host(binding.target, "target")
        case .soa(let soa):
            return host(soa.mname, "primary name server")
                ?? (soa.rname.isMailbox ? nil : (soa.rname, "mailbox"))
        case .fields, .unknown:
            guard case .isNoHost(let name)? = RegisteredForm.problem(type: data.type, octets: data.wire) else {
                return nil
            }
            return (name, "target")
        case .a, .aaaa, .caa, .cname, .dname, .ds, .loc, .naptr, .openpgpkey, .spf, .sshfp, .tlsa, .txt, .uri:
            return nil
        }
    }

    private static let addressZones: [DomainName] = ["in-addr.arpa.", "ip6.arpa.", "ip6.int."].compactMap {
        try? DomainName(parsing: $0)
    }
    private static let browsed = Set(["b", "db", "r", "dr", "lb"].map { Array($0.utf8) })

    /// Whether a PTR is that of an address, and not of a service to browse (RFC 6763 section 11).
    private static func isOfAddress(_ owner: DomainName) -> Bool {
        guard addressZones.contains(where: owner.isAtOrBelow) else { return false }
        let labels = owner.labels
        return labels.count < 3 || !browsed.contains(labels[0])
            || labels[1] != Array("_dns-sd".utf8) || labels[2] != Array("_udp".utf8)
    }
}

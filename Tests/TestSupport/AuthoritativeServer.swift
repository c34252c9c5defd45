package import DNSModel

/// A name server that serves zones from memory, as RFC 1034 section 4.3.2 says, for tests.
package struct AuthoritativeServer: Sendable {
    package var zones: [Zone]
    /// The code of every answer, where it is to be a failure.
    package var failure: ResponseCode?

    package init(_ zones: [Zone], failure: ResponseCode? = nil) {
        self.zones = zones
        self.failure = failure
    }

    package func answer(_ question: DNSQuestion) -> DNSMessage {
        var message = DNSMessage(id: 1, question: question, isResponse: true)
        if let failure {
            message.responseCode = failure
            return message
        }
        let above = zones.filter { question.name.isAtOrBelow($0.apex) }
            .sorted { $0.apex.labelCount < $1.apex.labelCount }
        // The DS of a zone is its parent's (RFC 4035 section 3.1.4.1).
        let isParents = question.type == .ds && above.count > 1 && above.last?.apex == question.name
        guard let zone = isParents ? above[above.count - 2] : above.last else {
            message.responseCode = .refused
            return message
        }
        for name in Self.ancestors(of: question.name, in: zone) {
            if name != zone.apex, let cut = zone[RecordSet.Key(name: name, type: .ns)],
                name != question.name || question.type != .ds
            {
                message.authority = Self.records(cut)
                return message
            }
            if name != question.name, let renamed = zone[RecordSet.Key(name: name, type: .dname)] {
                message.isAuthoritative = true
                message.answer = Self.records(renamed)
                return message
            }
        }
        message.isAuthoritative = true
        if let source = Self.source(of: question.name, in: zone) {
            message.answer = Self.answer(question, from: source, in: zone)
        } else if !Self.exists(question.name, in: zone) {
            message.responseCode = .nameError
        }
        // RFC 2308 section 3.
        if message.answer.isEmpty { message.authority = Self.startOfAuthority(zone) }
        return message
    }

    /// The zone's SOA, also where the zone in memory was made without.
    private static func startOfAuthority(_ zone: Zone) -> [ResourceRecord] {
        if let set = zone[RecordSet.Key(name: zone.apex, type: .soa)] { return records(set) }
        let soa = SOA(
            mname: zone.apex, rname: zone.apex, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1)
        return [ResourceRecord(name: zone.apex, ttl: .zero, data: .soa(soa))]
    }

    /// The name itself and those above it, from the apex down.
    private static func ancestors(of name: DomainName, in zone: Zone) -> [DomainName] {
        var names = [name]
        while let last = names.last, last != zone.apex, let above = last.parent { names.append(above) }
        return names.reversed()
    }

    /// The name whose sets answer: the name itself, or the wildcard that stands for it (RFC 4592).
    private static func source(of name: DomainName, in zone: Zone) -> DomainName? {
        if exists(name, in: zone) { return name }
        let encloser = ancestors(of: name, in: zone).last { exists($0, in: zone) }
        guard let encloser, let wildcard = try? DomainName(labels: [[UInt8(ascii: "*")]] + encloser.labels) else {
            return nil
        }
        return exists(wildcard, in: zone) ? wildcard : nil
    }

    private static func exists(_ name: DomainName, in zone: Zone) -> Bool {
        name == zone.apex || zone.sets.contains { $0.name.isAtOrBelow(name) }
    }

    private static func answer(_ question: DNSQuestion, from source: DomainName, in zone: Zone) -> [ResourceRecord] {
        let sets = zone.sets[zone.indices(of: source)]
        let set = sets.first { $0.type == question.type } ?? sets.first { $0.type == .cname }
        return set.map { records($0, at: question.name) } ?? []
    }

    private static func records(_ set: RecordSet, at name: DomainName? = nil) -> [ResourceRecord] {
        guard let ttl = set.ttl else {
            // What an alias leads to.
            return [ResourceRecord(name: name ?? set.name, ttl: .maximum, data: .a(IPv4Address(bits: 1)))]
        }
        return set.data.map { ResourceRecord(name: name ?? set.name, ttl: ttl, data: $0) }
    }
}

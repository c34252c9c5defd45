package import DNSModel
package import ZonePlanning

/// How the records of a host shall change.
package enum RecordEdit: Hashable, Sendable {
    /// Its addresses; a family that is kept is left as it is.
    case addresses(v4: Part, v6: Part)
    /// A challenge (RFC 8555, section 8.4).
    case challenge(Challenge)
    /// All of its record sets.
    case records([RecordSet])
    /// One record set; `nil` takes it away.
    case record(RecordSet.Key, RecordSet?)

    /// The address of one family.
    package enum Part: Hashable, Sendable {
        case keep, clear
        case set(IPAddress)
    }

    package enum Challenge: Hashable, Sendable {
        /// There is this one alone.
        case set([UInt8])
        /// This one comes beside the latest of those that are there.
        case add([UInt8])
        case clear
    }

    /// The edit that sets addresses; `nil` where two are of one family.
    package init?(addresses: [IPAddress]) {
        var (v4, v6): (Part, Part) = (.keep, .keep)
        for address in addresses {
            switch address {
            case .v4:
                guard v4 == .keep else { return nil }
                v4 = .set(address)
            case .v6:
                guard v6 == .keep else { return nil }
                v6 = .set(address)
            }
        }
        self = .addresses(v4: v4, v6: v6)
    }

    /// The addresses that it sets, IPv4 first.
    package var addresses: [IPAddress] {
        guard case .addresses(let v4, let v6) = self else { return [] }
        return [v4, v6].compactMap { if case .set(let address) = $0 { address } else { nil } }
    }

    /// What a host would want after it.
    ///
    /// - Parameters:
    ///   - host: the host as it is.
    ///   - suffix: the suffix it is below.
    ///   - types: the types that the token is good for; `nil` for all.
    /// - Returns: its record sets in canonical order, the latest challenge, and what of the edit was done.
    /// - Throws: ``RecordRefusal``.
    package func applied(
        to host: Host, suffix: DynamicSuffix, types: Set<RecordType>?
    ) throws(RecordRefusal) -> (sets: [RecordSet], latestChallenge: [UInt8]?, asked: [IPAddress]) {
        let allowed = types.map { $0.intersection(suffix.types) } ?? Set(suffix.types)
        switch self {
        case .records(let sets):
            let touched = Self.touched(from: host.wanted, to: sets)
            if let type = touched.sorted().first(where: { !allowed.contains($0) }) { throw .type(type) }
            return (try RecordRules.checked(sets, of: host, suffix: suffix), nil, [])
        case .record(let key, let set):
            guard allowed.contains(key.type) else { throw .type(key.type) }
            let sets = host.wanted.filter { $0.key != key } + (set.map { [$0] } ?? [])
            let isOfChallenges = key.type == .txt && (host.kind == .challenge || key.name != host.name)
            return (
                try RecordRules.checked(sets, of: host, suffix: suffix), isOfChallenges ? nil : host.latestChallenge, []
            )
        case .challenge(let challenge):
            guard allowed.contains(.txt) else { throw .type(.txt) }
            return try Self.applied(challenge, to: host, suffix: suffix)
        case .addresses(let v4, let v6):
            guard host.kind == .ordinary else { throw .type(.a) }
            return try Self.applied([(.a, v4), (.aaaa, v6)], to: host, suffix: suffix, allowed: allowed)
        }
    }

    /// The types of sets that differ.
    private static func touched(from old: [RecordSet], to new: [RecordSet]) -> Set<RecordType> {
        Set(Set(old).symmetricDifference(new).map(\.type))
    }

    /// A family that may not be at the host is passed over where the other one may.
    private static func applied(
        _ parts: [(RecordType, Part)], to host: Host, suffix: DynamicSuffix, allowed: Set<RecordType>
    ) throws(RecordRefusal) -> (sets: [RecordSet], latestChallenge: [UInt8]?, asked: [IPAddress]) {
        let touching = parts.filter { $0.1 != .keep }
        let possible = touching.filter { allowed.contains($0.0) }
        if possible.isEmpty, let first = touching.first { throw .type(first.0) }
        var sets = host.wanted
        var asked: [IPAddress] = []
        for (type, part) in possible {
            sets.removeAll { $0.name == host.name && $0.type == type }
            guard case .set(let address) = part else { continue }
            if let problem = AddressRules.problem(with: address) { throw .address("\(address)", problem) }
            // A name with a CNAME has nothing else (RFC 1034 section 3.6.2).
            guard !sets.contains(where: { $0.name == host.name && $0.type == .cname }) else { throw .besideCNAME }
            sets.append(RecordSet(name: host.name, type: type, ttl: suffix.ttl, data: [address.data]))
            asked.append(address)
        }
        return (sets.sorted { $0.key < $1.key }, host.latestChallenge, asked)
    }

    private static func applied(
        _ challenge: Challenge, to host: Host, suffix: DynamicSuffix
    ) throws(RecordRefusal) -> (sets: [RecordSet], latestChallenge: [UInt8]?, asked: [IPAddress]) {
        guard let name = host.kind == .challenge ? host.name : host.name.challengeName else { throw .name }
        let key = RecordSet.Key(name: name, type: .txt)
        var sets = host.wanted.filter { $0.key != key }
        var values: [[UInt8]] = []
        switch challenge {
        case .clear: break
        case .set(let value): values = [value]
        case .add(let value):
            let old = host.wanted.first { $0.key == key }?.data.compactMap { data -> [UInt8]? in
                if case .txt(let text) = data { text.octets } else { nil }
            }
            let kept = host.latestChallenge ?? old?.first
            values = [value]
            if let kept, kept != value, old?.contains(kept) == true {
                values.append(kept)
            } else if let other = old?.first(where: { $0 != value }) {
                values.append(other)
            }
        }
        guard values.allSatisfy({ $0.count <= RecordRules.longestText }) else { throw .tooMuch }
        if !values.isEmpty {
            sets.append(RecordSet(name: name, type: .txt, ttl: suffix.ttl, data: values.map { .txt(TXT($0)) }))
        }
        return (sets.sorted { $0.key < $1.key }, values.first, [])
    }
}

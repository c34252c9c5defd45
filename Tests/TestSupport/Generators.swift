package import DNSModel

/// Makes random DNS values for tests of laws; the same seed gives the same values.
package struct Generator: Sendable {
    package var random: SplitMix64

    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// All types that are modelled, and one that is not.
    package static let types: [RecordType] =
        ModelledType.allCases.map { RecordType($0) } + [RecordType(rawValue: 65280)]

    /// A random number of a range.
    package mutating func number<Number: FixedWidthInteger>(_ range: ClosedRange<Number>) -> Number {
        Number.random(in: range, using: &random)
    }

    /// True once in `count` times.
    package mutating func once(in count: Int) -> Bool { number(1...count) == 1 }

    /// One of some values, of which there must be at least one.
    package mutating func one<Values: Collection>(of values: Values) -> Values.Element {
        guard let value = values.randomElement(using: &random) else { preconditionFailure("nothing to choose from") }
        return value
    }

    /// A number, more often than not one at the edge of its range.
    package mutating func edgy<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number {
        once(in: 3) ? one(of: [0, 1, .max - 1, .max]) : number(0...Number.max)
    }

    /// Random octets.
    package mutating func octets(_ count: ClosedRange<Int>) -> [UInt8] {
        let length = number(count)
        let nasty = Array("\"\\;()@$.,= \t\n\r\0\u{1}\u{7F}*{}".utf8) + [0x80, 0xC3, 0xFF]
        let style = number(0...2)
        return (0..<length).map { _ in
            switch style {
            case 0: number(0x20...0x7E)
            case 1: number(0...255)
            default: once(in: 2) ? one(of: nasty) : one(of: Array("0123456789ab".utf8))
            }
        }
    }

    // MARK: - Names

    /// A random label: mostly letters, at times any octets.
    package mutating func label() -> [UInt8] {
        switch number(0...19) {
        case 0: return octets(1...10)
        case 1: return octets(63...63)
        case 2: return Array("_dmarc".utf8)
        case 3: return Array("xn--mller-kva".utf8)
        default:
            let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-_ABCXYZ".utf8)
            let length = number(1...8)
            return (0..<length).map { _ in one(of: letters) }
        }
    }

    /// A random name below an apex, up to `depth` labels deeper; at times a wildcard.
    package mutating func name(below apex: DomainName, depth: Int = 3) -> DomainName {
        for _ in 0..<20 {
            var labels = (0..<number(1...max(1, depth))).map { _ in label() }
            if once(in: 12) { labels[0] = [UInt8(ascii: "*")] }
            if let name = try? DomainName(labels: labels + apex.labels) { return name }
        }
        return apex
    }

    /// A random absolute name, at times the root.
    package mutating func target() -> DomainName {
        once(in: 20) ? .root : name(below: once(in: 2) ? "example.com." : .root)
    }

    // MARK: - Record sets

    /// A random time to live.
    package mutating func ttl() -> TTL {
        let seconds = once(in: 8) ? number(0...Int(TTL.maximum.seconds)) : one(of: [0, 60, 300, 3600, 86_400])
        guard let ttl = TTL(seconds: seconds) else { preconditionFailure("a TTL of \(seconds) seconds") }
        return ttl
    }

    /// A random record set of one type at a name, with 1 to 4 data where the type allows several.
    package mutating func recordSet(name: DomainName, type: RecordType) -> RecordSet {
        let isSingle = type == .cname || type == .dname || type == .soa
        let count = isSingle ? 1 : number(1...4)
        return RecordSet(name: name, type: type, ttl: ttl(), data: (0..<count).map { _ in recordData(type) })
    }

    /// A random record set of any type but SOA below an apex.
    package mutating func recordSet(below apex: DomainName) -> RecordSet {
        recordSet(name: name(below: apex), type: one(of: Self.types.filter { $0 != .soa }))
    }

    // MARK: - Zones

    /// A random zone: no data beside a CNAME, none at the apex but SOA and NS unless it falls there.
    ///
    /// - Parameters:
    ///   - apex: the zone's name.
    ///   - count: how many record sets to try to make, beside SOA and NS of the apex.
    ///   - types: the types of those.
    ///   - hasAuthority: whether the zone has an SOA and an NS record set at its apex.
    /// - Returns: the zone.
    package mutating func zone(
        _ apex: DomainName = "example.com.", count: Int = 12,
        types: [RecordType] = Generator.types.filter { $0 != .soa },
        hasAuthority: Bool = true
    ) -> Zone {
        var sets: [RecordSet] = []
        if hasAuthority {
            sets = [recordSet(name: apex, type: .soa), recordSet(name: apex, type: .ns)]
        }
        var names: [DomainName] = []
        for _ in 0..<count {
            let isApex = once(in: 12)
            let name = !names.isEmpty && once(in: 3) ? one(of: names) : isApex ? apex : name(below: apex)
            names.append(name)
            sets.append(recordSet(name: name, type: one(of: types)))
        }
        return Self.zone(apex, sets)
    }

    /// A zone that differs from another in some record sets: other TTLs, other data, sets less and sets more.
    ///
    /// - Parameters:
    ///   - zone: the zone to start from; its SOA is kept.
    ///   - edits: how many edits to try.
    ///   - types: the types of sets that are added.
    /// - Returns: the zone; at times the same one.
    package mutating func edited(
        _ zone: Zone, edits: Int = 4, types: [RecordType] = Generator.types.filter { $0 != .soa }
    ) -> Zone {
        var sets = zone.sets
        for _ in 0..<edits {
            let places = sets.indices.filter { sets[$0].type != .soa }
            guard !places.isEmpty, !once(in: 4) else {
                sets.insert(recordSet(name: name(below: zone.apex), type: one(of: types)), at: 0)
                continue
            }
            let index = one(of: places)
            let set = sets[index]
            let setTTL = set.ttl ?? ttl()
            switch number(0...4) {
            case 0: sets.remove(at: index)
            case 1: sets[index] = RecordSet(name: set.name, type: set.type, ttl: ttl(), data: set.data)
            case 2:
                let data = recordSet(name: set.name, type: set.type).data
                sets[index] = RecordSet(name: set.name, type: set.type, ttl: setTTL, data: data)
            case 3 where set.data.count > 1:
                sets[index] = RecordSet(name: set.name, type: set.type, ttl: setTTL, data: Array(set.data.dropFirst()))
            default:
                // Another type at the same name: CNAME to others and back among them.
                sets.remove(at: index)
                sets.insert(recordSet(name: set.name, type: one(of: types)), at: 0)
            }
        }
        return Self.zone(zone.apex, sets)
    }

    /// A zone of those sets that fit together, the first ones preferred.
    private static func zone(_ apex: DomainName, _ sets: [RecordSet]) -> Zone {
        var kept: [RecordSet] = []
        var types: [DomainName: Set<RecordType>] = [:]
        for set in sets {
            let present = types[set.name, default: []]
            if present.contains(set.type) || present.contains(.cname) { continue }
            if set.type == .cname && (!present.isEmpty || set.name == apex) { continue }
            types[set.name, default: []].insert(set.type)
            kept.append(set)
        }
        do {
            return try Zone(apex: apex, sets: kept)
        } catch {
            preconditionFailure("\(error.key) twice")
        }
    }
}

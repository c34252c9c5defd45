/// Writes master files (RFC 1035 section 5): one record a line, sorted, the same octets for the same zone always.
///
/// The file names neither time nor machine. What ``MasterFileParser`` reads from it is what was written.
package struct MasterFileWriter {
    /// The first line of every file, by which a file of ours is known.
    static let firstLine = Array("; Written by gate53 from the zone files in git.\n".utf8)
    private static let header =
        firstLine + Array("; An edit here is drift: the next apply rewrites this file, without its comments.\n".utf8)

    /// The widest an owner is padded to, in characters.
    private static let maximumOwnerWidth = 32

    private let apex: DomainName
    /// The TTL of the `$TTL` line, which records leave out.
    private let defaultTTL: TTL?
    private let ownerWidth: Int
    private let ttlWidth: Int
    private let typeWidth: Int
    private var out: [UInt8] = []
    private let apexText: [UInt8]
    /// What relative names are below at the place that is written, as text.
    private var origin: [UInt8]

    /// The octets of a zone's master file.
    ///
    /// - Parameters:
    ///   - zone: the record sets; all of them at or below the apex.
    ///   - unmodelled: records to write back as they were read; their order does not matter.
    ///   - written: the records of some of the sets, to write back as they were read.
    ///   - outside: records outside of the zone, to write back as they were read.
    /// - Returns: the file, to its last line feed.
    package static func octets(
        of zone: Zone, unmodelled: [WrittenRecord] = [], written: [RecordSet.Key: [WrittenRecord]] = [:],
        outside: [WrittenRecord] = []
    ) -> [UInt8] {
        var writer = MasterFileWriter(zone)
        writer.write(zone, written)
        writer.write(unmodelled, under: "; Records that gate53 does not model, kept as they were.\n")
        writer.write(outside, under: "; Records outside of the zone, kept as they were; name servers drop them.\n")
        return writer.out
    }

    private init(_ zone: Zone) {
        apex = zone.apex
        apexText = apex.octets
        origin = apexText
        defaultTTL = Self.mostCommonTTL(zone)
        var ownerWidth = 1
        var ttlWidth = 0
        var typeWidth = 2
        let apexCount = zone.apex.sortKey.count
        for set in zone.sets {
            ownerWidth = max(ownerWidth, min(set.name.sortKey.count - apexCount - 1, Self.maximumOwnerWidth))
            if let ttl = set.ttl, ttl != defaultTTL { ttlWidth = max(ttlWidth, Self.digits(ttl.seconds)) }
            typeWidth = max(typeWidth, set.type.typicalWidth)
        }
        self.ownerWidth = ownerWidth
        self.ttlWidth = ttlWidth
        self.typeWidth = typeWidth
        out.reserveCapacity(zone.sets.count * 64 + 1_024)
    }

    /// The TTL that most sets have; of several the lowest.
    private static func mostCommonTTL(_ zone: Zone) -> TTL? {
        var counts: [TTL: Int] = [:]
        var run: (ttl: TTL, count: Int)?
        for set in zone.sets {
            guard let ttl = set.ttl else { continue }
            if let last = run, last.ttl == ttl {
                run = (last.ttl, last.count + 1)
                continue
            }
            if let run { counts[run.ttl, default: 0] += run.count }
            run = (ttl, 1)
        }
        if let run { counts[run.ttl, default: 0] += run.count }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    // MARK: - Sets

    private mutating func write(_ zone: Zone, _ written: [RecordSet.Key: [WrittenRecord]]) {
        out += Self.header
        append("$ORIGIN ")
        apex.appendText(to: &out)
        newLine()
        if let defaultTTL {
            append("$TTL ")
            appendNumber(defaultTTL.seconds)
            newLine()
        }
        let apexEnd = zone.sets.prefix { $0.name == apex }.count
        for set in zone.sets[..<apexEnd] where set.type == .soa { write(set, written) }
        for set in zone.sets[..<apexEnd] where set.type == .ns { write(set, written) }
        for set in zone.sets[..<apexEnd] where set.type != .soa && set.type != .ns { write(set, written) }
        for set in zone.sets[apexEnd...] { write(set, written) }
    }

    private mutating func write(_ set: RecordSet, _ written: [RecordSet.Key: [WrittenRecord]]) {
        guard let ttl = set.ttl else { return }
        if !written.isEmpty, let records = written[set.key] {
            for record in records { write(record) }
            return
        }
        setOrigin(apexText)
        let type = Array(set.type.description.utf8)
        for data in set.data {
            let start = out.count
            set.name.appendText(to: &out, relativeTo: apex)
            Self.escapePunctuation(&out, from: start)
            endOwner(from: start, ttl: ttl.seconds, type: type)
            if case .soa(let soa) = data, set.name == apex {
                append(soa)
            } else {
                append(data)
            }
            newLine()
        }
    }

    private mutating func setOrigin(_ text: [UInt8]) {
        if text == origin { return }
        origin = text
        append("$ORIGIN ")
        out += text
        newLine()
    }

    /// What is behind the owner: TTL where it needs one, class and type, in columns.
    private mutating func endOwner(from start: Int, ttl: UInt32, type: [UInt8]) {
        pad(to: ownerWidth, from: start)
        if ttlWidth > 0 || ttl != defaultTTL?.seconds {
            let start = out.count
            if ttl != defaultTTL?.seconds { appendNumber(ttl) }
            pad(to: ttlWidth, from: start)
        }
        append("IN ")
        let typeStart = out.count
        out += type
        pad(to: typeWidth, from: typeStart)
    }

    private mutating func append(_ data: RecordData) {
        switch data {
        case .https, .svcb: out += Self.text(of: data)
        case .a, .aaaa, .caa, .cname, .dname, .ds, .fields, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa, .spf, .srv,
            .sshfp, .tlsa, .txt, .uri, .unknown:
            // As Self.text(of:) gives it, without a copy.
            let start = out.count
            data.appendText(to: &out)
            if Self.isNames(data.type) { Self.escapePunctuation(&out, from: start) }
        }
    }

    private mutating func append(_ soa: SOA) {
        soa.mname.appendText(to: &out)
        out.append(UInt8(ascii: " "))
        soa.rname.appendText(to: &out)
        append(" (\n")
        appendTimer(soa.serial, "serial")
        appendTimer(soa.refresh, "refresh: \(Self.inUnits(soa.refresh))")
        appendTimer(soa.retry, "retry: \(Self.inUnits(soa.retry))")
        appendTimer(soa.expire, "expire: \(Self.inUnits(soa.expire))")
        appendTimer(soa.minimum, "TTL of negative answers: \(Self.inUnits(soa.minimum))")
        indent()
        append(")")
    }

    private mutating func appendTimer(_ value: UInt32, _ comment: String) {
        indent()
        let start = out.count
        appendNumber(value)
        pad(to: 10, from: start)
        append("; ")
        append(comment)
        newLine()
    }

    /// Seconds in the largest units that they are a sum of, as in `1 h 30 min`.
    private static func inUnits(_ seconds: UInt32) -> String {
        var rest = seconds
        var parts: [String] = []
        for (unit, length) in [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)] as [(String, UInt32)] {
            if rest >= length { parts.append("\(rest / length) \(unit)") }
            rest %= length
        }
        return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
    }

    // MARK: - Records as they were read

    private mutating func write(_ record: WrittenRecord) {
        if !record.origin.isEmpty { setOrigin(record.origin) }
        let start = out.count
        if let relative = WrittenNames.relative(record.owner, to: origin) {
            out += relative
        } else {
            out += record.owner
        }
        endOwner(from: start, ttl: record.ttl, type: Array(record.type.utf8))
        out += record.data
        newLine()
    }

    private mutating func write(_ records: [WrittenRecord], under comment: String) {
        if records.isEmpty { return }
        append(comment)
        let keyed = records.map { (name: $0.name, key: Array($0.type.utf8) + [0] + $0.data, record: $0) }
        let sorted = keyed.sorted { left, right in
            if left.name != right.name { return left.name < right.name }
            for (one, other) in [(left.key, right.key), (left.record.origin, right.record.origin)] {
                let order = octetsCompare(one, other)
                if order != 0 { return order < 0 }
            }
            let order = octetsCompare(left.record.owner, right.record.owner)
            return order != 0 ? order < 0 : left.record.ttl < right.record.ttl
        }
        for (_, _, record) in sorted { write(record) }
    }

    // MARK: - Octets

    private mutating func append(_ text: String) { out += text.utf8 }

    private mutating func newLine() { out.append(UInt8(ascii: "\n")) }

    private mutating func indent() {
        let dataColumn = ownerWidth + (ttlWidth > 0 ? ttlWidth + 1 : 0) + typeWidth + 5
        for _ in 0..<dataColumn { out.append(UInt8(ascii: " ")) }
    }

    /// Pads what was written from `start` on to a width, and adds the space that ends the column.
    private mutating func pad(to width: Int, from start: Int) {
        repeat { out.append(UInt8(ascii: " ")) } while out.count - start <= width
    }

    private mutating func appendNumber(_ number: UInt32) {
        var divisor: UInt32 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    private static func digits(_ number: UInt32) -> Int {
        var count = 1
        var rest = number / 10
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}

extension RecordType {
    /// A width for a column of types: what the common ones need, so that one rare type does not widen the column.
    fileprivate var typicalWidth: Int { min(max(2, ModelledType(self)?.mnemonic.utf8.count ?? 5), 5) }
}

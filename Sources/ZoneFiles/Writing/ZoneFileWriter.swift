package import DNSModel
package import ZonePlanning

/// Writes a zone as a canonical zone file, as ``ZoneFileFormatter`` would leave it.
package enum ZoneFileWriter {
    /// Writes record sets.
    ///
    /// - Parameters:
    ///   - zone: the zone; its SOA is left out, as the provider keeps it.
    ///   - defaultTTL: the time to live that is not written; nothing writes every one.
    /// - Returns: the file.
    package static func write(
        _ zone: Zone, defaultTTL: TTL? = ZoneFileOptions.octoDNSDefaultTTL
    ) -> [UInt8] {
        write(DesiredZone(zone: zone, marks: [], files: []), defaultTTL: defaultTTL)
    }

    /// Writes record sets with their annotations, and provider-specific sets.
    ///
    /// - Parameters:
    ///   - desired: what to write; its SOA is left out, as the provider keeps it.
    ///   - defaultTTL: the time to live that is not written; nothing writes every one.
    /// - Returns: the file.
    package static func write(
        _ desired: DesiredZone, defaultTTL: TTL? = ZoneFileOptions.octoDNSDefaultTTL
    ) -> [UInt8] {
        let zone = desired.zone
        var entries: [Entry] = []
        var start = 0
        while start < zone.sets.count {
            var end = start + 1
            while end < zone.sets.count, zone.sets[end].name == zone.sets[start].name { end += 1 }
            entries.append(Entry(key: key(zone.sets[start].name, zone.apex), sets: start..<end, provided: []))
            start = end
        }
        if !desired.providerSets.isEmpty {
            var places: [[UInt8]: Int] = [:]
            for (index, entry) in entries.enumerated() { places[entry.key] = index }
            for (index, set) in desired.providerSets.enumerated() {
                let key = key(set.name, zone.apex)
                if let place = places[key] {
                    entries[place].provided.append(index)
                } else {
                    places[key] = entries.count
                    entries.append(Entry(key: key, sets: 0..<0, provided: [index]))
                }
            }
        }
        entries.sort { NaturalOrder.precedes($0.key, $1.key) }
        var emitter = YAMLEmitter(out: Array("---\n".utf8))
        emitter.out.reserveCapacity(zone.sets.count * 90)
        for entry in entries {
            var records: [(type: String, identifier: [UInt8], node: FormatNode)] = []
            for index in entry.sets where zone.sets[index].type != .soa {
                let set = zone.sets[index]
                let (type, node) = RecordNode.node(
                    set, in: zone.apex, defaultTTL: defaultTTL, annotation: desired.annotations[set.key])
                records.append((type, set.isPlain ? [] : set.routing?.identifier.octets ?? [], node))
            }
            for index in entry.provided {
                let (type, node) = RecordNode.node(desired.providerSets[index])
                records.append((type, [], node))
            }
            if records.isEmpty { continue }
            if records.count > 1 {
                let order = records.indices.map { index in
                    RecordOrder(
                        type: Array(records[index].type.utf8), identifier: records[index].identifier, place: index)
                }
                records = order.sorted().map { records[$0.place] }
            }
            let value = records.count == 1 ? records[0].node : FormatNode.list(records.map(\.node))
            emitter.pair(FormatSlot(key: FormatScalar(text: entry.key, form: .text), value), indent: 0)
        }
        return emitter.out
    }

    private struct Entry {
        var key: [UInt8]
        var sets: Range<Int>
        /// Indices of provider-specific sets.
        var provided: [Int]
    }

    /// A name as a key: relative to the zone, empty for the zone's own.
    static func key(_ name: DomainName, _ apex: DomainName) -> [UInt8] {
        if name == apex { return [] }
        var text: [UInt8] = []
        name.appendText(to: &text, relativeTo: apex)
        return text
    }
}

internal import DNSModel
internal import Gate
package import ZonePlanning

/// What became of a zone's file.
struct WrittenFile {
    /// The serial the file has now.
    var serial: UInt32
    /// What was written; `nil` where the file is as it was.
    var replaced: ReplacedFile?
    var warnings: [String] = []
}

/// A file that was put in the place of another.
struct ReplacedFile {
    var name: String
    var octets: [UInt8]
    /// What was there before; `nil` where there was no file.
    var before: MasterFileSystem.File?
}

extension MasterFileProvider {
    static let temporaryName = MasterFileName.ownPrefix + "-tmp"

    static func zoneIsGone(_ batch: ChangeBatch, path: String) -> ProviderError {
        ProviderError(
            .conflict, "zone '\(batch.apex)' has no file in '\(path)'; plan again",
            conflicts: batch.changes.compactMap { change in
                change.before.map { Conflict(key: change.key, expected: $0, live: nil) }
            })
    }

    /// Checks a batch against the zone's file and writes the file it makes; the lock is held.
    func write(_ batch: ChangeBatch) throws(ProviderError) -> WrittenFile {
        try removeLeftovers()
        let snapshot = try snapshot(of: batch.apex)
        try check(batch, against: snapshot)
        let live = snapshot?.content.zone ?? Zone(empty: batch.apex)
        let soaKey = RecordSet.Key(name: batch.apex, type: .soa)
        if batch.changes.isEmpty, case .soa(let soa)? = live[soaKey]?.data.first {
            return WrittenFile(serial: soa.serial)
        }
        let (zone, serial) = try zone(after: batch, live: live)
        let content = MasterFile(
            zone: zone, unmodelled: snapshot?.content.unmodelled ?? [],
            written: written(snapshot?.content, after: zone), outside: snapshot?.content.outside ?? [])
        let octets = MasterFileWriter.octets(
            of: content.zone, unmodelled: content.unmodelled, written: content.written, outside: content.outside)
        try proofRead(octets, is: content)
        let name: String
        if let snapshot { name = snapshot.name } else { name = try ownName(of: batch.apex) }
        let warnings = try put(octets, as: name, over: snapshot, batch: batch)
        return WrittenFile(
            serial: serial, replaced: ReplacedFile(name: name, octets: octets, before: snapshot?.file),
            warnings: warnings)
    }

    /// The records that are written back as they were read: those of the sets that stay as they are, and the SOA record
    /// where nothing but its serial is new.
    private func written(_ content: MasterFile?, after zone: Zone) -> [RecordSet.Key: [WrittenRecord]] {
        guard let content else { return [:] }
        var written = content.written.filter { key, _ in zone[key] == content.zone[key] }
        let key = RecordSet.Key(name: zone.apex, type: .soa)
        if written[key] == nil, let records = content.written[key], records.count == 1,
            case .soa(let new)? = zone[key]?.data.first, case .soa(var old)? = content.zone[key]?.data.first
        {
            old.serial = new.serial
            if old == new, zone[key]?.ttl == content.zone[key]?.ttl {
                written[key] = records[0].with(serial: new.serial).map { [$0] }
            }
        }
        return written
    }

    /// Removes what a run that was killed left beside the zones' files. Every run writes under one name, so the folder,
    /// which may hold ten thousand zones, need not be listed for each of them.
    private func removeLeftovers() throws(ProviderError) {
        let temporary = path(Self.temporaryName)
        try step { () throws(MasterFileSystem.Failure) in
            if try system.kind(temporary) == .file { try system.remove(temporary) }
        }
    }

    // MARK: - Checking

    private func check(_ batch: ChangeBatch, against snapshot: MasterFileSnapshot?) throws(ProviderError) {
        guard let snapshot else {
            if batch.createsZone, batch.changes.allSatisfy({ $0.before == nil }) {
                try checkKeys(batch, unmodelled: [])
                return
            }
            throw Self.zoneIsGone(batch, path: configuration.directory)
        }
        try checkKeys(batch, unmodelled: snapshot.content.unmodelled)
        let live = snapshot.content.zone
        var conflicts: [Conflict] = []
        for change in batch.changes where live[change.key] != change.before {
            conflicts.append(Conflict(key: change.key, expected: change.before, live: live[change.key]))
        }
        if batch.createsZone {
            throw ProviderError(
                .conflict, "zone '\(batch.apex)' has a file by now, '\(path(snapshot.name))'; plan again",
                conflicts: conflicts)
        }
        if !conflicts.isEmpty {
            throw ProviderError(
                .conflict,
                "\(conflicts.count) record sets in '\(path(snapshot.name))' are not as the plan expects; plan again",
                conflicts: conflicts)
        }
    }

    /// Refuses batches that are none: a key twice, a name outside of the zone, the same set as one that is not
    /// modelled.
    private func checkKeys(_ batch: ChangeBatch, unmodelled: [WrittenRecord]) throws(ProviderError) {
        var seen: Set<RecordSet.Key> = []
        var kept: Set<RecordSet.Key> = []
        for record in unmodelled {
            if let type = record.registeredType { kept.insert(RecordSet.Key(name: record.name, type: type)) }
        }
        for change in batch.changes {
            let key = change.key
            if !seen.insert(key).inserted || change.after.map({ $0.key != key }) ?? false {
                throw ProviderError(.invalid, "the batch changes \(key.name) \(key.type) more than once")
            }
            if !key.name.isAtOrBelow(batch.apex) {
                throw ProviderError(.invalid, "\(key.name) \(key.type) is outside of zone '\(batch.apex)'")
            }
            if kept.contains(key) {
                throw ProviderError(
                    .invalid,
                    "\(key.name) \(key.type) is in the zone's file in a form that gate53 cannot read; remove it there")
            }
        }
    }

    package func objections(to batch: ChangeBatch, in live: LiveZone) -> [String] {
        do {
            try checkKeys(batch, unmodelled: [])
            _ = try zone(after: batch, live: live.zone)
            return []
        } catch {
            return [error.message]
        }
    }

    // MARK: - The zone after the batch

    private func zone(after batch: ChangeBatch, live: Zone) throws(ProviderError) -> (Zone, serial: UInt32) {
        var sets: [RecordSet]
        do {
            sets = try live.applying(batch.changes).sets
        } catch {
            let key = error.change.key
            throw ProviderError(
                .conflict, "\(key.name) \(key.type) is not as the plan expects; plan again",
                conflicts: [Conflict(key: key, expected: error.change.before, live: error.live)])
        }
        let soaKey = RecordSet.Key(name: batch.apex, type: .soa)
        let nsKey = RecordSet.Key(name: batch.apex, type: .ns)
        let settings = configuration.zoneSOA[batch.apex] ?? configuration.soa

        var nameservers = sets.first { $0.key == nsKey }?.data ?? []
        // A file without an SOA record is no zone yet either.
        let isNew = batch.createsZone || live[soaKey] == nil
        if nameservers.isEmpty, isNew, !configuration.nameservers.isEmpty {
            let set = RecordSet(
                name: batch.apex, type: .ns, ttl: settings.ttl, data: configuration.nameservers.map { .ns($0) })
            sets.insert(set, at: 0)
            nameservers = configuration.nameservers.map { .ns($0) }
        }
        guard let first = nameservers.first else {
            throw ProviderError(
                .invalid,
                "zone '\(batch.apex)' would have no NS records; declare them at the apex"
                    + (configuration.nameservers.isEmpty
                        ? ", or name servers in the settings"
                        : ": those of the settings are for new zones, and this one has a file"))
        }
        guard batch.changes.allSatisfy({ $0.key != soaKey || $0.after != nil }) else {
            throw ProviderError(.invalid, "the SOA record of zone '\(batch.apex)' cannot be deleted")
        }

        let serial = try setSOA(in: &sets, of: batch.apex, live, settings, first)
        let zone: Zone
        do {
            zone = try Zone(apex: batch.apex, sets: sets)
        } catch {
            throw ProviderError(.invalid, "the batch makes \(error.key.name) \(error.key.type) twice")
        }
        try checkAliases(in: zone, changed: batch.changes)
        return (zone, serial)
    }

    /// Puts the SOA record into the sets of a zone, with a serial after the one that is live.
    ///
    /// - Returns: the serial.
    private func setSOA(
        in sets: inout [RecordSet], of apex: DomainName, _ live: Zone,
        _ settings: MasterFileConfiguration.StartOfAuthority, _ first: RecordData
    ) throws(ProviderError) -> UInt32 {
        let soaKey = RecordSet.Key(name: apex, type: .soa)
        var old: UInt32?
        if case .soa(let soa)? = live[soaKey]?.data.first { old = soa.serial }
        var soa: SOA
        var ttl = settings.ttl
        let index = sets.firstIndex { $0.key == soaKey }
        if let index, sets[index].data.count == 1, case .soa(let present)? = sets[index].data.first {
            soa = present
            ttl = sets[index].ttl ?? ttl
        } else if index == nil {
            soa = Self.startOfAuthority(of: apex, settings, nameserver: configuration.nameservers.first, first)
        } else {
            throw ProviderError(.invalid, "zone '\(apex)' would have several SOA records; leave one")
        }
        let isDeclaredSerial = soa.serial != 0 && (old.map { SOASerial.isAfter(soa.serial, $0) } ?? (index != nil))
        if !isDeclaredSerial { soa.serial = SOASerial.next(after: old, policy: configuration.serial, today: today()) }
        let set = RecordSet(name: apex, type: .soa, ttl: ttl, data: [.soa(soa)])
        if let index { sets[index] = set } else { sets.append(set) }
        return soa.serial
    }

    static func startOfAuthority(
        of apex: DomainName, _ settings: MasterFileConfiguration.StartOfAuthority, nameserver: DomainName?,
        _ ns: RecordData
    ) -> SOA {
        var mname = nameserver ?? apex
        if nameserver == nil, case .ns(let name) = ns { mname = name }
        let mailbox = try? DomainName(labels: [Array("hostmaster".utf8)] + apex.labels)
        return SOA(
            mname: settings.mname ?? mname, rname: settings.rname ?? mailbox ?? apex, serial: 0,
            refresh: settings.refresh, retry: settings.retry, expire: settings.expire, minimum: settings.minimum)
    }

    /// Refuses a CNAME beside other data at a name that the batch changes (RFC 1034 section 3.6.2), since no server
    /// loads such a file.
    private func checkAliases(in zone: Zone, changed: [Change]) throws(ProviderError) {
        let hasCNAMEBesideData = zip(zone.sets, zone.sets.dropFirst()).contains { first, second in
            (first.type == .cname) != (second.type == .cname) && first.name == second.name
        }
        if !hasCNAMEBesideData { return }
        for change in changed where change.after != nil {
            let name = change.key.name
            guard zone[RecordSet.Key(name: name, type: .cname)] != nil else { continue }
            let other: RecordSet?
            if change.key.type == .cname {
                other = Self.sets(in: zone, at: name).first { $0.type != .cname }
            } else {
                other = change.after
            }
            if let other {
                throw ProviderError(
                    .invalid, "\(name) would have a CNAME beside \(other.type); no name server loads such a file")
            }
        }
    }

    private static func sets(in zone: Zone, at name: DomainName) -> ArraySlice<RecordSet> {
        let least = RecordSet.Key(name: name, type: RecordType(rawValue: 0))
        var low = 0
        var high = zone.sets.count
        while low < high {
            let middle = (low + high) / 2
            if zone.sets[middle].key < least { low = middle + 1 } else { high = middle }
        }
        return zone.sets[low...].prefix { $0.name == name }
    }
}

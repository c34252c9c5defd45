/// Groups records into record sets as they come; records of one set mostly follow each other.
struct RecordSetCollector {
    /// Where a record set starts.
    struct Place {
        var file: UInt32
        var line: UInt32
    }

    private(set) var unmodelled: [WrittenRecord] = []
    private(set) var outside: [WrittenRecord] = []
    private var firstOutside = Place(file: 0, line: 0)
    /// The records of sets that the model does not say to the letter, once the zone is made.
    private(set) var written: [RecordSet.Key: [WrittenRecord]] = [:]
    /// The same for some of `sets`, by their index.
    private var setLines: [Int: [WrittenRecord]] = [:]
    private(set) var notes: [MasterFileProblem] = []
    private var sets: [RecordSet] = []
    /// Where each of `sets` starts, by the same index.
    private var places: [Place] = []
    private var files: [String] = []
    /// The SOA records.
    private var authorities: [(name: DomainName, place: Place)] = []
    private let noteLimit: Int

    // The set that is growing.
    private var name: DomainName?
    private var type = RecordType.a
    private var ttl: TTL = .maximum
    private var data: [RecordData] = []
    private var place = Place(file: 0, line: 0)
    private var hasTTLs = false
    /// All its records as written, where the model does not say them to the letter.
    private var lines: [WrittenRecord]?

    init(noteLimit: Int) { self.noteLimit = noteLimit }

    /// The number that stands for a file in a ``Place``.
    mutating func index(ofFile path: String) -> UInt32 {
        if let known = files.lastIndex(of: path) { return UInt32(truncatingIfNeeded: known) }
        files.append(path)
        return UInt32(truncatingIfNeeded: files.count - 1)
    }

    /// Adds a record of a modelled type; `written` is the record as written, where the model does not say it to the
    /// letter.
    @inline(__always)
    mutating func add(
        _ name: DomainName, _ ttl: TTL, _ data: RecordData, written: WrittenRecord? = nil, file: UInt32, line: Int
    ) {
        let type = data.type
        if type == self.type, name == self.name {
            if written != nil || lines != nil || ttl != self.ttl {
                lines = (lines ?? self.data.map { Self.line($0, name, self.ttl) })
                lines?.append(written ?? Self.line(data, name, ttl))
            }
            self.data.append(data)
            if ttl != self.ttl {
                hasTTLs = true
                self.ttl = min(ttl, self.ttl)
            }
            return
        }
        finishSet()
        self.name = name
        self.type = type
        self.ttl = ttl
        self.data.append(data)
        if let written { lines = [written] }
        place = Place(file: file, line: UInt32(truncatingIfNeeded: line))
    }

    /// Adds a record of another type, or of data that are not modelled.
    mutating func add(_ record: WrittenRecord) { unmodelled.append(record) }

    /// Adds a record outside of the zone.
    mutating func add(outside record: WrittenRecord, file: UInt32, line: Int) {
        if outside.isEmpty { firstOutside = Place(file: file, line: UInt32(truncatingIfNeeded: line)) }
        outside.append(record)
    }

    /// A record as the model says it.
    private static func line(_ data: RecordData, _ name: DomainName, _ ttl: TTL) -> WrittenRecord {
        WrittenRecord(name, owner: name.octets, ttl: ttl.seconds, data, origin: [])
    }

    private mutating func finishSet() {
        guard let name else { return }
        let set = RecordSet(name: name, type: type, ttl: ttl, data: data.count == 1 ? [data[0]] : data)
        if hasTTLs { noteTTLs(of: set, at: place) }
        if set.data.count < data.count { noteDuplicates(in: set, at: place) }
        if type == .soa { authorities.append((name, place)) }
        if let lines { setLines[sets.count] = lines }
        sets.append(set)
        places.append(place)
        data.removeAll(keepingCapacity: true)
        hasTTLs = false
        lines = nil
    }

    /// The zone of all sets that were added.
    ///
    /// - Throws: ``MasterFileProblem`` for an SOA record that is not at the apex, and for a second one.
    mutating func zone(apex: DomainName) throws(MasterFileProblem) -> Zone {
        finishSet()
        name = nil
        for authority in authorities where authority.name != apex {
            throw MasterFileProblem(
                .badMasterFile, "an SOA record at '\(authority.name)', but the zone is '\(apex)'; remove it",
                at: location(authority.place))
        }
        let unordered = sets
        let order = CanonicalOrder.permutation(count: sets.count, apex: apex) { index in
            (unordered[index].name, unordered[index].type)
        }
        if let order { merge(in: order) }
        var zone: Zone
        do {
            zone = try Zone(apex: apex, ordered: sets)
        } catch {
            // In order, but with two sets of one key: a set whose records came in two places.
            merge(in: sets.indices)
            zone = (try? Zone(apex: apex, ordered: sets)) ?? Zone(empty: apex)
        }
        for (index, lines) in setLines { written[sets[index].key] = lines }
        if zone.sets.isEmpty, unmodelled.isEmpty, let record = outside.first {
            throw MasterFileProblem(
                .badMasterFile,
                "no record of the file is in the zone '\(apex)': '\(record.name)' is outside of it; this is the file of "
                    + "another zone", at: location(firstOutside))
        }
        noteOutside(apex)
        if let last = authorities.last, let soa = zone[RecordSet.Key(name: apex, type: .soa)], soa.data.count > 1 {
            throw MasterFileProblem(
                .badMasterFile, "the zone has \(soa.data.count) SOA records; leave one", at: location(last.place))
        }
        return zone
    }

    /// Brings the sets into an order and makes one set of those that have one key.
    private mutating func merge(in order: some Collection<Int>) {
        var merged: [RecordSet] = []
        var mergedPlaces: [Place] = []
        var mergedLines: [Int: [WrittenRecord]] = [:]
        merged.reserveCapacity(sets.count)
        mergedPlaces.reserveCapacity(sets.count)
        var index = order.startIndex
        while index != order.endIndex {
            let set = sets[order[index]]
            let place = places[order[index]]
            var lines = setLines[order[index]]
            order.formIndex(after: &index)
            guard index != order.endIndex, sets[order[index]].key == set.key else {
                mergedLines[merged.count] = lines
                merged.append(set)
                mergedPlaces.append(place)
                continue
            }
            var ttl = set.ttl ?? .maximum
            var data = set.data
            var differs = false
            while index != order.endIndex, sets[order[index]].key == set.key {
                let other = sets[order[index]]
                let otherTTL = other.ttl ?? .maximum
                let otherLines = setLines[order[index]]
                if lines != nil || otherLines != nil || otherTTL != ttl {
                    // Where there are no lines yet, all TTLs were one.
                    lines =
                        (lines ?? data.map { Self.line($0, set.name, ttl) })
                        + (otherLines ?? other.data.map { Self.line($0, set.name, otherTTL) })
                }
                if otherTTL != ttl { differs = true }
                ttl = min(ttl, otherTTL)
                data += other.data
                order.formIndex(after: &index)
            }
            let whole = RecordSet(name: set.name, type: set.type, ttl: ttl, data: data)
            if differs { noteTTLs(of: whole, at: place) }
            if whole.data.count < data.count { noteDuplicates(in: whole, at: place) }
            mergedLines[merged.count] = lines
            merged.append(whole)
            mergedPlaces.append(place)
        }
        sets = merged
        places = mergedPlaces
        setLines = mergedLines
    }

    private func location(_ place: Place) -> MasterFileLocation {
        MasterFileLocation(
            file: Int(place.file) < files.count ? files[Int(place.file)] : "", line: Int(place.line))
    }

    private mutating func noteTTLs(of set: RecordSet, at place: Place) {
        note(
            "the records of \(set.name) \(set.type) have different TTLs; the lowest, \(set.ttl ?? .maximum), counts",
            at: place)
    }

    private mutating func noteDuplicates(in set: RecordSet, at place: Place) {
        note("a record of \(set.name) \(set.type) stands more than once; it counts once", at: place)
    }

    private mutating func noteOutside(_ apex: DomainName) {
        guard let first = outside.first else { return }
        note(
            outside.count == 1
                ? "'\(first.name)' is outside of the zone '\(apex)'; name servers drop the record, and it stays as it is"
                : "\(outside.count) records are outside of the zone '\(apex)', '\(first.name)' first; name servers drop "
                    + "them, and they stay as they are", at: firstOutside)
    }

    /// Notes a TTL that is read as 0.
    mutating func noteTTL(_ written: UInt32, file: UInt32, line: Int) {
        note(
            "a TTL of \(written) is over \(TTL.maximum); it counts as 0 (RFC 2181 section 8)",
            at: Place(file: file, line: UInt32(truncatingIfNeeded: line)))
    }

    private mutating func note(_ message: String, at place: Place) {
        guard notes.count < noteLimit else { return }
        notes.append(MasterFileProblem(.badMasterFile, message, at: location(place)))
    }
}

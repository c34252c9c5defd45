/// Groups records into record sets as they come; records of one set mostly follow each other.
struct RecordSetCollector {
    /// Where a record set starts.
    struct Place {
        var file: UInt32
        var line: UInt32
    }

    private(set) var unmodelled: [UnmodelledRecord] = []
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

    init(noteLimit: Int) { self.noteLimit = noteLimit }

    /// The number that stands for a file in a ``Place``.
    mutating func index(ofFile path: String) -> UInt32 {
        if let known = files.lastIndex(of: path) { return UInt32(truncatingIfNeeded: known) }
        files.append(path)
        return UInt32(truncatingIfNeeded: files.count - 1)
    }

    /// Adds a record of a modelled type.
    @inline(__always)
    mutating func add(_ name: DomainName, _ ttl: TTL, _ data: RecordData, file: UInt32, line: Int) {
        let type = data.type
        if type == self.type, name == self.name {
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
        place = Place(file: file, line: UInt32(truncatingIfNeeded: line))
    }

    /// Adds a record of another type.
    mutating func add(_ record: UnmodelledRecord) { unmodelled.append(record) }

    private mutating func finishSet() {
        guard let name else { return }
        let set = RecordSet(name: name, type: type, ttl: ttl, data: data.count == 1 ? [data[0]] : data)
        if hasTTLs { noteTTLs(of: set, at: place) }
        if set.data.count < data.count { noteDuplicates(in: set, at: place) }
        if type == .soa { authorities.append((name, place)) }
        sets.append(set)
        places.append(place)
        data.removeAll(keepingCapacity: true)
        hasTTLs = false
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
        merged.reserveCapacity(sets.count)
        mergedPlaces.reserveCapacity(sets.count)
        var index = order.startIndex
        while index != order.endIndex {
            let set = sets[order[index]]
            let place = places[order[index]]
            order.formIndex(after: &index)
            guard index != order.endIndex, sets[order[index]].key == set.key else {
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
                if otherTTL != ttl { differs = true }
                ttl = min(ttl, otherTTL)
                data += other.data
                order.formIndex(after: &index)
            }
            let whole = RecordSet(name: set.name, type: set.type, ttl: ttl, data: data)
            if differs { noteTTLs(of: whole, at: place) }
            if whole.data.count < data.count { noteDuplicates(in: whole, at: place) }
            merged.append(whole)
            mergedPlaces.append(place)
        }
        sets = merged
        places = mergedPlaces
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

    private mutating func note(_ message: String, at place: Place) {
        guard notes.count < noteLimit else { return }
        notes.append(MasterFileProblem(.badMasterFile, message, at: location(place)))
    }
}

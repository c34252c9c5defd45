internal import DNSModel
internal import ZonePlanning

// What only the whole zone shows, in one pass over the sets in canonical order.

extension ZoneBuilder {
    /// Sorts, checks and makes the zone.
    ///
    /// - Returns: the zone, unless there is an error; and every diagnostic, by place.
    consuming func finish() -> (zone: DesiredZone?, diagnostics: [Diagnostic]) {
        sort()
        checkNames()
        checkEmptyEntries()
        checkTargets()
        checkProviderSets()
        reportProviderWords()
        finishDiagnostics()
        let diagnostics = sortedDiagnostics()
        guard errorCount == 0, let zone = try? Zone(apex: apex, ordered: sets) else { return (nil, diagnostics) }
        var desired = DesiredZone(
            zone: zone, marks: marks, files: files.map { ZoneFileIdentity(path: $0.path, blob: $0.blob) },
            annotations: Dictionary(annotations.map { ($0.key, $0.annotation) }) { first, _ in first },
            providerSets: providerSets, foreign: foreign)
        desired.exemptions = exemptions
        return (desired, diagnostics)
    }

    private mutating func sort() {
        let order = sets.withUnsafeBufferPointer { sets in
            CanonicalOrder.permutation(
                count: sets.count, apex: apex, identifier: { sets[$0].routing?.identifier },
                key: { (sets[$0].name, sets[$0].type) })
        }
        guard let order else { return }
        Self.rearrange(&sets, order)
        Self.rearrange(&marks, order)
        Self.rearrange(&entries, order)
    }

    /// Puts the element at `order[i]` at `i`, by moving: a copy of a million sets would count a million references.
    private static func rearrange<Element>(_ elements: inout [Element], _ order: [Int]) {
        elements.withUnsafeMutableBufferPointer { elements in
            guard let base = elements.baseAddress else { return }
            let aside = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
            aside.moveInitialize(from: base, count: elements.count)
            for index in order.indices { (base + index).moveInitialize(from: aside + order[index], count: 1) }
            aside.deallocate()
        }
    }

    // MARK: - Names

    private mutating func checkNames() {
        var cut: Int?
        var glue: Set<DomainName>?
        var start = 0
        while start < sets.count {
            let name = sets[start].name
            var end = start + 1
            while end < sets.count, sets[end].name == name { end += 1 }
            if end - start > 1 { checkGroup(start..<end) }
            checkSingleTypes(start..<end)
            checkServiceOwner(start..<end)
            if let owner = cut, !name.isAtOrBelow(sets[owner].name) { cut = nil }
            if let owner = cut {
                for index in start..<end { checkOccluded(index, cut: owner, glue: &glue) }
            } else if name != apex, let owner = (start..<end).first(where: { sets[$0].type == .ns }) {
                cut = owner
                for index in start..<end where sets[index].type != .ns && sets[index].type != .ds {
                    checkOccluded(index, cut: owner, glue: &glue)
                }
            }
            start = end
        }
    }

    /// Checks the sets of one name against one another.
    private mutating func checkGroup(_ group: Range<Int>) {
        var hasTwice = false
        for index in group.dropFirst() where entries[index] != entries[group.lowerBound] { hasTwice = true }
        if hasTwice {
            var seen: [UInt32: Int] = [:]
            for index in group where seen[entries[index]] == nil { seen[entries[index]] = index }
            let order = seen.keys.sorted()
            for entry in order.dropFirst() { reportNameTwice(sets[group.lowerBound].name, entry, first: order[0]) }
        }
        var hasRouting = false
        for index in group.dropFirst() where sets[index].type == sets[index - 1].type {
            guard entries[index] == entries[index - 1] else { continue }
            if sets[index].routing != nil {
                hasRouting = true
                continue
            }
            error(
                "duplicate-record-set",
                "'\(shownName(sets[index].name))' has \(sets[index].type) twice, first at "
                    + "\(place(marks[index - 1], seenFrom: marks[index])); put all values under one 'values'",
                at: marks[index])
        }
        if hasRouting && !hasTwice { checkRouting(group) }
        if let alias = group.first(where: { sets[$0].type == .cname }),
            let other = group.first(where: { sets[$0].type != .cname })
        {
            error(
                "cname-and-other-data",
                "'\(shownName(sets[alias].name))' has a CNAME and also \(sets[other].type) ("
                    + "\(place(marks[other], seenFrom: marks[alias]))); a name with a CNAME has nothing else",
                at: marks[alias])
        }
    }

    mutating func reportNameTwice(_ name: DomainName, _ entry: UInt32, first: UInt32) {
        let mark = entryMarks[Int(entry)]
        error(
            "duplicate-key",
            "the name '\(shownName(name))' is here a second time, first at "
                + "\(place(entryMarks[Int(first)], seenFrom: mark)); put its records into one list", at: mark)
    }

    private mutating func checkSingleTypes(_ group: Range<Int>) {
        guard sets[group.lowerBound].name == apex else { return }
        for index in group where sets[index].type == .cname {
            error(
                "cname-at-apex",
                "the zone's own name cannot have a CNAME, as it has SOA and NS; write A and AAAA, or a type of the "
                    + "provider such as ALIAS", at: marks[index])
        }
    }

    /// Warns of an SRV that nobody asks for: its name begins with a service and a protocol (RFC 2782), each of which
    /// may be a wildcard.
    private mutating func checkServiceOwner(_ group: Range<Int>) {
        guard let index = group.first(where: { sets[$0].type == .srv }) else { return }
        let labels = sets[index].name.labels.dropLast(apex.labels.count)
        if labels.first == [UInt8(ascii: "*")] { return }
        let isService =
            labels.count >= 2 && labels.prefix(2).allSatisfy { $0.first == UInt8(ascii: "_") && $0.count > 1 }
        if isService || labels.dropFirst().first == [UInt8(ascii: "*")] { return }
        warning(
            "srv-owner",
            "'\(shownName(sets[index].name))' has an SRV, and its name does not begin with a service and a protocol, as in "
                + "'_sip._tcp'; no program asks for it there (RFC 2782)", at: marks[index])
    }

    /// Warns of data that a delegation hides, unless it is glue.
    private mutating func checkOccluded(_ index: Int, cut: Int, glue: inout Set<DomainName>?) {
        let set = sets[index]
        if set.type == .a || set.type == .aaaa {
            let names = glue ?? Set(targets.lazy.filter { $0.type == .ns }.map(\.name))
            glue = names
            if names.contains(set.name) { return }
        }
        let isAtCut = set.name == sets[cut].name
        warning(
            "occluded",
            "'\(shownName(set.name))' \(set.type) is \(isAtCut ? "at" : "below") the delegation of "
                + "'\(shownName(sets[cut].name))' (\(place(marks[cut], seenFrom: marks[index]))), so resolvers never ask for "
                + "it here", at: marks[index])
    }

    /// Looks for names that are written twice where one entry, or both, gave no set.
    private mutating func checkEmptyEntries() {
        var firsts: [DomainName: UInt32] = [:]
        for (name, entry) in emptyEntries {
            var other = firsts[name]
            let index = lowerBound(name)
            if index < sets.count, sets[index].name == name { other = min(other ?? .max, entries[index]) }
            if let other {
                reportNameTwice(name, max(entry, other), first: min(entry, other))
            } else {
                firsts[name] = entry
            }
        }
    }

    private func lowerBound(_ name: DomainName) -> Int {
        var low = 0
        var high = sets.count
        while low < high {
            let middle = (low + high) / 2
            if sets[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: - Targets

    /// Warns of MX, NS and SRV that point at a CNAME of the zone (RFC 2181 section 10.3, RFC 2782).
    private mutating func checkTargets() {
        if targets.isEmpty { return }
        var aliases: [DomainName: Int] = [:]
        for index in sets.indices where sets[index].type == .cname { aliases[sets[index].name] = index }
        if aliases.isEmpty { return }
        for target in targets {
            guard let index = aliases[target.name] else { continue }
            warning(
                "target-is-cname",
                "the \(target.type) points at '\(target.name)', which is a CNAME ("
                    + "\(place(marks[index], seenFrom: target.mark))); name the host itself", at: target.mark)
        }
    }

    /// Looks for provider-specific types that stand twice at a name, or beside a CNAME.
    private mutating func checkProviderSets() {
        var seen: [DomainName: [String: SourceMark]] = [:]
        for set in providerSets {
            if let first = seen[set.name]?[set.type] {
                error(
                    "duplicate-record-set",
                    "'\(shownName(set.name))' has \(set.type) twice, first at \(place(first, seenFrom: set.mark)); keep one",
                    at: set.mark)
            }
            seen[set.name, default: [:]][set.type] = set.mark
            let index = lowerBound(set.name)
            if index < sets.count, sets[index].name == set.name, sets[index].type == .cname {
                error(
                    "cname-and-other-data",
                    "'\(shownName(set.name))' has a CNAME (\(place(marks[index], seenFrom: set.mark))) and also "
                        + "\(set.type); a name with a CNAME has nothing else", at: set.mark)
            }
        }
    }
}

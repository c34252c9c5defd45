package import DNSModel

/// Which live record sets are looked for; what says nothing means any.
package struct RecordQuery: Hashable, Sendable {
    /// A pattern on the name as in ``RecordPattern``: on the name in its zone, or on the whole name where it ends in a
    /// dot. Labels may be written in letters beyond ASCII; an empty pattern is the apex, as in zone files.
    package var name: String?
    package var types: [RecordType]
    /// A text that one of the values must have in it: record data in presentation form, or the text itself of TXT and
    /// SPF; the name or zone of an alias's target; the id of a health check. Letters of either case are alike.
    package var value: String?

    package init(name: String? = nil, types: [RecordType] = [], value: String? = nil) {
        self.name = name
        self.types = types
        self.value = value
    }

    /// What of a live zone is looked for.
    package struct Match: Hashable, Sendable {
        /// In canonical order.
        package var sets: [RecordSet]
        package var unmodelled: [UnmodelledSet]
        /// How many sets fit by name and type, and have values that can't be searched.
        package var notSearched: Int

        package init(sets: [RecordSet], unmodelled: [UnmodelledSet], notSearched: Int) {
            self.sets = sets
            self.unmodelled = unmodelled
            self.notSearched = notSearched
        }
    }

    /// Picks out of a live zone what is looked for.
    package func match(in live: LiveZone) -> Match {
        let isFitting = nameMatcher(in: live.zone.apex)
        let wanted = value.map { Array($0.utf8.map(Self.lowerCase)) }
        let sets = live.zone.sets.filter { set in
            guard types.isEmpty || types.contains(set.type), isFitting(set.name) else { return false }
            return wanted.map { Self.has($0, in: set) } ?? true
        }
        let unmodelled = live.unmodelled.filter { set in
            let type = RecordType(registered: set.type)
            return (types.isEmpty || type.map(types.contains) ?? false) && isFitting(set.name)
        }
        return wanted == nil
            ? Match(sets: sets, unmodelled: unmodelled, notSearched: 0)
            : Match(sets: sets, unmodelled: [], notSearched: unmodelled.count)
    }

    // MARK: - Names

    private func nameMatcher(in apex: DomainName) -> (DomainName) -> Bool {
        guard let name = name.map(Self.withALabels) else { return { _ in true } }
        let absolute = Self.wholeNamePattern(name)
        let matcher = RecordPatternMatcher(
            [RecordPattern(name: absolute ?? (name.isEmpty ? "@" : name))], apex: absolute == nil ? apex : .root)
        return { matcher.matches(RecordSet.Key(name: $0, type: .a)) }
    }

    /// The pattern with A-labels in the place of labels with letters beyond ASCII, but of those that are patterns.
    private static func withALabels(_ pattern: String) -> String {
        guard !pattern.utf8.allSatisfy({ $0 < 128 }) else { return pattern }
        return pattern.split(separator: ".", omittingEmptySubsequences: false).map { label in
            let isPlain = label.utf8.allSatisfy { $0 < 128 } || label.contains { "*?\\".contains($0) }
            guard !isPlain, let name = try? DomainName(parsing: label, origin: .root) else { return String(label) }
            return String(name.description.dropLast())
        }.joined(separator: ".")
    }

    /// The pattern without its final dot, where that is one and not escaped; `nil` for a pattern on names in a zone.
    private static func wholeNamePattern(_ pattern: String) -> String? {
        guard pattern.utf8.last == UInt8(ascii: ".") else { return nil }
        let inner = pattern.dropLast()
        let backslashes = inner.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        guard backslashes.isMultiple(of: 2) else { return nil }
        return inner.isEmpty ? "@" : String(inner)
    }

    // MARK: - Values

    private static func has(_ wanted: [UInt8], in set: RecordSet) -> Bool {
        if let alias = set.alias {
            if isIn(alias.name.description.utf8, wanted) { return true }
            if case .hostedZone(let id) = alias.place, isIn(id.utf8, wanted) { return true }
        }
        if let check = set.healthCheck, isIn(check.utf8, wanted) { return true }
        return set.data.contains { data in
            var text: [UInt8] = []
            data.appendText(to: &text)
            if isIn(text, wanted) { return true }
            // A text is cut into strings in presentation form, at any place.
            switch data {
            case .txt(let text), .spf(let text): return isIn(text.octets, wanted)
            case .a, .aaaa, .caa, .cname, .dname, .ds, .fields, .https, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa,
                .srv,
                .sshfp, .svcb, .tlsa, .uri, .unknown:
                return false
            }
        }
    }

    private static func isIn(_ text: some Sequence<UInt8>, _ wanted: [UInt8]) -> Bool {
        text.map(lowerCase).contains(wanted)
    }

    private static func lowerCase(_ octet: UInt8) -> UInt8 { octet &- UInt8(ascii: "A") < 26 ? octet | 0x20 : octet }
}

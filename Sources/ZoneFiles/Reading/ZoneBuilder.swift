internal import DNSModel
internal import ZonePlanning

/// Gathers a zone's record sets and the mistakes of its files.
struct ZoneBuilder {
    let apex: DomainName
    let options: ZoneFileOptions
    let files: [ZoneFileInput]
    /// The index of the file that is being read.
    var file: UInt32 = 0

    /// The sets in file order, with where they are and the index of their entry.
    var sets: [RecordSet] = []
    var marks: [SourceMark] = []
    var entries: [UInt32] = []
    /// Where the key of each entry is.
    var entryMarks: [SourceMark] = []
    /// Names of entries that gave no set, for finding names that are written twice.
    var emptyEntries: [(name: DomainName, entry: UInt32)] = []
    /// Names in the zone that MX, NS and SRV point at.
    var targets: [Target] = []

    var annotations: [(key: RecordSet.Key, annotation: Annotation)] = []
    var providerSets: [ProviderSpecificSet] = []
    var foreign: [ForeignSet] = []
    /// Names in `included` and `excluded` that fit no provider, or several.
    var providerWords: [ProviderWord] = []

    /// What single records may be without a warning.
    var exemptions: [Exemption] = []
    /// Keys that gate53 does not use, by file: where the first is reported, and how many more there are.
    var unusedKeys: [UnusedKey: (place: Int, more: Int)] = [:]

    private(set) var diagnostics: [Diagnostic] = []
    private(set) var errorCount = 0
    private var suppressed = 0

    /// How many diagnostics are kept; the others are counted.
    static let mostDiagnostics = 10_000

    /// What a record points at.
    struct Target {
        var name: DomainName
        var type: RecordType
        var mark: SourceMark
    }

    init(apex: DomainName, options: ZoneFileOptions, files: [ZoneFileInput]) {
        self.apex = apex
        self.options = options
        self.files = files
        // About what a record set takes in the usual form of a file.
        let expected = files.reduce(0) { $0 + $1.octets.count } / 90
        sets.reserveCapacity(expected)
        marks.reserveCapacity(expected)
        entries.reserveCapacity(expected)
        entryMarks.reserveCapacity(expected)
    }

    // MARK: - Going back

    /// How much was there at one time.
    struct Checkpoint {
        fileprivate var sets, entries, emptyEntries, targets, annotations, exemptions, providerSets, foreign: Int
        fileprivate var providerWords: Int
        fileprivate var diagnostics, errorCount, suppressed: Int
    }

    /// How much is there now.
    var checkpoint: Checkpoint {
        Checkpoint(
            sets: sets.count, entries: entryMarks.count, emptyEntries: emptyEntries.count, targets: targets.count,
            annotations: annotations.count, exemptions: exemptions.count, providerSets: providerSets.count,
            foreign: foreign.count, providerWords: providerWords.count, diagnostics: diagnostics.count,
            errorCount: errorCount, suppressed: suppressed)
    }

    /// Forgets what came after a checkpoint.
    mutating func rollBack(to checkpoint: Checkpoint) {
        sets.removeLast(sets.count - checkpoint.sets)
        marks.removeLast(marks.count - checkpoint.sets)
        entries.removeLast(entries.count - checkpoint.sets)
        entryMarks.removeLast(entryMarks.count - checkpoint.entries)
        emptyEntries.removeLast(emptyEntries.count - checkpoint.emptyEntries)
        targets.removeLast(targets.count - checkpoint.targets)
        annotations.removeLast(annotations.count - checkpoint.annotations)
        exemptions.removeLast(exemptions.count - checkpoint.exemptions)
        providerSets.removeLast(providerSets.count - checkpoint.providerSets)
        foreign.removeLast(foreign.count - checkpoint.foreign)
        providerWords.removeLast(providerWords.count - checkpoint.providerWords)
        diagnostics.removeLast(diagnostics.count - checkpoint.diagnostics)
        errorCount = checkpoint.errorCount
        suppressed = checkpoint.suppressed
    }

    // MARK: - Diagnostics

    mutating func report(_ severity: Diagnostic.Severity, _ id: String, _ message: String, at mark: SourceMark?) {
        if severity == .error {
            errorCount += 1
        } else if options.lenientIDs.contains(id) {
            return
        }
        guard diagnostics.count < Self.mostDiagnostics else {
            suppressed += 1
            return
        }
        diagnostics.append(Diagnostic(severity, id: id, message, at: mark.map(location)))
    }

    /// A key of a record that is of no use here, and is said once a file.
    struct UnusedKey: Hashable {
        var file: UInt32
        var key: [UInt8]
    }

    /// Warns of a key that gate53 does not use, once a file.
    mutating func reportUnused(_ key: Octets, _ message: String, at mark: SourceMark) {
        let unused = UnusedKey(file: file, key: Array(key))
        // What was rolled back is said anew.
        if let known = unusedKeys[unused], known.place < diagnostics.count, diagnostics[known.place].id == "unused-key"
        {
            unusedKeys[unused] = (known.place, known.more + 1)
            return
        }
        let place = diagnostics.count
        report(.warning, "unused-key", message, at: mark)
        if diagnostics.count > place { unusedKeys[unused] = (place, 0) }
    }

    /// Says how often keys that are of no use stand there, and leaves out what records are exempt from.
    mutating func finishDiagnostics() {
        for (place, more) in unusedKeys.values where more > 0 && place < diagnostics.count {
            diagnostics[place].message += " (and \(more) more in this file)"
        }
        if exemptions.isEmpty { return }
        for index in exemptions.indices {
            exemptions[index].isNeeded = diagnostics.contains(where: exemptions[index].covers)
        }
        diagnostics.removeAll { diagnostic in exemptions.contains { $0.covers(diagnostic) } }
    }

    mutating func error(_ id: String, _ message: String, at mark: SourceMark) {
        report(.error, id, message, at: mark)
    }

    mutating func warning(_ id: String, _ message: String, at mark: SourceMark) {
        report(.warning, id, message, at: mark)
    }

    mutating func report(_ failure: YAMLFailure) {
        report(
            .error, failure.id, failure.message,
            at: SourceMark(
                file: file, line: UInt32(clamping: failure.line), column: UInt16(clamping: failure.column)))
    }

    /// The place of a node.
    @inline(__always)
    func mark(_ node: YAMLNode) -> SourceMark {
        SourceMark(file: file, line: node.line, column: UInt16(clamping: node.column))
    }

    func location(_ mark: SourceMark) -> SourceLocation {
        SourceLocation(file: files[Int(mark.file)].path, line: Int(mark.line), column: Int(mark.column))
    }

    /// A place as a message names it: the line, and the file where it is another than that of `mark`.
    func place(_ other: SourceMark, seenFrom mark: SourceMark) -> String {
        other.file == mark.file ? "line \(other.line)" : "\(files[Int(other.file)].path):\(other.line)"
    }

    /// Every diagnostic by place, and how many there are beyond the most that are kept.
    func sortedDiagnostics() -> [Diagnostic] {
        var order = Array(diagnostics.indices)
        order.sort { left, right in
            switch (diagnostics[left].location, diagnostics[right].location) {
            case (let left?, let right?) where left != right: left < right
            default: left < right
            }
        }
        // What an anchor stands for is read once for each place that names it.
        var result: [Diagnostic] = []
        for diagnostic in order.lazy.map({ diagnostics[$0] }) where diagnostic != result.last {
            result.append(diagnostic)
        }
        if suppressed > 0 {
            result.append(
                Diagnostic(.note, id: "more-mistakes", "there are \(suppressed) more mistakes; mend the first ones"))
        }
        return result
    }

    // MARK: - Entries

    /// Adds the entry whose name is node 0 of the tree and whose record or records are the next node.
    @inline(__always)
    mutating func addEntry(_ tree: borrowing YAMLTree) {
        let key = tree[0]
        let keyMark = mark(key)
        guard let name = ownerName(tree, keyMark) else { return }
        let entry = UInt32(truncatingIfNeeded: entryMarks.count)
        entryMarks.append(keyMark)
        let before = sets.count
        let value = tree[1]
        switch value.kind {
        case .mapping:
            addRecord(tree, 1, name: name, mark: keyMark)
        case .sequence:
            var item = 2
            let end = Int(value.end)
            if item == end { error("missing-value", "'\(shownName(name))' has no record", at: keyMark) }
            while item < end {
                if tree[item].kind == .mapping {
                    addRecord(tree, item, name: name, mark: mark(tree[item]))
                } else {
                    error("wrong-shape", Self.recordShape, at: mark(tree[item]))
                }
                item = tree.next(after: item)
            }
        case .plain, .quoted:
            error("wrong-shape", Self.recordShape, at: mark(value))
        }
        if sets.count == before {
            emptyEntries.append((name, entry))
        } else {
            while entries.count < sets.count { entries.append(entry) }
        }
    }

    private static let recordShape = "a record is a map, as in '{type: A, value: 192.0.2.1}', or a list of such maps"

    /// The name the entry's key stands for.
    @inline(__always)
    private mutating func ownerName(_ tree: borrowing YAMLTree, _ keyMark: SourceMark) -> DomainName? {
        guard tree[0].isScalar else {
            error("wrong-shape", "a key is the name of records, not a list or map", at: keyMark)
            return nil
        }
        let text = tree.octets(of: 0)
        if text.isEmpty || text.is("~") {
            guard tree[0].kind == .quoted else {
                error("bad-name", "the key is empty; write '' or '@' in quotes for the zone's own name", at: keyMark)
                return nil
            }
            if text.isEmpty { return apex }
        }
        if text.count == 1 && text[0] == UInt8(ascii: "@") { return apex }
        if tree.isMergeKey(0) {
            error("yaml-merge", "'<<' is for the keys of a record, not for the names of a zone", at: keyMark)
            return nil
        }
        do {
            let name = try DomainName(parsing: text, origin: apex)
            if text[text.count - 1] == UInt8(ascii: "."), !name.isAtOrBelow(apex) {
                error(
                    "name-outside-zone",
                    "'\(Shown.text(text))' is not in the zone \(apex); write names relative to it, as in 'www'",
                    at: keyMark)
                return nil
            }
            if text[text.count - 1] != UInt8(ascii: "."), text.contains(UInt8(ascii: ".")) {
                warnIfRepeated(text, name, keyMark)
            }
            warnIfOtherwise(tree, 0)
            if text.contains(UInt8(ascii: "\\")) { warnOfEscapes(in: text, name, at: keyMark) }
            return name
        } catch {
            self.error(error.code.rawValue, error.message, at: keyMark)
            return nil
        }
    }

    /// Warns of `www.example.com` in the zone `example.com`.
    private mutating func warnIfRepeated(_ text: Octets, _ name: DomainName, _ mark: SourceMark) {
        guard apex.labelCount > 1, let absolute = try? DomainName(parsing: text, origin: .root),
            absolute.isAtOrBelow(apex)
        else { return }
        warning(
            "name-repeats-zone",
            "'\(Shown.text(text))' stands for \(name); names are relative to the zone, so write "
                + "'\(absolute == apex ? "" : absolute.text(relativeTo: apex))'", at: mark)
    }

    /// A name for a message: relative to the zone, the zone's own name whole.
    func shownName(_ name: DomainName) -> String {
        name == apex ? apex.description : name.text(relativeTo: apex)
    }
}

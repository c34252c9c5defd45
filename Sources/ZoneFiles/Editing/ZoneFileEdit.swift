internal import DNSModel
internal import ZonePlanning

/// One edit of a zone's files: passes in which each name that is not yet as it should be gets one step nearer.
struct ZoneFileEdit {
    private let apex: DomainName
    private let options: ZoneFileOptions
    private let types: ProviderTypes
    private let wanted: [RecordSet.Key: RecordSet?]
    private var files: [File]

    private struct File {
        var path: String
        var octets: [UInt8]
        var located: LocatedFile?
    }

    /// - Parameters:
    ///   - files: the zone's files.
    ///   - apex: the zone's name.
    ///   - options: how the files are read.
    ///   - types: what records of provider-specific types stand for.
    ///   - changes: what shall be.
    ///   - kept: the sets that stay and are written anew, since one record declares them and what changes.
    init(
        files: [ZoneFileInput], apex: DomainName, options: ZoneFileOptions, types: ProviderTypes, changes: [Change],
        kept: [RecordSet]
    ) {
        self.apex = apex
        self.options = options
        self.types = types
        wanted = Dictionary(changes.map { ($0.key, $0.after) } + kept.map { ($0.key, $0) }) { first, _ in first }
        self.files = files.sorted { $0.path < $1.path }.map { File(path: $0.path, octets: $0.octets) }
    }

    /// The files that differ from those there were.
    func finished(from originals: [ZoneFileInput]) -> [EditedZoneFile] {
        var edited: [EditedZoneFile] = []
        let known = Dictionary(originals.map { ($0.path, $0.octets) }) { first, _ in first }
        for file in files {
            guard let original = known[file.path] else {
                edited.append(EditedZoneFile(path: file.path, octets: file.octets))
                continue
            }
            if file.octets == original { continue }
            if files.count > 1, Self.isBare(file.octets) {
                edited.append(EditedZoneFile(path: file.path, octets: nil))
                continue
            }
            var octets = file.octets
            if ZoneFileFormatter.format(original, path: file.path).octets == original {
                let formatted = ZoneFileFormatter.format(octets, path: file.path)
                if formatted.diagnostics.isEmpty, let canonical = formatted.octets { octets = canonical }
            }
            edited.append(EditedZoneFile(path: file.path, octets: octets))
        }
        return edited
    }

    /// Whether a file has nothing but `---` and white space.
    private static func isBare(_ octets: [UInt8]) -> Bool {
        let rest = octets.starts(with: "---".utf8) ? octets[3...] : octets[...]
        return rest.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    // MARK: - Passes

    /// What is to be done at one name.
    private struct Work {
        var name: DomainName
        /// The file and the entry, if there is one.
        var place: (file: Int, entry: Int)?
        /// The sets that shall be there and are not declared by any record.
        var added: [RecordSet] = []
        /// The records some set of which is not as it shall be.
        var records: [Int] = []
    }

    mutating func run() throws(EditRefusal) {
        // Each pass takes each name a step on: an alias written out, a record changed, removed or added.
        for _ in 0..<(3 * wanted.count + 8) {
            for index in files.indices where files[index].located == nil {
                do throws(YAMLFailure) {
                    files[index].located = try LocatedFile(
                        files[index].octets, path: files[index].path, apex: apex, options: options, types: types)
                } catch {
                    throw EditRefusal(
                        "the zone file would not be valid any more: \(error.message)",
                        at: SourceLocation(file: files[index].path))
                }
            }
            let works = works()
            if works.isEmpty { return }
            try pass(works)
        }
        throw EditRefusal("the zone file can't be brought to what is wanted", at: nil)
    }

    private func works() -> [Work] {
        var works: [DomainName: Work] = [:]
        var missing = wanted
        for (fileIndex, file) in files.enumerated() {
            for (entryIndex, entry) in (file.located?.entries ?? []).enumerated() {
                var work = Work(name: entry.name, place: (fileIndex, entryIndex))
                for (index, record) in entry.records.enumerated() {
                    var isDone = true
                    for set in record.sets {
                        guard let target = wanted[set.key] else { continue }
                        missing[set.key] = nil
                        if target != set { isDone = false }
                    }
                    if !isDone { work.records.append(index) }
                }
                works[entry.name] = work
            }
        }
        for case (let key, let set?) in missing {
            works[key.name, default: Work(name: key.name)].added.append(set)
        }
        return works.values.filter { !$0.records.isEmpty || !$0.added.isEmpty }.sorted { left, right in
            NaturalOrder.precedes(ZoneFileWriter.key(left.name, apex), ZoneFileWriter.key(right.name, apex))
        }.map { work in
            var work = work
            work.added.sort { $0.key < $1.key }
            return work
        }
    }

    private mutating func pass(_ works: [Work]) throws(EditRefusal) {
        var edits: [Int: RecordEdits] = [:]
        /// Records that follow what was changed for all of them.
        var followers: Set<RecordSet.Key> = []
        func editing(_ file: Int) -> RecordEdits? {
            edits[file]
                ?? files[file].located.map {
                    RecordEdits(edits: NodeEdits($0.file), apex: apex, options: options, types: types)
                }
        }
        for isAlias in [false, true] {
            for work in works {
                guard let (file, index) = work.place, let located = files[file].located else { continue }
                let entry = located.entries[index]
                guard entry.isAlias == isAlias, var editing = editing(file) else { continue }
                let step = EntryStep(
                    entry: entry, file: located, wanted: wanted, added: work.added, records: work.records)
                followers.formUnion(try step.take(&editing, skipping: followers))
                edits[file] = editing
            }
        }
        let touched = Set(edits.keys)
        for work in works where work.place == nil {
            let file = fileForNewName(work.name)
            // Where something goes away there may be no place beside it.
            guard !touched.contains(file), var editing = editing(file) else { continue }
            EntryStep.add(work.added, at: ZoneFileWriter.key(work.name, apex), to: files[file].located, &editing)
            edits[file] = editing
        }
        var isMoving = false
        for (file, editing) in edits where !editing.edits.isEmpty {
            guard let octets = editing.edits.applied() else {
                throw EditRefusal("the edits of the zone file overlap", at: SourceLocation(file: files[file].path))
            }
            isMoving = isMoving || octets != files[file].octets
            files[file].octets = octets
            files[file].located = nil
        }
        guard isMoving else {
            let place = works[0].place.flatMap { place in
                files[place.file].located.map { $0.location(of: $0.entries[place.entry].pair.key) }
            }
            throw EditRefusal("\(works[0].name) can't be changed in the layout that it is written in", at: place)
        }
    }

    // MARK: - Files

    /// The index of the file for a name that has no entry; a file of its own where each name has one.
    private mutating func fileForNewName(_ name: DomainName) -> Int {
        if files.count == 1, !isInSplitFolder(files[0].path) { return 0 }
        let key = ZoneFileWriter.key(name, apex)
        let text = String(decoding: key, as: UTF8.self)
        func base(_ path: String) -> Substring {
            let file = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
            return file[..<(file.lastIndex(of: ".") ?? file.endIndex)]
        }
        if let own = files.firstIndex(where: { base($0.path) == text }) { return own }
        let catchAll = files.firstIndex { base($0.path).hasPrefix("$") }
        let isSplitByName = files.enumerated().allSatisfy { index, file in
            index == catchAll
                || (file.located?.entries ?? []).allSatisfy {
                    base(file.path) == String(decoding: ZoneFileWriter.key($0.name, apex), as: UTF8.self)
                }
        }
        let isPlain =
            !key.isEmpty && key.first != UInt8(ascii: ".")
            && key.allSatisfy { octet in
                octet &- UInt8(ascii: "0") < 10 || octet &- UInt8(ascii: "a") < 26 || "-_.".utf8.contains(octet)
            }
        if isSplitByName, isPlain, let folder = files.first.map({ $0.path.prefix { $0 != "/" }.isEmpty ? "" : $0.path })
        {
            let parent = folder[..<(folder.lastIndex(of: "/").map { folder.index(after: $0) } ?? folder.startIndex)]
            let hasMarker = files.contains { $0.octets.starts(with: "---".utf8) }
            files.append(File(path: "\(parent)\(text).yaml", octets: Array((hasMarker ? "---\n" : "").utf8)))
            let last = files.count - 1
            files[last].located = try? LocatedFile(
                files[last].octets, path: files[last].path, apex: apex, options: options, types: types)
            return last
        }
        if let catchAll { return catchAll }
        // Beside the name that comes before it, wherever that is.
        var best: (key: [UInt8], file: Int)?
        for (index, file) in files.enumerated() {
            for entry in file.located?.entries ?? [] {
                let other = ZoneFileWriter.key(entry.name, apex)
                guard NaturalOrder.precedes(other, key), best.map({ NaturalOrder.precedes($0.key, other) }) ?? true
                else {
                    continue
                }
                best = (other, index)
            }
        }
        return best?.file ?? 0
    }

    private func isInSplitFolder(_ path: String) -> Bool {
        path.split(separator: "/").dropLast().last?.hasSuffix(".") ?? false
    }
}

internal import ZoneFiles

/// A merge of two trees as git makes it: file by file, and of a file that both sides changed line by line. A line is
/// known by what stands before its colon, so that two people may change two records that are neighbours.
struct SimulatedMerge {
    let base: [String: [UInt8]]
    let ours: [String: [UInt8]]
    let theirs: [String: [UInt8]]

    init(_ base: [String: [UInt8]], _ ours: [String: [UInt8]], _ theirs: [String: [UInt8]]) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }

    /// The paths at which two trees are not the same.
    static func differences(_ one: [String: [UInt8]], _ other: [String: [UInt8]]) -> Set<String> {
        Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    }

    /// The paths that either side has.
    var paths: Set<String> { Set(ours.keys).union(theirs.keys) }

    /// All files of the merge.
    ///
    /// - Throws: ``GitError`` with code `mergeConflict`.
    func files() throws(GitError) -> [String: [UInt8]] {
        var merged: [String: [UInt8]] = [:]
        for path in paths { merged[path] = try file(path) }
        return merged
    }

    /// One file of the merge; `nil` where it is gone.
    ///
    /// - Throws: ``GitError`` with code `mergeConflict`.
    func file(_ path: String) throws(GitError) -> [UInt8]? {
        let (old, one, other) = (base[path], ours[path], theirs[path])
        if one == old || one == other { return other }
        if other == old { return one }
        return try Self.lines(old ?? [], one ?? [], other ?? [], path)
    }

    private static func lines(
        _ old: [UInt8], _ one: [UInt8], _ other: [UInt8], _ path: String
    ) throws(GitError) -> [UInt8] {
        func lines(_ octets: [UInt8]) -> [String: String] {
            Dictionary(
                String(decoding: octets, as: UTF8.self).split(separator: "\n").map { line in
                    (String(line.prefix { $0 != ":" }), String(line))
                }, uniquingKeysWith: { first, _ in first })
        }
        let (before, ours, theirs) = (lines(old), lines(one), lines(other))
        var merged: [String] = []
        for key in Set(ours.keys).union(theirs.keys).sorted() {
            let (a, b, c) = (before[key], ours[key], theirs[key])
            if b != a, c != a, b != c { throw GitError(.mergeConflict, "\(path): both changed \(key)") }
            if let line = b == a ? c : b { merged.append(line) }
        }
        return Array((merged.joined(separator: "\n") + "\n").utf8)
    }
}

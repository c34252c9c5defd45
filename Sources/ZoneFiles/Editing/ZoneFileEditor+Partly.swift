package import DNSModel
package import ZonePlanning

// Decision 0054: adopting writes what it can.

/// A change that could not be made in a zone's files.
package struct RefusedEdit: Hashable, Sendable {
    package var apex: DomainName
    package var change: Change
    /// Why, and where.
    package var why: Diagnostic
}

extension ZoneFileEditor {
    /// Changes record sets as ``edit(files:apex:options:types:changes:)`` does; where that can't be had for all of
    /// them, for as many as can be had.
    ///
    /// Whether a set can be changed does not depend on the others but where they share an anchor or a record; so halves
    /// are tried, and their halves, each on top of what was done before.
    ///
    /// - Returns: the files that differ, and the changes that are not in them, in the order of `changes`.
    package static func editPartly(
        files: [ZoneFileInput], apex: DomainName, options: ZoneFileOptions, types: ProviderTypes = .none,
        changes: [Change]
    ) -> (files: [EditedZoneFile], refused: [RefusedEdit]) {
        var current = files
        var refused: [RefusedEdit] = []
        func attempt(_ changes: ArraySlice<Change>) {
            if changes.isEmpty { return }
            let (edited, mistakes) = edit(
                files: current, apex: apex, options: options, types: types, changes: Array(changes))
            if let edited {
                for file in edited {
                    current.removeAll { $0.path == file.path }
                    if let octets = file.octets {
                        current.append(ZoneFileInput(path: file.path, blob: "", octets: octets))
                    }
                }
            } else if changes.count == 1, let change = changes.first {
                let why =
                    mistakes.first { $0.severity == .error }
                    ?? EditRefusal("\(change.key) can't be changed in its file", at: nil).diagnostic
                refused.append(RefusedEdit(apex: apex, change: change, why: why))
            } else {
                let middle = changes.startIndex + changes.count / 2
                attempt(changes[..<middle])
                attempt(changes[middle...])
            }
        }
        attempt(changes[...])
        let before = Dictionary(files.map { ($0.path, $0.octets) }) { first, _ in first }
        let after = Dictionary(current.map { ($0.path, $0.octets) }) { first, _ in first }
        let paths = Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] }
        return (paths.map { EditedZoneFile(path: $0, octets: after[$0]) }, refused)
    }
}

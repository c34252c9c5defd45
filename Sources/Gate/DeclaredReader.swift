package import DNSModel
package import ZoneFiles
internal import ZonePlanning

/// Reads what a revision or the working folder declares.
package struct DeclaredReader: Sendable {
    private let clone: Clone

    package init(in clone: Clone) { self.clone = clone }

    /// Which files are read.
    package enum Source: Hashable, Sendable {
        case workingFolder
        /// A commit, by a revision as in gitrevisions(7).
        case revision(String)
    }

    /// The files of a source.
    ///
    /// - Throws: ``GitError``.
    package func tree(_ source: Source) throws(GitError) -> any FileTree {
        switch source {
        case .workingFolder: try clone.repository.workingFiles()
        case .revision(let name): try clone.repository.files(of: try clone.repository.resolve(revision: name))
        }
    }

    /// Reads what is declared.
    ///
    /// - Parameters:
    ///   - source: where.
    ///   - only: the zones to read; `nil` for all.
    ///   - revision: leaves out zones whose files are as at the merge base with this one; `nil` for none.
    /// - Returns: what is declared, with its mistakes.
    /// - Throws: ``GitError``, with code `noSuchFile` where there are no settings.
    package func read(
        _ source: Source, only: Set<DomainName>? = nil, changedSince revision: String? = nil
    ) throws(GitError) -> DeclaredState {
        let tree = try tree(source)
        var reader = clone.reader(only: only)
        var notes: [String] = []
        let reading = try clone.settings(in: tree)
        if let revision { notes += try limit(&reader, tree, reading, to: revision) }
        guard let state = try reader.read(tree, reading) else {
            return DeclaredState(unusable: reading.diagnostics, commit: tree.commit?.hex)
        }
        return DeclaredState(
            state, notes: notes + uncommitted([state.settingsFile.path, state.settings.zoneFiles], tree))
    }

    /// What is not committed below the paths of settings and zone files, as a sentence.
    private func uncommitted(_ paths: [String], _ tree: any FileTree) -> [String] {
        let uncommitted: [String]
        do throws(GitError) { uncommitted = try clone.repository.uncommitted(below: paths) } catch {
            // Nothing of what is committed depends on it.
            return ["it is not known what is uncommitted: \(error.message)"]
        }
        if uncommitted.isEmpty { return [] }
        let shown = uncommitted.prefix(5).map { Printable.text($0) }.joined(separator: ", ")
        let more = uncommitted.count > 5 ? " and \(uncommitted.count - 5) more" : ""
        return [
            tree.commit == nil
                ? "uncommitted and part of this preview: \(shown)\(more)"
                : "uncommitted and not looked at: \(shown)\(more); use --worktree to preview"
        ]
    }

    /// The zones whose files differ from the merge base with a revision.
    ///
    /// - Parameters:
    ///   - commit: the commit.
    ///   - revision: the revision.
    /// - Returns: the zones; `nil` where the settings differ, so that it may be all.
    /// - Throws: ``GitError``.
    func zones(changedBy commit: CommitID, since revision: String) throws(GitError) -> Set<DomainName>? {
        var reader = clone.reader()
        let tree = try clone.repository.files(of: commit)
        _ = try limit(&reader, tree, try clone.settings(in: tree), to: revision)
        return reader.only
    }

    /// Limits a reader to the zones whose files differ from the merge base with a revision; to all where the settings
    /// do.
    private func limit(
        _ reader: inout DesiredStateReader, _ tree: any FileTree, _ reading: SettingsReading, to revision: String
    ) throws(GitError) -> [String] {
        guard let settings = reading.settings else { return [] }
        let commit: CommitID
        if let known = tree.commit { commit = known } else { commit = try clone.repository.head() }
        var changed = Set(try clone.repository.changedPaths(since: revision, in: commit))
        if tree.commit == nil {
            do throws(GitError) { changed.formUnion(try clone.repository.uncommitted(below: [])) } catch {
                return ["it is not known what is uncommitted, so every zone is looked at: \(error.message)"]
            }
        }
        if changed.contains(reading.file.path) {
            return ["the settings changed since \(Printable.text(revision)), so every zone is looked at"]
        }
        let zones = try reader.zoneFolders(in: tree, settings).zones
        let touched = zones.filter { zone in zone.value.contains { changed.contains($0.path) } }.map(\.key)
        // A file that was taken away belongs to no zone in this tree; its folder may.
        let removed = zones.filter { zone in
            zone.value.contains { file in
                guard let slash = file.path.lastIndex(of: "/"), file.path[..<slash].hasSuffix(".") else { return false }
                return changed.contains { $0.hasPrefix(file.path[...slash]) }
            }
        }.map(\.key)
        let only = Set(touched + removed).intersection(reader.only ?? Set(zones.keys))
        reader.only = only
        return only.isEmpty ? ["no zone's files changed since \(Printable.text(revision))"] : []
    }
}

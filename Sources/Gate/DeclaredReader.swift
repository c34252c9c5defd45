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
        /// The same, once it is merged into the protected branch as that is now.
        case merged(String)
    }

    /// The files of a source.
    ///
    /// - Throws: ``GitError``.
    package func tree(_ source: Source) throws(GitError) -> any FileTree {
        switch source {
        case .workingFolder: try clone.repository.workingFiles()
        case .revision(let name): try clone.repository.files(of: try clone.repository.resolve(revision: name))
        case .merged(let name): try mergedTree(try clone.repository.resolve(revision: name), asked: name)
        }
    }

    /// The files of the protected branch with a commit merged into it; those of the commit itself where it is not known
    /// which branch that is.
    private func mergedTree(_ commit: CommitID, asked name: String) throws(GitError) -> any FileTree {
        let branch: ProtectedBranch
        do throws(GateError) { branch = try TrustedBranch.find(in: clone).branch } catch {
            return try clone.repository.files(of: commit)
        }
        // Whoever names an old commit means that.
        if name != "HEAD", try clone.repository.isAncestor(commit, of: branch.commit) {
            return try clone.repository.files(of: commit)
        }
        if commit == branch.commit { return try clone.repository.files(of: commit) }
        return try clone.repository.mergedFiles(of: commit, into: branch.commit)
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
        let absent = try self.absent(tree, only: only, changedSince: revision)
        if let revision { notes += try limit(&reader, tree, reading, to: revision) }
        guard let state = try reader.read(tree, reading) else {
            return DeclaredState(unusable: reading.diagnostics, commit: tree.commit?.hex)
        }
        var declared = DeclaredState(
            state, notes: notes + uncommitted([state.settingsFile.path, state.settings.zoneFiles], tree), tree: tree)
        declared.absent = absent
        return declared
    }

    /// The zones that a tree leaves out, of those that are declared where it branched off from the protected branch, or
    /// from the revision that is named.
    private func absent(
        _ tree: any FileTree, only: Set<DomainName>?, changedSince revision: String?
    ) throws(GitError) -> [AbsentZone] {
        let commit: CommitID
        do throws(GitError) {
            if let known = tree.commit { commit = known } else { commit = try clone.repository.head() }
        } catch {
            // Before the first commit there is nothing to leave out.
            guard error.code == .noCommitYet else { throw error }
            return []
        }
        var bases: Set<CommitID> = []
        if let revision { bases.insert(try clone.repository.mergeBase(of: revision, and: commit)) }
        // Where it is not known what is protected, other parts of a run say so.
        if let trusted = try? TrustedBranch.find(in: clone),
            let base = try? clone.repository.mergeBase(of: trusted.branch.commit.hex, and: commit)
        {
            bases.insert(base)
        }
        var found: [DomainName: AbsentZone] = [:]
        for base in bases.sorted(by: { $0.hex < $1.hex }) where base != tree.commit {
            for zone in try clone.absentZones(from: try clone.reading(of: base).tree, to: tree)
            where only?.contains(zone.apex) ?? true { found[zone.apex] = found[zone.apex] ?? zone }
        }
        return found.values.sorted { $0.apex < $1.apex }
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
                : "uncommitted and not read: \(shown)\(more); use --worktree to preview"
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
                return ["it is not known what is uncommitted, so every zone is checked: \(error.message)"]
            }
        }
        if changed.contains(reading.file.path) {
            return ["the settings changed since \(Printable.text(revision)), so every zone is checked"]
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
        // One that the settings name and that has no file is a mistake, whatever else changed.
        let missing = settings.zones.filter { zones[$0.key] == nil && !$0.value.isAbsent }.map(\.key)
        let only = Set(touched + removed + missing).intersection(
            reader.only ?? Set(zones.keys).union(missing))
        reader.only = only
        return only.isEmpty ? ["no zone's files changed since \(Printable.text(revision))"] : []
    }
}

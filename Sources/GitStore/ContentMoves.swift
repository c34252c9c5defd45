internal import CGit2
internal import ZoneFiles

/// Finds where the content of files was before it was moved or copied to paths under review.
///
/// Called with the repository's lock held.
struct ContentMoves {
    /// A place at which content was.
    struct Origin: Hashable {
        var path: [String]
        /// The commit that has it there.
        var commit: CommitID
    }

    private let repository: GitRepository
    /// Places that were found before: each is followed once.
    private var known: Set<Origin> = []

    init(repository: GitRepository) { self.repository = repository }

    /// Where a commit has the content from that it brings to paths.
    ///
    /// - Parameters:
    ///   - paths: the paths, files or folders.
    ///   - commit: the commit.
    ///   - parents: its parents.
    /// - Returns: the places outside of the paths, those found before left out.
    /// - Throws: ``GitError``.
    mutating func origins(
        of paths: [[String]], in commit: CommitID, _ parents: [CommitID]
    ) throws(GitError) -> [Origin] {
        if parents.isEmpty { return [] }
        let root = try repository.tree(of: commit)
        var roots: [ObjectID] = []
        for parent in parents { roots.append(try repository.tree(of: parent)) }
        var brought: [Brought] = []
        for path in paths {
            var before: [TreeEntry?] = []
            for root in roots { before.append(try repository.entry(at: path, in: root)) }
            try collect(try repository.entry(at: path, in: root), before, path, &brought)
        }
        var origins: [Origin] = []
        for file in brought where try !isTooShort(file.blob) {
            for (parent, tree) in zip(parents, roots) {
                var found = try repository.blobPaths.paths(of: file.blob, in: tree, repository)
                if found.isEmpty, file.isNew { found = try renamed(file.path, from: tree, to: root) }
                for path in found where !paths.contains(where: { path.starts(with: $0) }) {
                    let origin = Origin(path: path, commit: parent)
                    if known.insert(origin).inserted { origins.append(origin) }
                }
            }
        }
        return origins
    }

    /// A file whose content no parent has at its path.
    private struct Brought {
        var path: [String]
        var blob: ObjectID
        /// Whether no parent has a file there.
        var isNew: Bool
    }

    private func collect(
        _ now: TreeEntry?, _ before: [TreeEntry?], _ path: [String], _ brought: inout [Brought]
    ) throws(GitError) {
        guard let now, !before.contains(now), path.count <= TreePath.maximumDepth else { return }
        guard now.isFolder else {
            if now.kind == .regular {
                brought.append(Brought(path: path, blob: now.id, isNew: !before.contains { $0?.kind == .regular }))
            }
            return
        }
        var children: [[[UInt8]: TreeEntry]] = []
        for entry in before { children.append(try repository.children(of: entry)) }
        for (name, entry) in try repository.entries(of: now.id) {
            try collect(entry, children.map { $0[name] }, path + [String(decoding: name, as: UTF8.self)], &brought)
        }
    }

    /// Whether a file is so short that it says nothing of where it came from.
    private func isTooShort(_ blob: ObjectID) throws(GitError) -> Bool {
        do throws(GitError) {
            return try repository.withBlob(blob, name: blob.hex, limit: Self.longest) { $0.count < Self.shortest }
        } catch {
            guard error.code == .tooLarge else { throw error }
            return false
        }
    }

    private static let shortest = 16
    private static let longest = 1 << 30

    /// Where a new file was before it was moved and edited, as git tells it by what the two have in common. All files
    /// of two trees are compared at once.
    private func renamed(_ path: [String], from old: ObjectID, to new: ObjectID) throws(GitError) -> [[String]] {
        let wanted = path.joined(separator: "/")
        if let known = repository.blobPaths.renames, known.old == old, known.new == new {
            return known.origins[wanted].map { [$0] } ?? []
        }
        let origins = try renames(from: old, to: new)
        repository.blobPaths.renames = (old, new, origins)
        return origins[wanted].map { [$0] } ?? []
    }

    private func renames(from old: ObjectID, to new: ObjectID) throws(GitError) -> [String: [String]] {
        var (first, second) = (old.oid, new.oid)
        var (before, after): (OpaquePointer?, OpaquePointer?)
        defer {
            git_tree_free(before)
            git_tree_free(after)
        }
        guard git_tree_lookup(&before, repository.handle, &first) == 0,
            git_tree_lookup(&after, repository.handle, &second) == 0
        else { throw repository.missing("the tree \(old.hex)") }
        var diff: OpaquePointer?
        guard git_diff_tree_to_tree(&diff, repository.handle, before, after, nil) == 0 else {
            throw repository.missing("the files before the tree \(new.hex)")
        }
        defer { git_diff_free(diff) }
        var options = git_diff_find_options()
        git_diff_find_options_init(&options, UInt32(GIT_DIFF_FIND_OPTIONS_VERSION))
        options.flags = GIT_DIFF_FIND_RENAMES.rawValue | GIT_DIFF_FIND_COPIES.rawValue
        guard git_diff_find_similar(diff, &options) == 0 else {
            throw repository.missing("the files before the tree \(new.hex)")
        }
        var origins: [String: [String]] = [:]
        for index in 0..<git_diff_num_deltas(diff) {
            guard let delta = git_diff_get_delta(diff, index)?.pointee,
                [GIT_DELTA_RENAMED, GIT_DELTA_COPIED].contains(delta.status), let now = delta.new_file.path,
                let then = delta.old_file.path
            else { continue }
            origins[String(cString: now)] = String(cString: then).split(separator: "/").map(String.init)
        }
        return origins
    }
}

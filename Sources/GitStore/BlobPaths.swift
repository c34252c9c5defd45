internal import Gate
internal import ZoneFiles

/// At which paths trees have the files that they have: of each tree that is asked for all of them at once, since where
/// each zone asks for its own file a search for each would be the square of the zones.
///
/// Only used inside the repository's lock.
final class BlobPaths: @unchecked Sendable {
    // Unchecked: all of it is only used inside the repository's lock.

    /// The most places that are told of one file in one tree.
    private static let mostPlaces = 16
    /// The most entries of a tree that are looked at.
    private static let mostEntries = 200_000
    /// How many entries of all trees are kept: a merge may have any number of parents, each of which is asked for each
    /// file.
    private static let mostKept = 1_000_000

    /// Where new files of the two trees that were compared last were before.
    var renames: (old: ObjectID, new: ObjectID, origins: [String: [String]])?

    private var known: BoundedMemory<ObjectID, [ObjectID: [[String]]]>
    /// How many trees were read.
    private(set) var reads = 0

    /// - Parameter most: how many entries of all trees are kept.
    init(most: Int = mostKept) { known = BoundedMemory(most: most) }

    /// The paths at which a tree has a file.
    ///
    /// - Parameters:
    ///   - blob: the file's content.
    ///   - tree: the tree.
    ///   - repository: where it is.
    /// - Returns: the first paths.
    /// - Throws: ``GitError``.
    func paths(of blob: ObjectID, in tree: ObjectID, _ repository: GitRepository) throws(GitError) -> [[String]] {
        if let known = known[tree] { return known[blob] ?? [] }
        reads += 1
        var paths: [ObjectID: [[String]]] = [:]
        var visited = 0
        try collect(tree, [], &paths, &visited, repository)
        known.keep(paths, for: tree, size: visited + 1)
        return paths[blob] ?? []
    }

    private func collect(
        _ folder: ObjectID, _ path: [String], _ paths: inout [ObjectID: [[String]]], _ visited: inout Int,
        _ repository: GitRepository
    ) throws(GitError) {
        guard path.count <= TreePath.maximumDepth else { return }
        let entries = try repository.entries(of: folder)
        visited += entries.count
        for (name, entry) in entries where visited <= Self.mostEntries {
            let here = path + [String(decoding: name, as: UTF8.self)]
            if entry.isFolder {
                try collect(entry.id, here, &paths, &visited, repository)
            } else if entry.kind == .regular, paths[entry.id, default: []].count < Self.mostPlaces {
                paths[entry.id, default: []].append(here)
            }
        }
    }
}

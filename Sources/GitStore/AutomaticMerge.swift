internal import CGit2
internal import DNSModel
internal import ZoneFiles

/// Tells whether a merge is what git makes of its parents without a person's help.
///
/// Called with the repository's lock held.
struct AutomaticMerge {
    let repository: GitRepository

    /// Files past this size are not merged again.
    private static let largestFile = 64 << 20

    /// Whether merging two changes of `base` gives `result` and no conflict.
    func gives(
        _ result: TreeEntry?, from base: TreeEntry?, and ours: TreeEntry?, _ theirs: TreeEntry?, depth: Int
    ) throws(GitError) -> Bool {
        if ours == theirs { return result == ours }
        if ours == base { return result == theirs }
        if theirs == base { return result == ours }
        // Both sides changed it.
        guard let ours, let theirs, let result, depth <= TreePath.maximumDepth else { return false }
        if ours.isFolder, theirs.isFolder, result.isFolder, base?.isFolder != false {
            let (before, mine) = (try repository.children(of: base), try repository.children(of: ours))
            let (other, merged) = (try repository.children(of: theirs), try repository.children(of: result))
            for name in Set(before.keys).union(mine.keys).union(other.keys).union(merged.keys) {
                let same = try gives(
                    merged[name], from: before[name], and: mine[name], other[name], depth: depth + 1)
                if !same { return false }
            }
            return true
        }
        guard let base, [base, ours, theirs, result].allSatisfy({ $0.kind == .regular && $0.mode == base.mode }) else {
            return false
        }
        return try merges(result.id, from: base.id, and: ours.id, theirs.id)
    }

    /// Whether merging the lines of two files gives a third and no conflict.
    private func merges(
        _ result: ObjectID, from base: ObjectID, and ours: ObjectID, _ theirs: ObjectID
    ) throws(GitError) -> Bool {
        var texts: [[UInt8]] = []
        for id in [base, ours, theirs, result] {
            do { texts.append(try repository.withBlob(id, name: id.hex, limit: Self.largestFile) { Array($0) }) } catch
            {
                if error.code == .tooLarge { return false }
                throw error
            }
        }
        var merged = git_merge_file_result()
        defer { git_merge_file_result_free(&merged) }
        let outcome = withInput(texts[0]) { base in
            withInput(texts[1]) { ours in
                withInput(texts[2]) { theirs in
                    var (base, ours, theirs) = (base, ours, theirs)
                    return git_merge_file(&merged, &base, &ours, &theirs, nil)
                }
            }
        }
        guard outcome == 0, merged.automergeable == 1, let text = merged.ptr else { return false }
        return UnsafeRawBufferPointer(start: text, count: merged.len).elementsEqual(texts[3])
    }

    private func withInput<Result>(_ octets: [UInt8], _ body: (git_merge_file_input) -> Result) -> Result {
        octets.withUnsafeBufferPointer { octets in
            var input = git_merge_file_input()
            git_merge_file_input_init(&input, UInt32(GIT_MERGE_FILE_INPUT_VERSION))
            return octets.withMemoryRebound(to: CChar.self) { octets in
                input.ptr = octets.baseAddress
                input.size = octets.count
                return body(input)
            }
        }
    }
}

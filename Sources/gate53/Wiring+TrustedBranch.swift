internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// Decision 0004: settings and signers come from the protected branch, and count once they were accepted.

/// The branch whose settings and reviewers count, and what it says: the one answer to that question, for every command.
struct TrustedBranch {
    let branch: ProtectedBranch
    let tree: any FileTree
    /// Its settings; `nil` where it has none, or there is a mistake in them.
    let settings: Settings?
    /// The file of the settings; `nil` where there is none.
    let file: TreeFile?

    /// Only ``Wiring/trustedBranch()`` makes one, so that nobody decides in another way which branch counts.
    fileprivate init(branch: ProtectedBranch, tree: any FileTree, settings: Settings?, file: TreeFile?) {
        self.branch = branch
        self.tree = tree
        self.settings = settings
        self.file = file
    }
}

extension Wiring {
    /// The protected branch, as the command line, the remote and its own settings say it.
    ///
    /// - Returns: the branch; without settings where it has none yet.
    /// - Throws: ``GitError``; ``CommandFailure``, refused, where command line and settings contradict each other.
    func trustedBranch() throws -> TrustedBranch {
        let reader = DesiredStateReader(settingsPath: settingsPath)
        var found = try declared(try repository.protectedBranch(configured: branch), reader)
        if branch != nil { try checkNamedBranch(found.branch, reader) }
        if let named = found.settings?.review.branch, named != found.branch.name {
            if branch != nil {
                throw CommandFailure(
                    .refused,
                    "--branch says '\(Printable.text(found.branch.name))' and the settings there say that "
                        + "'\(Printable.text(named))' is protected", id: "protected-branch")
            }
            found = try declared(try repository.protectedBranch(configured: named), reader)
            if let again = found.settings?.review.branch, again != named {
                throw CommandFailure(
                    .refused,
                    "the settings of '\(Printable.text(named))' say that '\(Printable.text(again))' is protected",
                    id: "protected-branch")
            }
        }
        try checkSettingsPath(found.tree, branch: found.branch.name)
        return found
    }

    /// The protected branch, which must have settings.
    ///
    /// - Throws: as ``trustedBranch()``; ``GitError`` with code `noSuchFile` where it has no settings.
    func protectedTip() throws -> ProtectedBranch {
        let found = try trustedBranch()
        // Says what is missing, and where it was looked for.
        if found.file == nil { _ = try DesiredStateReader(settingsPath: settingsPath).settings(in: found.tree) }
        return found.branch
    }

    /// What a branch says; no settings where there are none.
    private func declared(_ branch: ProtectedBranch, _ reader: DesiredStateReader) throws -> TrustedBranch {
        let tree = try repository.snapshot(of: branch.commit)
        do throws(GitError) {
            let (settings, file, _) = try reader.settings(in: tree)
            return TrustedBranch(branch: branch, tree: tree, settings: settings, file: try tree.file(at: file.path))
        } catch {
            guard error.code == .noSuchFile else { throw error }
            return TrustedBranch(branch: branch, tree: tree, settings: nil, file: nil)
        }
    }

    /// Refuses `--branch` where the remote's default branch is known and its settings protect another one: whoever may
    /// push some branch must not have it count by its name on a command line.
    private func checkNamedBranch(_ found: ProtectedBranch, _ reader: DesiredStateReader) throws {
        guard let usual = try? repository.protectedBranch(), usual.reference.hasPrefix("refs/remotes/"),
            usual.reference != found.reference
        else { return }
        let named = try declared(usual, reader).settings?.review.branch
        if let named, try repository.protectedBranch(configured: named).reference == found.reference { return }
        throw CommandFailure(
            .refused,
            "--branch says '\(Printable.text(found.name))', but the protected branch is "
                + "'\(Printable.text(named ?? usual.name))'; leave --branch out, or name the branch there under "
                + "'review: {branch: NAME}'", id: "protected-branch")
    }

    /// Refuses `--settings` where the protected branch has settings at a usual place: another file could ask for less.
    private func checkSettingsPath(_ tree: any FileTree, branch: String) throws {
        guard let settingsPath else { return }
        for path in DesiredStateReader.defaultSettingsPaths where path != settingsPath {
            guard try tree.file(at: path) != nil else { continue }
            throw CommandFailure(
                .refused,
                "--settings names '\(Printable.text(settingsPath))', but the settings of the protected branch "
                    + "'\(Printable.text(branch))' are '\(path)'; leave --settings out", id: "settings-review")
        }
    }
}

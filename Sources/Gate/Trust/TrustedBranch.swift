internal import DNSModel
package import ZoneFiles
package import ZonePlanning

// Decision 0072: trust is decided in a library.

// Decision 0004: settings and signers come from the protected branch, and count once they were accepted.

/// The branch whose settings and reviewers count, and what it says: the one answer to that question, for every command.
///
/// Its settings and signers are read once, when it is found.
package struct TrustedBranch: Sendable {
    package let branch: ProtectedBranch
    package let tree: any FileTree
    /// Its settings; `nil` where it has none, or there is a mistake in them.
    package let settings: Settings?
    /// The file of the settings; `nil` where there is none.
    package let file: ZoneFileIdentity?
    /// What is wrong with the settings, as far as something is.
    package let diagnostics: [Diagnostic]
    /// The octets of the settings file; empty where there is none.
    package let octets: [UInt8]
    /// The octets of the signers file; `nil` where the settings name none, or it is not there.
    package let signers: [UInt8]?
    /// Why the signers file can't be read, if it can't be.
    package let signersError: GitError?
    /// The kinds of providers by which its settings were read.
    let kinds: ProviderKinds

    /// Only ``find(in:)`` makes one, so that nobody decides in another way which branch counts.
    fileprivate init(branch: ProtectedBranch, _ reading: CommitReading, _ kinds: ProviderKinds) {
        self.kinds = kinds
        self.branch = branch
        tree = reading.tree
        settings = reading.settings?.settings
        file = reading.settings?.file
        diagnostics = reading.settings?.diagnostics ?? []
        octets = reading.settings?.octets ?? []
        switch reading.signers {
        case .success(let octets): (signers, signersError) = (octets, nil)
        case .failure(let error): (signers, signersError) = (nil, error)
        }
    }

    /// The protected branch, as the command line, the remote and its own settings say it.
    ///
    /// - Parameter clone: where it is looked for.
    /// - Returns: the branch; without settings where it has none yet.
    /// - Throws: ``GateError``; refused where command line and settings contradict each other.
    package static func find(in clone: Clone) throws(GateError) -> TrustedBranch {
        try TrustedBranchSearch(clone).run()
    }

    /// Refuses a branch that has no settings.
    ///
    /// - Parameter clone: where it was found.
    /// - Returns: the branch.
    /// - Throws: ``GateError`` that says what is missing, and where it was looked for.
    package func withSettings(in clone: Clone) throws(GateError) -> TrustedBranch {
        if file == nil {
            _ = try GateError.ofGit { () throws(GitError) in try clone.reader().settings(in: tree) }
        }
        return self
    }
}

/// Finds the protected branch of a clone.
private struct TrustedBranchSearch {
    private let clone: Clone

    init(_ clone: Clone) { self.clone = clone }

    /// What a branch says, before it is known whether it counts.
    private struct Candidate {
        var branch: ProtectedBranch
        var reading: CommitReading

        /// The branch that its settings say is protected.
        var named: String? { reading.settings?.settings?.review.branch }
    }

    func run() throws(GateError) -> TrustedBranch {
        var found = try candidate(clone.branch)
        if clone.branch != nil { try checkNamed(found.branch) }
        if let named = found.named, named != found.branch.name {
            if clone.branch != nil {
                throw refusal(
                    "--branch says '\(Printable.text(found.branch.name))', but the settings there say that "
                        + "'\(Printable.text(named))' is protected")
            }
            found = try candidate(named)
            if let again = found.named, again != named {
                throw refusal(
                    "the settings of '\(Printable.text(named))' say that '\(Printable.text(again))' is protected")
            }
        }
        return try GateError.ofGitOrGate { () throws(any Error) in
            try checkSettingsPath(found.reading.tree, branch: found.branch.name)
            return TrustedBranch(branch: found.branch, found.reading, clone.kinds)
        }
    }

    private func refusal(_ message: String, id: String = "protected-branch") -> GateError {
        GateError(.refused, message, id: id)
    }

    /// What the branch of a name says; the default branch where none is named.
    private func candidate(_ name: String?) throws(GateError) -> Candidate {
        try GateError.ofGit { () throws(GitError) in
            try candidate(try clone.repository.protectedBranch(configured: name))
        }
    }

    private func candidate(_ branch: ProtectedBranch) throws(GitError) -> Candidate {
        Candidate(branch: branch, reading: try clone.reading(of: branch.commit))
    }

    /// Refuses `--branch` where the remote's default branch is known and its settings protect another one: whoever may
    /// push some branch must not have it count by its name on a command line.
    private func checkNamed(_ found: ProtectedBranch) throws(GateError) {
        // Of the remote that is named: whoever sets up a clone names its remotes.
        let (beginning, end) = ("refs/remotes/", "/" + found.name)
        let isOfRemote = found.reference.hasPrefix(beginning) && found.reference.hasSuffix(end)
        let remote = isOfRemote ? found.reference.dropFirst(beginning.count).dropLast(end.count) : ""
        let standard = try? clone.repository.protectedBranch(configured: nil)
        let isStandard = remote.isEmpty || standard?.reference.hasPrefix("\(beginning)\(remote)/") == true
        guard
            let usual = isStandard ? standard : try? clone.repository.protectedBranch(configured: "\(remote)/HEAD"),
            usual.reference.hasPrefix("refs/remotes/"), usual.reference != found.reference
        else { return }
        let named = try GateError.ofGit { () throws(GitError) -> String? in
            let named = try candidate(usual).named
            let place = isStandard || named?.hasPrefix("\(remote)/") == true ? "" : "\(remote)/"
            guard let named,
                try clone.repository.protectedBranch(configured: place + named).reference == found.reference
            else {
                return named ?? usual.name
            }
            return nil
        }
        guard let named else { return }
        throw refusal(
            "--branch says '\(Printable.text(found.name))', but the protected branch is '\(Printable.text(named))'; leave "
                + "--branch out, or name the branch there under 'review: {branch: NAME}'")
    }

    /// Refuses `--settings` where the protected branch has settings at a usual place: another file could ask for less.
    private func checkSettingsPath(_ tree: any FileTree, branch: String) throws {
        guard let settingsPath = clone.settingsPath else { return }
        for path in DesiredStateReader.defaultSettingsPaths where path != settingsPath {
            guard try tree.file(at: path) != nil else { continue }
            throw refusal(
                "--settings names '\(Printable.text(settingsPath))', but the settings of the protected branch "
                    + "'\(Printable.text(branch))' are '\(path)'; leave --settings out", id: "settings-review")
        }
    }
}

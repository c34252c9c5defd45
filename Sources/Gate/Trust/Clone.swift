package import DNSModel
package import ZoneFiles
package import ZonePlanning

/// A clone of the repository that declares the zones, and what the command line says of it.
package struct Clone: Sendable {
    package let repository: any Repository
    /// The path of the settings, where the command line names it.
    package var settingsPath: String?
    /// The protected branch, where the command line names it.
    package let branch: String?
    /// The kinds of providers there are.
    package let kinds: ProviderKinds
    private let readings = CommitReadings()
    /// What zone files said that were read.
    let zones = ZoneReadings()
    /// Who wrote commits, as far as it was found out.
    let authors = KnownAuthors()

    package init(
        _ repository: any Repository, _ kinds: ProviderKinds, settingsPath: String? = nil, branch: String? = nil
    ) {
        self.repository = repository
        self.kinds = kinds
        self.settingsPath = settingsPath
        self.branch = branch
    }

    /// Reads what a tree of files declares.
    ///
    /// - Parameter only: the zones to read; `nil` for all.
    /// - Returns: the reader.
    package func reader(only: Set<DomainName>? = nil) -> DesiredStateReader {
        DesiredStateReader(kinds, settingsPath: settingsPath, only: only)
    }

    /// What a commit says of settings and signers. It is read once a run.
    ///
    /// - Parameter commit: the commit.
    /// - Returns: what it says.
    /// - Throws: ``GitError``. That there are no settings is no error.
    package func reading(of commit: CommitID) throws(GitError) -> CommitReading {
        try readings.reading(of: commit, settingsPath) { () throws(GitError) in
            let tree = try repository.files(of: commit)
            do throws(GitError) {
                let settings = try reader().settings(in: tree)
                let path = settings.settings?.review.signers
                return CommitReading(
                    tree: tree, settings: settings,
                    signers: Result { () throws(GitError) in try tree.smallFile(at: path) })
            } catch {
                guard error.code == .noSuchFile else { throw error }
                return CommitReading(tree: tree)
            }
        }
    }

    /// What a commit or the working folder says of settings, which must be there.
    ///
    /// - Parameter tree: its files.
    /// - Returns: what they say.
    /// - Throws: ``GitError``, with code `noSuchFile` where there are none.
    package func settings(in tree: any FileTree) throws(GitError) -> SettingsReading {
        if let commit = tree.ownCommit, let known = try reading(of: commit).settings { return known }
        return try reader().settings(in: tree)
    }

    /// The zones that one tree leaves out of those of another.
    ///
    /// - Parameters:
    ///   - before: the files before.
    ///   - after: the files now.
    /// - Returns: see ``DesiredStateReader/absentZones(from:_:to:_:)``.
    /// - Throws: ``GitError``.
    package func absentZones(from before: any FileTree, to after: any FileTree) throws(GitError) -> [AbsentZone] {
        func settings(_ tree: any FileTree) throws(GitError) -> Settings? {
            do throws(GitError) {
                return try self.settings(in: tree).settings
            } catch {
                guard error.code == .noSuchFile else { throw error }
                return nil
            }
        }
        return try reader().absentZones(from: before, try settings(before), to: after, try settings(after))
    }

    /// The files of a commit, or of the working folder.
    ///
    /// - Parameter commit: the commit in hexadecimal; `nil` for the working folder.
    /// - Returns: the files.
    /// - Throws: ``GitError``.
    package func files(ofCommit commit: String?) throws(GitError) -> any FileTree {
        if let commit = commit.flatMap(CommitID.init(hex:)) { return try reading(of: commit).tree }
        return try repository.workingFiles()
    }

    /// The octets of a signers file of a commit or of the working folder.
    ///
    /// - Parameters:
    ///   - path: its path; `nil` where the settings name none.
    ///   - tree: the files.
    /// - Returns: `nil` where there is none.
    /// - Throws: ``GitError``.
    package func signers(at path: String?, in tree: any FileTree) throws(GitError) -> [UInt8]? {
        if let commit = tree.ownCommit {
            let known = try reading(of: commit)
            if known.settings?.settings?.review.signers == path { return try known.signers.get() }
        }
        return try tree.smallFile(at: path)
    }
}

internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

// What is declared, as the options of a command name it.

extension CommitOptions {
    /// Which files are read.
    var source: DeclaredReader.Source { worktree ? .workingFolder : .revision(revision) }
}

/// Reads what is declared, and says what is missing.
struct DeclaredFiles: Sendable {
    private let clone: Clone
    /// The working folder with a final `/`; `nil` in a bare repository.
    private let workingFolder: String?

    init(_ composition: Composition) {
        clone = composition.clone
        workingFolder = composition.repository.workingFolder
    }

    /// What a revision, or the working folder, declares.
    ///
    /// - Parameters:
    ///   - revision: what the command line says.
    ///   - merges: whether a commit is read as it is once merged into the protected branch.
    /// - Returns: what it declares.
    /// - Throws: ``CommandFailure``.
    func declared(at revision: RevisionOptions, merges: Bool = false) throws(CommandFailure) -> DeclaredState {
        let only = try ZoneNames.parse(revision.zones)
        let declared = try readingSettings(canPreview: true) {
            try DeclaredReader(in: clone).read(
                merges && !revision.commit.worktree ? .merged(revision.commit.revision) : revision.commit.source,
                only: only.isEmpty ? nil : Set(only), changedSince: revision.changedSince)
        }
        Manner.isAbout(declared.apexes)
        return declared
    }

    /// What drift is looked for in, by the protected branch, which is fetched as the ledger is.
    ///
    /// - Parameters:
    ///   - ports: the edges.
    ///   - zones: the names of zones to look at; none means all.
    ///   - fetches: whether branch and ledger are fetched.
    /// - Returns: the scope.
    /// - Throws: ``CommandFailure``.
    func driftScope(_ ports: GatePorts, zones: [String], fetches: Bool) async throws(CommandFailure) -> DriftScope {
        let only = Set(try ZoneNames.parse(zones))
        var news = ApplyNews()
        if fetches { try await fetchBranch(ports) }
        do {
            return try await DriftScopeReader(ports, only: only, LedgerFetching(fetches: fetches)).read(&news)
        } catch {
            throw failure(readingSettings: error, canPreview: false)
        }
    }

    /// Fetches the protected branch; where it can't be, that is said, and it is read as this clone has it.
    private func fetchBranch(_ ports: GatePorts) async throws(CommandFailure) {
        do throws(GitError) { try await ports.fetchProtectedBranch() } catch {
            switch error.code {
            case .unreachable, .forbidden, .unknownServer:
                ports.observer(
                    .note(
                        "the protected branch could not be fetched: \(error.message); the copy in this clone is used"))
            default: throw CommandFailure(GateError(error))
            }
        }
    }

    /// A zone file of the working folder, and how the settings have it read.
    struct WorkingZoneFile {
        var path: String
        var apex: DomainName
        var options: ZoneFileOptions
    }

    /// The zone files of the working folder, by path.
    func workingZoneFiles() throws(CommandFailure) -> [WorkingZoneFile] {
        try commandFailure {
            let tree = try clone.repository.workingFiles()
            guard let settings = try clone.settings(in: tree).settings else { return [] }
            var files: [WorkingZoneFile] = []
            for (apex, found) in try clone.reader().zoneFolders(in: tree, settings).zones {
                guard let zone = settings.zone(apex) else { continue }
                let options = settings.zoneFileOptions(for: zone)
                files += found.map {
                    WorkingZoneFile(path: (workingFolder ?? "") + $0.path, apex: apex, options: options)
                }
            }
            return files.sorted { $0.path < $1.path }
        }
    }

    // MARK: - Settings alone

    /// The settings of a commit or of the working folder.
    func settings(at commit: CommitOptions) throws(CommandFailure) -> Settings {
        try readingSettings(canPreview: true) { try settings(in: try DeclaredReader(in: clone).tree(commit.source)) }
    }

    /// The settings of a commit or of the working folder, and what is declared there by the names of zone files.
    struct Declarations {
        var settings: Settings
        var zones: [ZoneList.Declared]
        /// The mistakes; an error hides some zones.
        var diagnostics: [Diagnostic]
    }

    /// What is declared by the names of zone files.
    ///
    /// - Parameters:
    ///   - commit: where.
    ///   - providers: say which of several zones of one name is meant.
    /// - Returns: the declarations.
    /// - Throws: ``CommandFailure``.
    func declarations(
        at commit: CommitOptions, _ providers: any ZoneProviders
    ) throws(CommandFailure) -> Declarations {
        try readingSettings(canPreview: true) {
            let tree = try DeclaredReader(in: clone).tree(commit.source)
            let settings = try settings(in: tree)
            let found = try clone.reader().zoneFolders(in: tree, settings)
            let zones = found.zones.keys.sorted().compactMap { apex in
                settings.zone(apex).map { zone in
                    let choice = providers.choice(of: zone, in: settings)
                    return ZoneList.Declared(
                        apex: apex, provider: zone.provider, id: choice.id, isPrivate: choice.isPrivate)
                }
            }
            return Declarations(settings: settings, zones: zones, diagnostics: found.diagnostics)
        }
    }

    private func settings(in tree: any FileTree) throws -> Settings {
        let reading = try clone.settings(in: tree)
        guard let settings = reading.settings else {
            throw CommandFailure(.failure, reading.diagnostics.map(\.description))
        }
        return settings
    }

    // MARK: - Settings that are not committed

    /// Says what reading settings throws as a command's failure; that there are no settings in a commit, with those of
    /// the working folder, which somebody new forgets to commit.
    ///
    /// - Parameters:
    ///   - canPreview: whether the command takes `--worktree`.
    ///   - body: what reads settings.
    /// - Returns: what the body returns.
    /// - Throws: ``CommandFailure``.
    func readingSettings<Value>(canPreview: Bool, _ body: () throws -> Value) throws(CommandFailure) -> Value {
        do { return try body() } catch { throw failure(readingSettings: error, canPreview: canPreview) }
    }

    /// An error of reading settings as a command's failure.
    func failure(readingSettings error: any Error, canPreview: Bool) -> CommandFailure {
        guard let error = error as? GitError, error.code == .noSuchFile,
            error.message.hasPrefix("there are no settings"), error.message.contains(" in commit "),
            let path = uncommittedSettings
        else { return CommandFailure(error) }
        return CommandFailure(
            .failure,
            "there are no settings in the commit, but '\(Printable.text(path))' is in the working folder; commit it"
                + (canPreview ? ", or read the working folder with --worktree" : ""),
            id: "settings-not-committed")
    }

    /// The settings that are in the working folder.
    private var uncommittedSettings: String? {
        guard let folder = workingFolder else { return nil }
        return (clone.settingsPath.map { [$0] } ?? DesiredStateReader.defaultSettingsPaths).first {
            FileManager.default.fileExists(atPath: folder + $0)
        }
    }
}

internal import ArgumentParser
internal import DNSModel
internal import DNSProviders
internal import Gate
internal import GitStore
internal import Logging
internal import ZoneFiles
internal import ZonePlanning

/// Puts the edges together: the only place that names them.
struct Wiring {
    let repository: GitRepository
    /// The repository as the gate sees it, with what the command line says of it.
    let clone: Clone
    let verbosity: VerbosityOptions
    /// The providers of this run, so that all zones of one share its rate limit and its list of zones.
    let providers = DeclaredProviders()
    /// What this run has to tell, and whom.
    let notices = RunNotices()
    /// How far it is.
    let progress: Progress
    /// Which ledger counts in this run.
    let trust = LedgerTrust()
    /// Whether this run is told to stop.
    let stop = StopRequest()
    /// How the remotes answer in this run.
    let manners: RemoteManners

    init(_ options: RepositoryOptions, _ verbosity: VerbosityOptions) throws(CommandFailure) {
        try self.init(options.files, branch: options.branch, verbosity)
    }

    init(
        _ options: SettingsOptions, branch: String? = nil, _ verbosity: VerbosityOptions
    ) throws(CommandFailure) {
        repository = try gitFailure { () throws(GitError) in try GitRepository(at: options.folder.repository) }
        clone = Clone(repository, Self.kinds, settingsPath: options.settings, branch: branch)
        self.verbosity = verbosity
        progress = Progress(isQuiet: verbosity.quiet)
        manners = Self.manners(verbosity)
    }

    var settingsPath: String? { clone.settingsPath }
    var branch: String? { clone.branch }

    // MARK: - What is declared

    /// What a revision, or the working folder, declares.
    func project(at revision: RevisionOptions) throws(CommandFailure) -> Project {
        let only = try ZoneNames.parse(revision.zones)
        let reader = clone.reader(only: only.isEmpty ? nil : Set(only))
        return try readingSettings(canPreview: true) { () throws(GitError) in
            if revision.commit.worktree {
                return try project(of: try repository.workingTree(), reader, changedSince: revision.changedSince)
            }
            let commit = try repository.resolve(revision: revision.commit.revision)
            return try project(
                of: try repository.snapshot(of: commit), reader, changedSince: revision.changedSince)
        }
    }

    func project(
        of tree: any FileTree, _ reader: DesiredStateReader, changedSince: String?
    ) throws(GitError) -> Project {
        var reader = reader
        var notes: [String] = []
        if let changedSince { notes += try limit(&reader, tree, to: changedSince) }
        let reading = try clone.settings(in: tree)
        guard let state = try reader.read(tree, reading) else {
            var project = Project(nil, Settings(path: ""), notes: [])
            (project.source, project.commit, project.diagnostics) = (.commit, tree.commit?.hex, reading.diagnostics)
            return project
        }
        let paths = [state.settingsFile.path, state.settings.zoneFiles]
        let uncommitted: [String]
        do throws(GitError) { uncommitted = try repository.uncommitted(below: paths) } catch {
            // Nothing of what is committed depends on it.
            uncommitted = []
            notes.append("it is not known what is uncommitted: \(error.message)")
        }
        if !uncommitted.isEmpty {
            let shown = uncommitted.prefix(5).map { Printable.text($0) }.joined(separator: ", ")
            let more = uncommitted.count > 5 ? " and \(uncommitted.count - 5) more" : ""
            notes.append(
                tree.commit == nil
                    ? "uncommitted and part of this preview: \(shown)\(more)"
                    : "uncommitted and not looked at: \(shown)\(more); use --worktree to preview")
        }
        Manner.isAbout(state.zones.map(\.desired.zone.apex))
        return Project(state, state.settings, notes: notes)
    }

    /// Limits a reader to the zones whose files differ from the merge base with a revision; to all where the settings
    /// do.
    func limit(
        _ reader: inout DesiredStateReader, _ tree: any FileTree, to revision: String
    ) throws(GitError) -> [String] {
        let reading = try clone.settings(in: tree)
        let file = reading.file
        guard let settings = reading.settings else { return [] }
        let commit: CommitID
        if let known = tree.commit { commit = known } else { commit = try repository.resolve() }
        var changed = Set(try repository.changedPaths(since: revision, in: commit))
        if tree.commit == nil {
            do throws(GitError) { changed.formUnion(try repository.uncommitted()) } catch {
                return ["it is not known what is uncommitted, so every zone is looked at: \(error.message)"]
            }
        }
        if changed.contains(file.path) {
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

    /// A zone file of the working folder, and how the settings have it read.
    struct WorkingZoneFile {
        var path: String
        var apex: DomainName
        var options: ZoneFileOptions
    }

    /// The zone files of the working folder, by path.
    func workingZoneFiles() throws(CommandFailure) -> [WorkingZoneFile] {
        try gitFailure { () throws(GitError) in
            let tree = try repository.workingTree()
            let reader = clone.reader()
            guard let settings = try clone.settings(in: tree).settings else { return [] }
            var files: [WorkingZoneFile] = []
            for (apex, found) in try reader.zoneFolders(in: tree, settings).zones {
                guard let zone = settings.zone(apex) else { continue }
                let options = settings.zoneFileOptions(for: zone)
                files += found.map {
                    WorkingZoneFile(path: (repository.workingFolder ?? "") + $0.path, apex: apex, options: options)
                }
            }
            return files.sorted { $0.path < $1.path }
        }
    }

    // MARK: - Providers

    /// The works of a project's zones: each with its provider, and limited to what that serves.
    ///
    /// - Parameters:
    ///   - project: the zones.
    ///   - allowed: the policies that are allowed by name.
    ///   - warns: whether what is left out is said; it may have been already.
    /// - Returns: the works.
    /// - Throws: ``CommandFailure`` where a provider can't serve what is declared.
    func works(
        for project: Project, allowed: Set<PolicyName>, warns: Bool = true
    ) async throws(CommandFailure) -> [ZoneWork] {
        let works = try await servedWorks(for: project, allowed: allowed, warns: warns)
        if !works.refused.isEmpty { throw CommandFailure(.failure, []) }
        return works.served
    }

    /// The works of those zones that their providers can serve as they are declared, and the other zones.
    ///
    /// - Parameters: as for ``works(for:allowed:warns:)``.
    func servedWorks(
        for project: Project, allowed: Set<PolicyName>, warns: Bool = true
    ) async throws(CommandFailure) -> (served: [ZoneWork], refused: [DomainName]) {
        let protectedBefore = try await protectedSets(project)
        var works: [ZoneWork] = []
        var refused: [DomainName] = []
        var diagnostics: [Diagnostic] = []
        for zone in project.zones {
            guard let provider = try provider(of: zone, in: project) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            diagnostics += zone.told(problems)
            if problems.contains(where: { $0.severity == .error }) {
                refused.append(desired.zone.apex)
                continue
            }
            let policy = PlanPolicy(settings: zone.settings.policies, allowed: allowed, today: Clock.today())
            let planner = ZonePlanner(
                providerName: zone.settings.provider, capabilities: provider.capabilities,
                ownership: Ownership(of: desired, ignoring: zone.settings.ignore), policy: policy)
            works.append(
                ZoneWork(
                    desired: desired, planner: planner, provider: provider,
                    protectedBefore: protectedBefore[desired.zone.apex] ?? []))
        }
        Terminal.standardError.tell(
            diagnostics.filter { warns || $0.severity == .error }, verbosity, lister: project.lister)
        return (works, refused)
    }

    /// The sets that were protected when last applied, or are on the protected branch.
    private func protectedSets(_ project: Project) async throws(CommandFailure) -> [DomainName: Set<RecordSet.Key>] {
        var result: [DomainName: Set<RecordSet.Key>] = [:]
        let ledger = try ledger(of: project.settings)
        for zone in project.zones {
            let apex = zone.desired.zone.apex
            do {
                result[apex] = try await ReceiptHistory(of: apex, in: ledger).protected
            } catch {
                throw CommandFailure(.failure, Printable.text(error.message), id: "ledger")
            }
        }
        for (apex, keys) in protectedOnBranch(project) { result[apex, default: []].formUnion(keys) }
        return result
    }

    /// The zones that were applied once and have no zone file any more, where all zones are looked at.
    ///
    /// Their record sets stay at the provider: a zone is never emptied because its file is gone.
    func forgottenZones(of project: Project, _ revision: RevisionOptions) async throws(CommandFailure) -> [DomainName] {
        guard revision.zones.isEmpty, revision.changedSince == nil else { return [] }
        let declared = Set(project.zones.map(\.desired.zone.apex)).union(project.unreadable)
        return try await appliedZones(in: try ledger(of: project.settings)).subtracting(declared).sorted()
    }

    /// The zones that have a receipt, whatever it says.
    func appliedZones(in ledger: any Ledger) async throws(CommandFailure) -> Set<DomainName> {
        do {
            var zones: Set<DomainName> = []
            var folder: Substring = ""
            for path in try await ledger.paths(below: "receipts") {
                let parts = path.split(separator: "/")
                guard parts.count == 3, parts[1] != folder else { continue }
                folder = parts[1]
                if let apex = LedgerLayout.apex(ofReceiptFolder: folder) { zones.insert(apex) }
            }
            return zones
        } catch {
            throw CommandFailure(.failure, Printable.text(error.message), id: "ledger")
        }
    }

    /// What the protected branch's zone files protect, where they are not the project's own.
    ///
    /// Where the protected branch is not known here, as in a clone of one commit, there is nothing to add; apply looks
    /// again, and there it must be known.
    private func protectedOnBranch(_ project: Project) -> [DomainName: [RecordSet.Key]] {
        guard let found = try? TrustedBranch.find(in: clone), found.branch.commit.hex != project.commit,
            let settings = found.settings
        else { return [:] }
        var reader = clone.reader()
        guard let folders = try? reader.zoneFolders(in: found.tree, settings).zones else { return [:] }
        let other = project.zones.filter { zone in
            let blobs = Set(zone.desired.files.map(\.blob))
            return Set((folders[zone.desired.zone.apex] ?? []).map(\.blob)) != blobs
        }
        reader.only = Set(other.map(\.desired.zone.apex))
        guard let reading = try? clone.settings(in: found.tree), let state = try? reader.read(found.tree, reading)
        else { return [:] }
        return Dictionary(
            state.zones.map { ($0.desired.zone.apex, $0.desired.protectedKeys) }, uniquingKeysWith: { $1 })
    }

    /// What the zones' providers can't serve, and which of their rules the zones break.
    func servabilityDiagnostics(of project: Project) throws(CommandFailure) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for zone in project.zones {
            guard let provider = try provider(of: zone, in: project) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            diagnostics += zone.told(problems + provider.findings(in: RuleSubject(desired)).map(\.diagnostic))
        }
        return diagnostics + loopDiagnostics(of: project)
    }

    /// The CNAMEs that lead in a circle from zone to zone, of which no provider knows.
    private func loopDiagnostics(of project: Project) -> [Diagnostic] {
        NameLoops.loops(across: project.zones.map(\.desired.zone)).flatMap { place, loop in
            let zone = project.zones[place]
            let key = zone.desired.zone.sets[loop.index].key
            return zone.told([
                Diagnostic(
                    .warning, id: "cname-loop", loop.sentence(about: key),
                    at: zone.desired.location(ofSetAt: loop.index))
            ])
        }
    }

    // MARK: - Verbs

    /// Does something while no other apply runs in this repository.
    func alone<Value>(_ body: () async throws -> Value) async throws -> Value {
        let lock: ApplyLock
        do {
            lock = try await ApplyLock.take(in: repository) {
                if !verbosity.quiet {
                    Terminal.standardError.write("note: waiting for another apply in this repository")
                }
            }
        } catch {
            throw CommandFailure(error)
        }
        defer { lock.release() }
        return try await body()
    }

    /// The verbs, saying how far they are when it takes long.
    func reconciler() -> Reconciler {
        Reconciler(log: verbosity.logger, saw: { [progress] moment in progress.saw(moment) })
    }
}

/// Says a git error as a command's failure.
func gitFailure<Value>(_ body: () throws -> Value) throws(CommandFailure) -> Value {
    do {
        return try body()
    } catch let error as GitError {
        throw CommandFailure(error)
    } catch let error as GateError {
        throw CommandFailure(error)
    } catch let failure as CommandFailure {
        throw failure
    } catch {
        throw CommandFailure(.failure, "\(error)")
    }
}

extension CommandFailure {
    /// A git error.
    init(_ error: GitError) { self.init(GateError(error)) }
}

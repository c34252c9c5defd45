internal import ArgumentParser
internal import DNSModel
internal import DNSProviders
internal import GitStore
internal import Logging
internal import Reconciliation
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// Puts the edges together: the only place that names them.
struct Wiring {
    let repository: GitRepository
    let settingsPath: String?
    let branch: String?
    let verbosity: VerbosityOptions
    /// The accounts of this run, so that all zones of one share its rate limit and its list of zones.
    let accounts = Route53Accounts()
    /// What this run has to tell, and whom.
    let notices = RunNotices()

    init(_ options: RepositoryOptions, _ verbosity: VerbosityOptions) throws(CommandFailure) {
        try self.init(options.files, branch: options.branch, verbosity)
    }

    init(
        _ options: SettingsOptions, branch: String? = nil, _ verbosity: VerbosityOptions
    ) throws(CommandFailure) {
        repository = try gitFailure { () throws(GitError) in try GitRepository(at: options.folder.repository) }
        settingsPath = options.settings
        self.branch = branch
        self.verbosity = verbosity
    }

    // MARK: - What is declared

    /// What a revision, or the working folder, declares.
    func project(at revision: RevisionOptions) throws(CommandFailure) -> Project {
        let only = try ZoneNames.parse(revision.zones)
        let reader = DesiredStateReader(settingsPath: settingsPath, only: only.isEmpty ? nil : Set(only))
        return try gitFailure { () throws(GitError) in
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
        let (state, diagnostics) = try reader.read(tree)
        guard let state else {
            return Project(
                source: .commit, commit: tree.commit?.hex, settings: Settings(path: ""),
                settingsFile: ZoneFileIdentity(path: "", blob: ""), zones: [], diagnostics: diagnostics, notes: [])
        }
        let paths = [state.settingsFile.path, state.settings.zoneFiles]
        let uncommitted = try repository.uncommitted(below: paths)
        if !uncommitted.isEmpty {
            let shown = uncommitted.prefix(5).map { Printable.text($0) }.joined(separator: ", ")
            let more = uncommitted.count > 5 ? " and \(uncommitted.count - 5) more" : ""
            notes.append(
                tree.commit == nil
                    ? "uncommitted and part of this preview: \(shown)\(more)"
                    : "uncommitted and not looked at: \(shown)\(more); use --worktree to preview")
        }
        return Project(
            source: tree.commit == nil ? .worktree : .commit, commit: tree.commit?.hex, settings: state.settings,
            settingsFile: state.settingsFile,
            zones: state.zones.map { ProjectZone(desired: $0.desired, settings: $0.settings) },
            diagnostics: state.diagnostics, notes: notes)
    }

    /// Limits a reader to the zones whose files differ from the merge base with a revision; to all where the settings do.
    private func limit(
        _ reader: inout DesiredStateReader, _ tree: any FileTree, to revision: String
    ) throws(GitError) -> [String] {
        let (settings, file, _) = try reader.settings(in: tree)
        guard let settings else { return [] }
        let commit: CommitID
        if let known = tree.commit { commit = known } else { commit = try repository.resolve() }
        var changed = Set(try repository.changedPaths(since: revision, in: commit))
        if tree.commit == nil { changed.formUnion(try repository.uncommitted()) }
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
        reader.only = Set(touched + removed).intersection(reader.only ?? Set(zones.keys))
        return []
    }

    /// What the protected branch declares for the zones of a plan, after checking that plan and branch agree.
    func protectedProject(for document: PlanDocument) throws(CommandFailure) -> ProtectedProject {
        let working = Set(document.plan.zones.filter { document.plan.isEmpty || $0.hasWork }.map(\.apex))
        let reader = DesiredStateReader(settingsPath: settingsPath, only: working)
        return try gitFailure { () throws(any Error) in
            let found = try protectedTip()
            let tree = try repository.snapshot(of: found.commit)
            let (settings, settingsFile, diagnostics) = try reader.settings(in: tree)
            // From here on these are the settings that count, also of those who are told.
            notices.found(settings?.notifications ?? [], branch: found.name, commit: found.commit.hex)
            try checkFiles(of: document.plan, in: tree, reader, branch: found.name)
            guard let settings else {
                throw CommandFailure(.failure, diagnostics.map(\.description))
            }
            let project = try project(of: tree, reader, changedSince: nil)
            try project.report(to: .standardError, quiet: true)
            func octets(_ path: String?) throws(GitError) -> [UInt8]? {
                guard let path, let file = try tree.file(at: path) else { return nil }
                return try tree.octets(of: file, limit: 16 << 20)
            }
            return ProtectedProject(
                project: project, branch: found.name, commit: found.commit.hex, review: settings.review,
                settings: try octets(settingsFile.path) ?? [], signers: try octets(settings.review.signers))
        }
    }

    /// The protected branch, as the command line, the remote and its own settings say it.
    func protectedTip() throws -> ProtectedBranch {
        let reader = DesiredStateReader(settingsPath: settingsPath)
        var found = try repository.protectedBranch(configured: branch)
        if branch != nil { try checkNamedBranch(found, reader) }
        var settings = try reader.settings(in: try repository.snapshot(of: found.commit)).settings
        if let named = settings?.review.branch, named != found.name {
            if branch != nil {
                throw CommandFailure(
                    .refused,
                    "--branch says '\(Printable.text(found.name))' and the settings there say that "
                        + "'\(Printable.text(named))' is protected", id: "protected-branch")
            }
            found = try repository.protectedBranch(configured: named)
            settings = try reader.settings(in: try repository.snapshot(of: found.commit)).settings
            if let again = settings?.review.branch, again != named {
                throw CommandFailure(
                    .refused,
                    "the settings of '\(Printable.text(named))' say that '\(Printable.text(again))' is protected",
                    id: "protected-branch")
            }
        }
        try checkSettingsPath(try repository.snapshot(of: found.commit), branch: found.name)
        return found
    }

    /// Refuses `--branch` where the remote's default branch is known and its settings protect another one: whoever may
    /// push some branch must not have it count by its name on a command line.
    private func checkNamedBranch(_ found: ProtectedBranch, _ reader: DesiredStateReader) throws {
        guard let usual = try? repository.protectedBranch(), usual.reference.hasPrefix("refs/remotes/"),
            usual.reference != found.reference
        else { return }
        let named = try reader.settings(in: try repository.snapshot(of: usual.commit)).settings?.review.branch
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

    /// Refuses a plan whose settings or zone files are not those of the protected branch.
    private func checkFiles(
        of plan: Plan, in tree: any FileTree, _ reader: DesiredStateReader, branch: String
    ) throws {
        let (settings, file, _) = try reader.settings(in: tree)
        var moved: [String] = []
        if file != plan.settings { moved.append("the settings, \(plan.settings.path)") }
        if let settings {
            let zones = try reader.zoneFolders(in: tree, settings).zones
            for zone in plan.zones where reader.only?.contains(zone.apex) ?? true {
                let files = (zones[zone.apex] ?? []).map { ZoneFileIdentity(path: $0.path, blob: $0.blob) }
                if Set(files) != Set(zone.files) { moved.append("the files of \(zone.apex)") }
            }
        }
        guard moved.isEmpty else {
            throw CommandFailure(
                .stale,
                moved.map {
                    "stale: \(Printable.text($0)) on the protected branch '\(Printable.text(branch))' are not those of the "
                        + "plan [branch-moved]"
                } + ["Nothing was changed. Plan again, from what is merged: gate53 plan --out plan.json"])
        }
    }

    /// The zone files of the working folder.
    func workingZoneFiles() throws(CommandFailure) -> [String] {
        try gitFailure { () throws(GitError) in
            let tree = try repository.workingTree()
            let reader = DesiredStateReader(settingsPath: settingsPath)
            guard let settings = try reader.settings(in: tree).settings else { return [] }
            let files = try reader.zoneFolders(in: tree, settings).zones.values.flatMap { $0 }.map(\.path)
            return files.sorted().map { (repository.workingFolder ?? "") + $0 }
        }
    }

    // MARK: - Providers

    /// The works of a project's zones: each with its provider, and limited to what that serves.
    func works(for project: Project, allowed: Set<PolicyName>) async throws(CommandFailure) -> [ZoneWork] {
        let protectedBefore = try await protectedSets(project)
        var works: [ZoneWork] = []
        var diagnostics: [Diagnostic] = []
        for zone in project.zones {
            guard let provider = try provider(of: zone, in: project) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: zone.settings.lenient)
            diagnostics += problems
            let policy = PlanPolicy(settings: zone.settings.policies, allowed: allowed, today: Clock.today())
            let planner = ZonePlanner(
                providerName: zone.settings.provider, capabilities: provider.capabilities,
                ownership: Ownership(ignored: zone.settings.ignore), policy: policy)
            works.append(
                ZoneWork(
                    desired: desired, planner: planner, provider: provider,
                    protectedBefore: protectedBefore[desired.zone.apex] ?? []))
        }
        for diagnostic in diagnostics where !verbosity.quiet || diagnostic.severity == .error {
            Terminal.standardError.write(diagnostic.description)
        }
        if diagnostics.contains(where: { $0.severity == .error }) { throw CommandFailure(.failure, []) }
        return works
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
        let declared = Set(project.zones.map(\.desired.zone.apex))
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
        guard let found = try? repository.protectedBranch(configured: project.settings.review.branch ?? branch),
            found.commit.hex != project.commit, let tree = try? repository.snapshot(of: found.commit)
        else { return [:] }
        var reader = DesiredStateReader(settingsPath: settingsPath)
        guard let settings = try? reader.settings(in: tree).settings,
            let folders = try? reader.zoneFolders(in: tree, settings).zones
        else { return [:] }
        let other = project.zones.filter { zone in
            let blobs = Set(zone.desired.files.map(\.blob))
            return Set((folders[zone.desired.zone.apex] ?? []).map(\.blob)) != blobs
        }
        reader.only = Set(other.map(\.desired.zone.apex))
        guard let state = try? reader.read(tree).state else { return [:] }
        return Dictionary(
            state.zones.map { ($0.desired.zone.apex, $0.desired.protectedKeys) }, uniquingKeysWith: { $1 })
    }

    /// What the zones' providers can't serve.
    func servabilityDiagnostics(of project: Project) throws(CommandFailure) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for zone in project.zones {
            guard let provider = try provider(of: zone, in: project) else { continue }
            diagnostics += provider.servable(zone.desired, isLenient: zone.settings.lenient).diagnostics
        }
        return diagnostics
    }

    // MARK: - Review and ledger

    /// Where approvals of a plan are looked for.
    func approvals(
        of document: PlanDocument, at plan: String?, extra: [String], _ protected: ProtectedProject
    ) async throws(CommandFailure) -> any ApprovalSource {
        guard let signers = protected.signers else {
            let place =
                protected.review.signers.map { "'\(Printable.text($0))' is not on" } ?? "the settings name none on"
            throw CommandFailure(
                .refused,
                "nobody can approve: there is no signers file, \(place) the protected branch "
                    + "'\(Printable.text(protected.branch))'; add one with 'review: {signers: PATH}'",
                id: "no-signers")
        }
        do {
            var recorded: [SignatureFile] = []
            let ledger = try ledger(protected)
            for path in try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: document.digest))
            where path.hasSuffix(".sig") {
                if let octets = try await ledger.read(path) {
                    recorded.append(SignatureFile(source: "ledger:\(path)", octets: octets))
                }
            }
            return try SSHApprovals(
                plan: plan, paths: extra, signatures: recorded, allowedSigners: signers,
                keygen: SSHKeygen(environment: Terminal.environment))
        } catch let error as LedgerError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch let error as ApprovalSourceError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch let error as SSHError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error)", id: "approvals-unreadable")
        }
    }

    /// Refuses a clone in which the protected branch is older than what was applied last, as where an old job is run again.
    private func refuseBehind(_ base: Receipt?, _ protected: ProtectedProject) throws(CommandFailure) {
        guard let base, let applied = CommitID(hex: base.commit), let tip = CommitID(hex: protected.commit),
            applied != tip, (try? repository.isAncestor(tip, of: applied)) == true
        else { return }
        throw CommandFailure(
            .refused,
            "the protected branch '\(Printable.text(protected.branch))' is at \(protected.commit.prefix(12)) here, and "
                + "\(base.apex) was applied at \(base.commit.prefix(12)), which comes later; fetch it, and plan again",
            id: "branch-behind")
    }

    /// Who wrote the commits under review, those of a zone newest first.
    func authors(
        ofCommitsUnderReview document: PlanDocument, _ protected: ProtectedProject
    ) async throws -> [CommitAuthor] {
        let ledger = try ledger(protected)
        var authors: [CommitAuthor] = []
        for zone in document.plan.zones where zone.hasWork {
            let base = try await ReceiptHistory(of: zone.apex, in: ledger).reviewBase
            try refuseBehind(base, protected)
            authors +=
                try gitFailure { () throws(GitError) in
                    guard let tip = CommitID(hex: protected.commit) else { return [] }
                    var known = base.flatMap { CommitID(hex: $0.commit) }
                    if let commit = known, try !repository.isAncestor(commit, of: tip) { known = nil }
                    let paths = Self.pathsUnderReview(of: zone, base: base, document.plan, protected)
                    return try repository.authors(ofCommitsTouching: paths, from: tip, excluding: known)
                }
        }
        return authors
    }

    /// The paths whose commits are under review: the settings, the signers, and every file that the zone has, had when it
    /// was applied, or may have had in between.
    private static func pathsUnderReview(
        of zone: ZonePlan, base: Receipt?, _ plan: Plan, _ protected: ProtectedProject
    ) -> [String] {
        let folder = protected.project.settings.zoneFiles
        let name = (folder == "." ? "" : folder + "/") + zone.apex.description.dropLast()
        var paths = Set(zone.files.map(\.path) + (base?.files.map(\.path) ?? []))
        paths.formUnion([name + ".yaml", name + ".yml", name + "."])
        paths.formUnion(
            paths.compactMap { path in
                let parent = path.split(separator: "/").dropLast()
                return parent.last?.hasSuffix(".") == true ? parent.joined(separator: "/") : nil
            })
        paths.insert(plan.settings.path)
        if let signers = protected.review.signers { paths.insert(signers) }
        return paths.sorted()
    }

    /// Signs a plan with the reviewer's key, and writes the signature beside it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - path: the plan's file.
    ///   - key: the key as the user names it, or nothing for the usual one.
    ///   - folder: where the git repository is whose settings name the usual key; there need not be one.
    /// - Returns: the path of the signature.
    /// - Throws: ``CommandFailure``.
    static func sign(
        _ document: PlanDocument, at path: String, key: String?, repository folder: String
    ) throws(CommandFailure) -> String {
        do {
            let environment = Terminal.environment
            let home = environment["HOME"]
            let signingKey: SigningKey
            if let key {
                signingKey = SigningKey(key, home: home)
            } else {
                let git = try? GitRepository(at: folder)
                signingKey = try SigningKey(
                    format: try? git?.configured("gpg.format"), configured: try? git?.configured("user.signingkey"),
                    home: home)
            }
            let signature = try SSHSigner(keygen: SSHKeygen(environment: environment))
                .sign(document.octets, with: signingKey, isInteractive: Terminal.standardError.isTerminal)
            return try SSHSigner.write(signature, beside: path)
        } catch {
            throw CommandFailure(.failure, error.message, id: "not-signed")
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
            throw CommandFailure(.failure, Printable.text(error.message), id: "git-" + kebabCase(error.code.rawValue))
        }
        defer { lock.release() }
        return try await body()
    }

    /// The verbs, saying how far they are when it takes long.
    func reconciler() -> Reconciler {
        let progress = Progress(isQuiet: verbosity.quiet)
        return Reconciler(
            log: verbosity.logger,
            progress: { done, total in progress.show("reading live zones", done: done, total: total) },
            settling: { done, total in progress.show("waiting until all servers have it", done: done, total: total) })
    }
}

/// `notARepository` as `not-a-repository`.
func kebabCase(_ text: String) -> String {
    text.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
}

/// Says a git error as a command's failure.
func gitFailure<Value>(_ body: () throws -> Value) throws(CommandFailure) -> Value {
    do {
        return try body()
    } catch let error as GitError {
        throw CommandFailure(.failure, Printable.text(error.message), id: "git-" + kebabCase(error.code.rawValue))
    } catch let failure as CommandFailure {
        throw failure
    } catch {
        throw CommandFailure(.failure, "\(error)")
    }
}

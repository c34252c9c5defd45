internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// Where the three versions of a zone come from: the ledger's receipts, the protected branch, the provider.

extension Wiring {
    /// What the protected branch declares, as far as drift needs it.
    struct DriftScope {
        var branch: ProtectedBranch
        var settings: Settings
        /// The zones that can be read, as the branch declares them.
        var project: Project
        var ledger: any Ledger
        var works: [DriftWork]
        /// Zones whose files or settings have mistakes.
        var failures: [Drift.Failure]
        var forgotten: [DomainName]
    }

    /// Reads what the protected branch declares and what was last applied. Asks no provider.
    ///
    /// A mistake in a zone's files makes that zone a failure, and the others are looked at.
    ///
    /// - Parameters:
    ///   - zones: the names of zones to look at; none means all.
    ///   - fetches: whether the ledger is fetched.
    ///   - mustFetch: whether it is an error that it can't be.
    /// - Returns: the scope; warnings and mistakes are printed.
    /// - Throws: ``CommandFailure`` where branch, settings or ledger can't be read.
    func driftScope(
        zones: [String], fetches: Bool, mustFetch: Bool = false
    ) async throws(CommandFailure) -> DriftScope {
        let only = try ZoneNames.parse(zones)
        let (trusted, state) = try readingSettings(canPreview: false) { () throws(any Error) in
            let trusted = try TrustedBranch.find(in: clone)
            let settings = try clone.settings(in: trusted.tree)
            let state = try clone.reader(only: only.isEmpty ? nil : Set(only)).read(trusted.tree, settings)
            // That there is no zone file is said once, of each zone that was asked for.
            Terminal.standardError.tell(
                (state?.diagnostics ?? settings.diagnostics).filter { $0.id != "no-zone-file" || only.isEmpty },
                verbosity)
            guard let state else { throw CommandFailure(.failure, []) }
            return (trusted, state)
        }
        let branch = trusted.branch
        notices.found(trusted)
        let ledger = try await fetchedLedger(of: state.settings, fetches: fetches, mustFetch: mustFetch)
        var project = Project(state, state.settings, notes: []).withoutUnreadable
        project.diagnostics = []
        var scope = DriftScope(
            branch: branch, settings: state.settings, project: project, ledger: ledger, works: [], failures: [],
            forgotten: [])
        let readable = Set(project.zones.map(\.desired.zone.apex))
        for apex in state.unreadable.sorted() where only.isEmpty || only.contains(apex) {
            scope.failures.append(
                Drift.Failure(
                    apex: apex, provider: nil, code: "mistakes",
                    message: "its zone files on the protected branch have mistakes; see them with 'gate53 check'"))
        }
        for apex in only.sorted() where !state.unreadable.contains(apex) && !readable.contains(apex) {
            scope.failures.append(
                Drift.Failure(
                    apex: apex, provider: nil, code: "no-zone-file",
                    message: "it has no zone file on the protected branch '\(branch.name)'; check the name"))
        }
        var unserved: [Diagnostic] = []
        defer { Terminal.standardError.tell(unserved, verbosity) }
        let bases = BaseReader(clone: clone, ledger: ledger)
        for zone in project.zones {
            let apex = zone.desired.zone.apex
            guard let provider = try provider(of: zone, in: project) else { continue }
            let (desired, found) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            let problems = zone.told(found)
            unserved += problems
            if problems.contains(where: { $0.severity == .error }) {
                scope.failures.append(
                    Drift.Failure(
                        apex: apex, provider: zone.settings.provider, code: "mistakes",
                        message: "its provider can't serve what the protected branch declares"))
                continue
            }
            do {
                let last = try await bases.base(of: zone, in: project, at: provider)
                scope.works.append(
                    DriftWork(
                        desired: desired, ownership: Ownership(of: desired, ignoring: zone.settings.ignore),
                        providerName: zone.settings.provider, provider: provider, last: last))
            } catch {
                throw CommandFailure(.failure, Printable.text(error.message), id: error.id)
            }
        }
        if only.isEmpty {
            let known = Set(project.zones.map(\.desired.zone.apex)).union(scope.failures.map(\.apex))
            scope.forgotten = try await appliedZones(in: ledger).subtracting(known).sorted()
        }
        return scope
    }

    /// Looks at every zone of a scope.
    func drift(_ scope: DriftScope) async -> Drift { await look(scope, keepsLive: false).drift }

    /// Looks at every zone of a scope, and gives back what is live where there is drift too.
    func driftAndLive(_ scope: DriftScope) async -> (drift: Drift, live: [DomainName: LiveZone]) {
        await look(scope, keepsLive: true)
    }

    /// Looks at every zone of a scope by asking its name servers, and lists those that don't look as they should.
    func quickDrift(_ scope: DriftScope, _ options: NameServerOptions) async -> Drift {
        let (queries, lookup) = nameServerQueries(options)
        return await explained(await reconciler().quickDrift(scope.works, asking: queries, lookup), scope)
    }

    private func look(
        _ scope: DriftScope, keepsLive: Bool
    ) async -> (drift: Drift, live: [DomainName: LiveZone]) {
        let outcome = await reconciler().drift(scope.works, keepsLive: keepsLive)
        return (await explained(outcome, scope), outcome.live)
    }

    private func explained(_ outcome: DriftOutcome, _ scope: DriftScope) async -> Drift {
        let drift = Drift(
            time: Clock.timestamp(), branch: scope.branch.name, commit: scope.branch.commit.hex, zones: outcome.zones,
            failures: scope.failures + outcome.failures, forgotten: scope.forgotten)
        return await explained(drift, scope)
    }
}

/// What was last applied to the zones of a project, read anew each time.
struct LedgerBases: BaseSource {
    let clone: Clone
    let ledger: any Ledger
    let project: Project
    /// The providers of its zones.
    let providers: [DomainName: any ZoneProvider]

    func lastApplied(to apex: DomainName) async throws(LedgerError) -> LastApplied {
        guard let zone = project.zones.first(where: { $0.desired.zone.apex == apex }), let provider = providers[apex]
        else { return LastApplied(.none(.unusable("it is not declared"))) }
        let reader = BaseReader(clone: clone, ledger: ledger)
        return try await reader.base(of: zone, in: project, at: provider)
    }
}

/// Reads zones as they were last applied, from the commits that the receipts name.
private struct BaseReader {
    let clone: Clone
    let ledger: any Ledger

    /// The base of a zone. That it can't be read is no error: then there is none.
    func base(
        of zone: DesiredState.DeclaredZone, in project: Project, at provider: any ZoneProvider
    ) async throws(LedgerError) -> LastApplied {
        let apex = zone.desired.zone.apex
        let receipts = try await BaseReceipts(of: apex, in: ledger)
        guard let receipt = receipts.base else {
            return LastApplied(.none(.neverApplied))
        }
        func unusable(_ reason: String) -> LastApplied { LastApplied(.none(.unusable(reason))) }
        guard receipt.provider.name == zone.settings.provider, receipt.provider.type == provider.capabilities.kind
        else {
            return unusable(
                "it was last applied at another provider, \(receipt.provider.name) (\(receipt.provider.type))")
        }
        let short = receipt.commit.prefix(12)
        let (tree, settings): (any FileTree, Settings)
        do throws(GitError) {
            (tree, settings) = try commit(receipt.commit)
        } catch {
            return unusable(
                error.code == .missingObject || error.code == .unknownRevision || error.code == .shallowClone
                    ? "it was last applied at commit \(short), which this clone does not have; fetch it, as with 'git fetch "
                        + "--unshallow'"
                    : "it was last applied at commit \(short), which can't be read: \(error.message)")
        }
        guard let zoneSettings = settings.zone(apex) else {
            return unusable("the settings of commit \(short), at which it was last applied, do not name it")
        }
        guard let (declared, isAbsent) = read(receipt, tree, settings, zoneSettings, zone, project) else {
            return unusable("the zone files of commit \(short) are not those that were last applied")
        }
        let served = provider.servable(declared, isLenient: true).zone
        let (completed, notes) = try await receipts.completed(served.zone, in: ledger)
        let applied = AppliedZone(
            zone: completed, isAbsent: isAbsent, ownership: Ownership(of: served, ignoring: zoneSettings.ignore),
            plan: receipt.plan, commit: receipt.commit, time: receipt.finished, zoneID: receipt.provider.zoneID,
            restoredBy: receipts.restoredBy, nameServers: receipt.nameServers, notes: notes,
            version: receipt.version)
        let isSameChoice =
            zoneSettings.meansSameZone(as: zone.settings)
            && settings.providers[receipt.provider.name] == project.settings.providers[receipt.provider.name]
        return LastApplied(.applied(applied), hasMoved: !isSameChoice)
    }

    /// The zone as its files say it that a receipt names; nothing where they are not there or not those.
    private func read(
        _ receipt: Receipt, _ tree: any FileTree, _ settings: Settings, _ zoneSettings: ZoneSettings,
        _ zone: DesiredState.DeclaredZone, _ project: Project
    ) -> (zone: DesiredZone, isAbsent: Bool)? {
        let apex = receipt.apex
        if receipt.files.isEmpty {
            guard zoneSettings.isAbsent else { return nil }
            return (DesiredZone(zone: Zone(empty: apex), marks: [], files: []), true)
        }
        var inputs: [ZoneFileInput] = []
        let isAsNow =
            receipt.files == zone.desired.files
            && settings.zoneFileOptions(for: zoneSettings) == project.settings.zoneFileOptions(for: zone.settings)
        for identity in receipt.files {
            guard let file = try? tree.file(at: identity.path), file.blob == identity.blob else { return nil }
            if isAsNow { continue }
            guard let octets = try? tree.octets(of: file) else { return nil }
            inputs.append(ZoneFileInput(path: file.path, blob: file.blob, octets: octets))
        }
        if isAsNow { return (zone.desired, false) }
        let options = settings.zoneFileOptions(for: zoneSettings)
        return ZoneFileReader.read(files: inputs, apex: apex, options: options).zone.map { ($0, false) }
    }

    private func commit(_ name: String) throws(GitError) -> (tree: any FileTree, settings: Settings) {
        guard let id = CommitID(hex: name) else {
            throw GitError(.unknownRevision, "'\(Printable.text(name))' names no commit")
        }
        let tree = try clone.reading(of: id).tree
        guard let settings = try clone.settings(in: tree).settings else {
            throw GitError(.failed, "its settings have mistakes")
        }
        return (tree, settings)
    }
}

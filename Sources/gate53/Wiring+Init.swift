internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reconciliation
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

// What a new repository can be told of its surroundings, and the import of zones.

extension Wiring {
    /// For a repository that has no settings yet.
    init(
        folder: String, settings: String? = nil, branch: String? = nil, _ verbosity: VerbosityOptions
    ) throws(CommandFailure) {
        repository = try gitFailure { () throws(GitError) in try GitRepository(at: folder) }
        settingsPath = settings
        self.branch = branch
        self.verbosity = verbosity
    }

    // MARK: - What can be found out

    /// The root of the working tree, with a final slash.
    func root() throws(CommandFailure) -> String {
        guard let root = repository.workingFolder else {
            throw CommandFailure(
                .failure, "the repository is bare and has no files; run this in a clone of it",
                id: "git-no-working-tree")
        }
        return root
    }

    /// Where `origin` is.
    var origin: RemoteAddress? {
        (try? repository.configured("remote.origin.url")).flatMap { $0 }.flatMap(RemoteAddress.init)
    }

    /// The protected branch: the remote's default branch, else the current one.
    var likelyBranch: String {
        (try? repository.protectedBranch())?.name ?? repository.currentBranch ?? "main"
    }

    /// The address and public key that the user signs with, where both are known.
    var signer: (address: String, key: String)? {
        guard let address = (try? repository.configured("user.email")).flatMap({ $0 }),
            StarterFiles.isAddress(address),
            let key = try? SigningKey(
                format: (try? repository.configured("gpg.format")).flatMap { $0 },
                configured: (try? repository.configured("user.signingkey")).flatMap { $0 },
                home: Terminal.environment["HOME"])
        else { return nil }
        switch key {
        case .inAgent(let text): return StarterFiles.publicKey(Array(text.utf8)).map { (address, $0) }
        case .file(let path):
            // Only the public half is looked at.
            let path = path.hasSuffix(".pub") ? path : path + ".pub"
            return (try? InputFile.read(path)).flatMap(StarterFiles.publicKey).map { (address, $0) }
        }
    }

    /// The settings that the working folder has already, by their path and folder of zone files.
    func settingsThatAreThere() throws(CommandFailure) -> (path: String, zoneFiles: String)? {
        try gitFailure { () throws(any Error) in
            let tree = try repository.workingTree()
            let reader = DesiredStateReader()
            for path in DesiredStateReader.defaultSettingsPaths where try tree.file(at: path) != nil {
                return (path, try reader.settings(in: tree).settings?.zoneFiles ?? Settings(path: path).zoneFiles)
            }
            return nil
        }
    }

    // MARK: - Import

    /// A zone as its provider has it.
    struct ImportedZone {
        var apex: DomainName
        /// The zone file.
        var octets: [UInt8]
        /// How many record sets the file has.
        var count: Int
        /// What the settings need to say of it besides its provider.
        var settingsLines: [String]
        /// What the file does not have.
        var unmodelled: [UnmodelledSet]
        /// Whether the provider has the zone.
        var exists: Bool
    }

    /// Reads zones from a provider.
    ///
    /// - Parameters:
    ///   - provider: the provider's settings.
    ///   - apexes: the zones; none means all that there are.
    ///   - zoneID: the one that is meant of several zones of one name.
    /// - Returns: the zones in canonical order; those of `apexes` that the provider does not have are empty.
    /// - Throws: ``CommandFailure``.
    func importedZones(
        _ provider: ProviderSettings, _ apexes: [DomainName], zoneID: String?
    ) async throws(CommandFailure) -> [ImportedZone] {
        guard let directory = directory("", provider) else { return [] }
        do {
            var listed = try await directory.zones()
            if let zoneID { listed = listed.filter { $0.id == zoneID } }
            let wanted = apexes.isEmpty ? Set(listed.map(\.apex)) : Set(apexes)
            var zones: [ImportedZone] = []
            for apex in wanted.sorted() {
                let found = listed.filter { $0.apex == apex }
                guard let zone = found.first else {
                    zones.append(
                        ImportedZone(
                            apex: apex, octets: Array(StarterFiles.emptyZone(apex).utf8), count: 0, settingsLines: [],
                            unmodelled: [], exists: false))
                    continue
                }
                if found.count > 1 {
                    let kinds = found.map { "\($0.id) (\($0.isPrivate ? "private" : "public"))" }
                    throw CommandFailure(
                        .failure,
                        "there are \(found.count) zones \(apex): \(Printable.text(kinds.joined(separator: ", "))); "
                            + "name one, as in '--zone \(apex) --zone-id \(Printable.text(zone.id))'",
                        id: "ambiguous-zone")
                }
                zones.append(try await imported(zone, from: directory, isNamed: zoneID != nil, provider))
            }
            return zones
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as ProviderError {
            throw CommandFailure(.failure, Printable.lines(error.message), id: error.code.id)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }

    private func imported(
        _ listed: ListedZone, from directory: any ZoneDirectory, isNamed: Bool, _ provider: ProviderSettings
    ) async throws(ProviderError) -> ImportedZone {
        let live = try await directory.liveZone(listed)
        let sets = live.zone.sets.filter { set in
            guard set.name == listed.apex else { return true }
            // The apex NS of Route 53 are those of the zone's delegation set. In a master file they are the user's.
            if case .route53 = provider, set.type == .ns { return false }
            return set.type != .soa
        }
        // A part of sets that are in order and unique is in order and unique.
        let zone = (try? Zone(apex: listed.apex, ordered: sets)) ?? Zone(empty: listed.apex)
        var lines: [String] = []
        if isNamed { lines.append("zone-id: \(listed.id)") } else if listed.isPrivate { lines.append("private: true") }
        let octets =
            sets.isEmpty ? Array(StarterFiles.emptyZone(listed.apex).utf8) : ZoneFileWriter.write(zone)
        return ImportedZone(
            apex: listed.apex, octets: octets, count: sets.count, settingsLines: lines, unmodelled: live.unmodelled,
            exists: true)
    }

    /// Proves an import: what the new files declare is what is live.
    ///
    /// - Parameters:
    ///   - zones: the zones that were imported.
    ///   - text: the new settings.
    /// - Returns: what is not as it should be, a sentence each; nothing where a plan of every zone has no changes.
    /// - Throws: ``CommandFailure`` when a zone can't be read again.
    func differences(ofImported zones: [ImportedZone], settings text: String) async throws(CommandFailure) -> [String] {
        let (read, mistakes) = SettingsReader.read(Array(text.utf8), path: StarterFiles.settingsPath)
        guard let settings = read else { throw CommandFailure(.failure, mistakes.map(\.description)) }
        var project = Project(
            source: .worktree, commit: nil, settings: settings,
            settingsFile: ZoneFileIdentity(path: settings.path, blob: ""), zones: [], diagnostics: [], notes: [])
        var differences: [String] = []
        for zone in zones where zone.exists {
            guard let zoneSettings = settings.zone(zone.apex) else { continue }
            let path = ZoneFilePlaces.path(of: zone.apex, below: settings.zoneFiles)
            let (desired, diagnostics) = ZoneFileReader.read(
                files: [ZoneFileInput(path: path, blob: "", octets: zone.octets)], apex: zone.apex,
                options: ZoneFileOptions(defaultTTL: settings.defaultTTL, providerName: zoneSettings.provider))
            differences += diagnostics.filter { $0.severity == .error }.map(\.description)
            if let desired { project.zones.append(ProjectZone(desired: desired, settings: zoneSettings)) }
        }
        var works: [ZoneWork] = []
        for zone in project.zones {
            guard let provider = try provider(of: zone, in: project) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: false)
            differences += problems.filter { $0.severity == .error }.map(\.description)
            let planner = ZonePlanner(
                providerName: zone.settings.provider, capabilities: provider.capabilities, ownership: Ownership(),
                policy: PlanPolicy(settings: zone.settings.policies, allowed: [], today: Clock.today()))
            works.append(ZoneWork(desired: desired, planner: planner, provider: provider))
        }
        let outcome = await reconciler().plan(works)
        for failure in outcome.failures {
            throw CommandFailure(
                .failure, "\(failure.apex): \(Printable.lines(failure.error.message))", id: failure.error.code.id)
        }
        for plan in outcome.zones where plan.hasWork {
            differences.append("\(plan.apex) would be changed: \(PlanSummary(plan.changes).phrase)")
        }
        return differences
    }
}

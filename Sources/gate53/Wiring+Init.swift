internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials
internal import Gate
internal import GitStore
internal import Reports
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

// Decision 0055: an import is by the settings that are there.

// What a new repository can be told of its surroundings, and the import of zones.

extension Wiring {
    /// For a repository that has no settings yet.
    init(
        folder: String, settings: String? = nil, branch: String? = nil, _ verbosity: VerbosityOptions
    ) throws(CommandFailure) {
        repository = try gitFailure { () throws(GitError) in try GitRepository(at: folder) }
        clone = Clone(repository, Self.kinds, settingsPath: settings, branch: branch)
        self.verbosity = verbosity
        progress = Progress(isQuiet: verbosity.quiet)
        manners = Self.manners(verbosity)
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

    /// Says that files go to the root of the repository where the command was run in a folder of it, and what to do
    /// where that is not meant.
    ///
    /// - Parameters:
    ///   - folder: where it was run.
    ///   - root: the root.
    func tellWhereFilesGo(_ folder: String, _ root: String) {
        func resolved(_ path: String) -> [Substring] {
            URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path.split(separator: "/")
        }
        let (here, top) = (resolved(folder), resolved(root))
        guard here.count > top.count, here.starts(with: top), !verbosity.quiet else { return }
        let shown = Printable.text(here.dropFirst(top.count).joined(separator: "/"))
        Terminal.standardError.write(
            "note: '\(shown)' is a folder of the repository '\(Printable.text(root))', whose root is where gate53 looks for "
                + "settings, so the files are written there; to have zone files in '\(shown)', write 'zone-files: \(shown)' in the "
                + "settings, and for a repository of its own run 'git init' here first [not-the-root]")
    }

    /// Where `origin` is.
    var origin: RepositoryAddress? {
        (try? repository.configured("remote.origin.url")).flatMap { $0 }.flatMap(RepositoryAddress.init)
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

    /// The settings that the working folder has already.
    ///
    /// - Returns: nothing where there are none.
    /// - Throws: ``CommandFailure`` where they have mistakes.
    func settingsThatAreThere() throws(CommandFailure) -> Settings? {
        try gitFailure { () throws(any Error) in
            let tree = try repository.workingTree()
            let paths = DesiredStateReader.defaultSettingsPaths
            guard try paths.contains(where: { try tree.file(at: $0) != nil }) else { return nil }
            let reading = try DesiredStateReader(Self.kinds).settings(in: tree)
            let (settings, diagnostics) = (reading.settings, reading.diagnostics)
            guard let settings else {
                throw CommandFailure(
                    .failure,
                    diagnostics.map(\.description) + [
                        "error: zones are imported by the settings that are there; mend them, or remove them to have new ones "
                            + "[mistakes]"
                    ])
            }
            return settings
        }
    }

    /// octoDNS's configuration, where the working folder has one at its root or in a folder there.
    func octoDNSConfig() throws(CommandFailure) -> OctoDNSConfig? {
        try gitFailure { () throws(any Error) in
            let tree = try repository.workingTree()
            let all = try tree.files(below: "")
            let files = all.filter { file in
                let depth = file.path.count { $0 == "/" }
                return file.kind == .regular && depth < 2 && !file.path.hasPrefix(".")
                    && (file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml"))
            }
            for file in files.sorted(by: {
                ($0.path.count { $0 == "/" }, $0.path) < ($1.path.count { $0 == "/" }, $1.path)
            }) {
                let octets = try tree.octets(of: file)
                guard OctoDNSConfig.isOne(octets) else { continue }
                if let config = OctoDNSConfig.read(octets, path: file.path, Self.kinds) {
                    return config.placed { folder in
                        folder == "." || all.contains { $0.path.hasPrefix(folder + "/") }
                    }
                }
            }
            return nil
        }
    }

    /// What the zone files of the working folder are with other settings: how many zones and sets, and how many
    /// mistakes.
    func zoneFiles(by settings: Settings) throws(CommandFailure) -> (zones: Int, sets: Int, mistakes: Int) {
        try gitFailure { () throws(any Error) in
            let tree = try repository.workingTree()
            let found = try DesiredStateReader(Self.kinds).zoneFolders(in: tree, settings)
            var result = (
                zones: found.zones.count, sets: 0, mistakes: found.diagnostics.count { $0.severity == .error }
            )
            for (apex, files) in found.zones {
                let inputs = try files.map {
                    ZoneFileInput(path: $0.path, blob: $0.blob, octets: try tree.octets(of: $0))
                }
                let options =
                    settings.zone(apex).map { settings.zoneFileOptions(for: $0) }
                    ?? ZoneFileOptions(defaultTTL: settings.defaultTTL)
                let (desired, diagnostics) = ZoneFileReader.read(files: inputs, apex: apex, options: options)
                result.sets += desired.map { $0.zone.sets.count + $0.providerSets.count } ?? 0
                result.mistakes += diagnostics.count { $0.severity == .error }
            }
            return result
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
        /// What is live; nothing where the provider does not have the zone.
        var live: LiveZone?

        var exists: Bool { live != nil }
    }

    /// Reads zones from a provider.
    ///
    /// - Parameters:
    ///   - name: what the settings call the provider.
    ///   - provider: the provider's settings.
    ///   - apexes: the zones; none means all that there are.
    ///   - zoneID: the one that is meant of several zones of one name.
    ///   - settings: the settings that are there: what they ignore is not imported, and their TTL is not written.
    /// - Returns: the zones in canonical order; those of `apexes` that the provider does not have are empty.
    /// - Throws: ``CommandFailure``.
    func importedZones(
        named name: String = "", _ provider: ProviderSettings, _ apexes: [DomainName], zoneID: String?,
        _ settings: Settings? = nil
    ) async throws(CommandFailure) -> [ImportedZone] {
        if let settings { try await checkDestinations([(name, provider)], of: settings) }
        guard let directory = directory(name, provider) else { return [] }
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
                            unmodelled: [], live: nil))
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
                zones.append(try await imported(zone, from: directory, isNamed: zoneID != nil, provider, settings))
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
        _ listed: ListedZone, from directory: any ZoneDirectory, isNamed: Bool, _ provider: ProviderSettings,
        _ settings: Settings?
    ) async throws(ProviderError) -> ImportedZone {
        let live = try await directory.liveZone(listed)
        let namesServers = Self.kinds[provider.kind]?.starter(folder: "").namesServers ?? false
        let ignored = RecordPatternMatcher(settings?.zone(listed.apex)?.ignore ?? [], apex: listed.apex)
        let sets = live.zone.sets.filter { set in
            if ignored.matches(set.key) { return false }
            guard set.name == listed.apex else { return true }
            if namesServers, set.type == .ns { return false }
            return set.type != .soa
        }
        // A part of sets that are in order and unique is in order and unique.
        let zone = (try? Zone(apex: listed.apex, ordered: sets)) ?? Zone(empty: listed.apex)
        var lines: [String] = []
        if isNamed { lines.append("zone-id: \(listed.id)") } else if listed.isPrivate { lines.append("private: true") }
        let octets =
            sets.isEmpty
            ? Array(StarterFiles.emptyZone(listed.apex).utf8)
            : ZoneFileWriter.write(zone, defaultTTL: settings?.defaultTTL ?? ZoneFileOptions.octoDNSDefaultTTL)
        return ImportedZone(
            apex: listed.apex, octets: octets, count: sets.count, settingsLines: lines, unmodelled: live.unmodelled,
            live: live)
    }

    /// Proves an import: what the new files declare is what was read.
    ///
    /// - Parameters:
    ///   - zones: the zones that were imported.
    ///   - settings: the settings that they are under.
    /// - Returns: what is not as it should be, a sentence each; nothing where a plan of every zone has no changes.
    /// - Throws: ``CommandFailure`` when a provider can't be had.
    func differences(ofImported zones: [ImportedZone], by settings: Settings) throws(CommandFailure) -> [String] {
        let project = Project(
            source: .worktree, commit: nil, settings: settings,
            settingsFile: ZoneFileIdentity(path: settings.path, blob: ""), zones: [], diagnostics: [], notes: [])
        var differences: [String] = []
        for zone in zones {
            guard let live = zone.live, let zoneSettings = settings.zone(zone.apex) else { continue }
            let path = ZoneFilePlaces.path(of: zone.apex, below: settings.zoneFiles)
            let (read, diagnostics) = ZoneFileReader.read(
                files: [ZoneFileInput(path: path, blob: "", octets: zone.octets)], apex: zone.apex,
                options: settings.zoneFileOptions(for: zoneSettings))
            differences += diagnostics.filter { $0.severity == .error }.map(\.description)
            guard let read,
                let provider = try provider(
                    of: DesiredState.DeclaredZone(desired: read, settings: zoneSettings), in: project)
            else { continue }
            let (desired, problems) = provider.servable(read, isLenient: zoneSettings.leavesOutUnserved)
            differences += problems.filter { $0.severity == .error }.map(\.description)
            let planner = ZonePlanner(
                providerName: zoneSettings.provider, capabilities: provider.capabilities,
                ownership: Ownership(of: desired, ignoring: zoneSettings.ignore),
                policy: PlanPolicy(settings: zoneSettings.policies, allowed: [], today: Clock.today()))
            let plan = planner.plan(desired: desired, live: live, protectedBefore: []).plan
            if plan.hasWork { differences.append("\(plan.apex) would be changed: \(PlanSummary(plan.changes).phrase)") }
        }
        return differences
    }
}

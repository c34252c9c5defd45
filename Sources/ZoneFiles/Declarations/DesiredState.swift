package import DNSModel
package import ZonePlanning

/// Everything a tree of files declares: the settings and every zone.
package struct DesiredState: Sendable {
    /// The commit, or `nil` for the working folder.
    package var commit: CommitID?
    package var settings: Settings
    package var settingsFile: ZoneFileIdentity
    /// The zones that could be read, and those that shall not be there, in canonical order.
    package var zones: [DeclaredZone]
    /// The zones whose files have mistakes. Those of which only is wrong which files they have are in ``zones`` too.
    package var unreadable: Set<DomainName> = []
    /// The zones that the settings name and that have no file, or a link in its place.
    package var missing: Set<DomainName> = []
    /// Every mistake in every file that was read.
    package var diagnostics: [Diagnostic]

    /// Whether a mistake is in no zone's files, but in the settings or in which files there are: then it is not known
    /// what is declared.
    package var isUncertain = false

    /// One zone with what the settings say of it.
    package struct DeclaredZone: Sendable {
        package var desired: DesiredZone
        package var settings: ZoneSettings

        package init(desired: DesiredZone, settings: ZoneSettings) {
            self.desired = desired
            self.settings = settings
        }

        /// What is told of what the provider finds in the zone: neither what the settings take nor what a record is
        /// exempt from. With it, the exemptions that nothing needs.
        package func reported(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
            Exemption.reported(
                diagnostics.filter { $0.severity == .error || !settings.lenientIDs.contains($0.id) },
                desired.exemptions)
        }
    }
}

/// What the settings file of a tree says.
package struct SettingsReading: Sendable {
    /// The settings; `nil` where there is an error in them.
    package var settings: Settings?
    package var file: ZoneFileIdentity
    /// The file's octets.
    package var octets: [UInt8]
    /// Every mistake in them.
    package var diagnostics: [Diagnostic]
}

/// Reads what a tree of files declares.
package struct DesiredStateReader: Sendable {
    /// The kinds of providers there are.
    private let kinds: ProviderKinds
    /// The settings file's path; `nil` means `gate53.yaml`, else `zones/gate53.yaml`.
    package var settingsPath: String?
    /// The zones to read; `nil` means all.
    package var only: Set<DomainName>?

    package init(_ kinds: ProviderKinds, settingsPath: String? = nil, only: Set<DomainName>? = nil) {
        self.kinds = kinds
        self.settingsPath = settingsPath
        self.only = only
    }

    /// Where settings are looked for, in this order.
    package static let defaultSettingsPaths = ["gate53.yaml", "zones/gate53.yaml"]

    /// The settings of a tree.
    ///
    /// - Throws: ``GitError``, with code `noSuchFile` when there are no settings.
    package func settings(in tree: any FileTree) throws(GitError) -> SettingsReading {
        var files: [TreeFile] = []
        for path in settingsPath.map({ [$0] }) ?? Self.defaultSettingsPaths {
            if let file = try tree.file(at: path) { files.append(file) }
        }
        if let file = files.first {
            let octets = try tree.octets(of: file, limit: 16 << 20)
            var (settings, diagnostics) = SettingsReader.read(octets, path: file.path, kinds)
            if files.count > 1 {
                diagnostics.append(
                    Diagnostic(
                        .error, id: "two-settings",
                        "the repository has '\(files[0].path)' and '\(files[1].path)'; remove one",
                        at: SourceLocation(file: file.path)))
            }
            if let read = settings, read.zones.isEmpty, read.everyZone == nil {
                diagnostics.append(
                    Diagnostic(
                        .error, id: "no-zones",
                        "the settings name no zones; write 'zones:' and under it each zone, or '*' for every zone file",
                        at: SourceLocation(file: file.path)))
            }
            if diagnostics.contains(where: { $0.severity == .error }) { settings = nil }
            return SettingsReading(
                settings: settings, file: ZoneFileIdentity(path: file.path, blob: file.blob), octets: octets,
                diagnostics: diagnostics)
        }
        let places = (settingsPath.map { [$0] } ?? Self.defaultSettingsPaths).map { "'\($0)'" }
        let there = tree.commit.map { "commit \($0.hex.prefix(12))" } ?? "the working folder"
        throw GitError(
            .noSuchFile,
            "there are no settings: no \(places.joined(separator: " and no ")) in \(there); 'gate53 init' writes them, or name "
                + "the file with --settings")
    }

    /// The whole state of a tree; `nil` where the settings can't be used.
    ///
    /// - Returns: the state, or the mistakes in the settings.
    /// - Throws: ``GitError``.
    package func read(_ tree: any FileTree) throws(GitError) -> (state: DesiredState?, diagnostics: [Diagnostic]) {
        let settings = try settings(in: tree)
        let state = try read(tree, settings)
        return (state, state?.diagnostics ?? settings.diagnostics)
    }

    /// The whole state of a tree whose settings were read; `nil` where they can't be used.
    ///
    /// - Parameters:
    ///   - tree: the files.
    ///   - reading: the settings.
    /// - Returns: the state.
    /// - Throws: ``GitError``.
    package func read(_ tree: any FileTree, _ reading: SettingsReading) throws(GitError) -> DesiredState? {
        guard let settings = reading.settings else { return nil }
        var state = DesiredState(
            commit: tree.commit, settings: settings, settingsFile: reading.file, zones: [],
            diagnostics: reading.diagnostics)
        let found = try zoneFolders(in: tree, settings)
        let folders = found.zones
        state.diagnostics += found.diagnostics
        state.isUncertain = found.isUncertain
        state.unreadable = found.mistaken
        state.missing = found.missing
        for suffix in settings.dynamic where folders[suffix.apex] == nil && !found.mistaken.contains(suffix.apex) {
            state.diagnostics.append(
                Diagnostic(
                    .error, id: "dynamic-zone",
                    "'\(suffix.name)' gives hosts to the dynamic DNS service, and its zone '\(suffix.apex)' has no "
                        + "zone file; add one, or take the suffix away",
                    at: suffix.location))
        }
        let absent = settings.zones.filter { $0.value.isAbsent }.keys
        for apex in Set(folders.keys).union(absent).sorted() {
            guard only?.contains(apex) ?? true, let zoneSettings = settings.zone(apex) else { continue }
            if zoneSettings.isAbsent {
                guard folders[apex] == nil, !found.mistaken.contains(apex) else { continue }
                var desired = DesiredZone(zone: Zone(empty: apex), marks: [], files: [])
                desired.isAbsent = true
                state.zones.append(DesiredState.DeclaredZone(desired: desired, settings: zoneSettings))
                continue
            }
            var inputs: [ZoneFileInput] = []
            for file in folders[apex] ?? [] {
                inputs.append(
                    ZoneFileInput(path: file.path, blob: file.blob, octets: try tree.octets(of: file)))
            }
            let (desired, problems) = ZoneFileReader.read(
                files: inputs, apex: apex, options: settings.zoneFileOptions(for: zoneSettings))
            state.diagnostics += problems
            if let desired {
                state.zones.append(DesiredState.DeclaredZone(desired: desired, settings: zoneSettings))
            } else {
                state.unreadable.insert(apex)
            }
        }
        return state
    }
}

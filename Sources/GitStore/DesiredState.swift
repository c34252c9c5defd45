package import DNSModel
package import ZoneFiles
package import ZonePlanning

/// Everything a tree of files declares: the settings and every zone.
package struct DesiredState: Sendable {
    /// The commit, or nothing for the working folder.
    package var commit: CommitID?
    package var settings: Settings
    package var settingsFile: ZoneFileIdentity
    /// The zones that could be read, and those that shall not be there, in canonical order.
    package var zones: [DeclaredZone]
    /// Every mistake in every file that was read.
    package var diagnostics: [Diagnostic]

    /// One zone with what the settings say of it.
    package struct DeclaredZone: Sendable {
        package var desired: DesiredZone
        package var settings: ZoneSettings
    }
}

/// Reads what a tree of files declares.
package struct DesiredStateReader: Sendable {
    /// The settings file's path; nothing means `gate53.yaml`, else `zones/gate53.yaml`.
    package var settingsPath: String?
    /// The zones to read; nothing means all.
    package var only: Set<DomainName>?

    package init(settingsPath: String? = nil, only: Set<DomainName>? = nil) {
        self.settingsPath = settingsPath
        self.only = only
    }

    /// Where settings are looked for, in this order.
    package static let defaultSettingsPaths = ["gate53.yaml", "zones/gate53.yaml"]

    /// The settings of a tree.
    ///
    /// - Returns: the settings, unless there is an error in them; the file; and every mistake.
    /// - Throws: ``GitError``, with code `noSuchFile` when there are no settings.
    package func settings(
        in tree: any FileTree
    ) throws(GitError) -> (settings: Settings?, file: ZoneFileIdentity, diagnostics: [Diagnostic]) {
        var files: [TreeFile] = []
        for path in settingsPath.map({ [$0] }) ?? Self.defaultSettingsPaths {
            if let file = try tree.file(at: path) { files.append(file) }
        }
        if let file = files.first {
            let octets = try tree.octets(of: file, limit: 16 << 20)
            var (settings, diagnostics) = SettingsReader.read(octets, path: file.path)
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
            return (settings, ZoneFileIdentity(path: file.path, blob: file.blob), diagnostics)
        }
        let places = (settingsPath.map { [$0] } ?? Self.defaultSettingsPaths).map { "'\($0)'" }
        let there = tree.commit.map { "commit \($0.hex.prefix(12))" } ?? "the working folder"
        throw GitError(
            .noSuchFile,
            "there are no settings: no \(places.joined(separator: " and no ")) in \(there); 'gate53 init' writes them, or name "
                + "the file with --settings")
    }

    /// The whole state of a tree; nothing where the settings can't be used.
    ///
    /// - Returns: the state, or the mistakes in the settings.
    /// - Throws: ``GitError``.
    package func read(_ tree: any FileTree) throws(GitError) -> (state: DesiredState?, diagnostics: [Diagnostic]) {
        let (settings, file, diagnostics) = try settings(in: tree)
        guard let settings else { return (nil, diagnostics) }
        var state = DesiredState(
            commit: tree.commit, settings: settings, settingsFile: file, zones: [], diagnostics: diagnostics)
        let (folders, problems) = try zoneFolders(in: tree, settings)
        state.diagnostics += problems
        let absent = settings.zones.filter { $0.value.isAbsent }.keys
        for apex in Set(folders.keys).union(absent).sorted() {
            guard only?.contains(apex) ?? true, let zoneSettings = settings.zone(apex) else { continue }
            if zoneSettings.isAbsent {
                guard folders[apex] == nil else { continue }
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
            let options = ZoneFileOptions(
                defaultTTL: settings.defaultTTL, lenient: zoneSettings.lenient, lenientIDs: zoneSettings.lenientIDs,
                providerName: zoneSettings.provider)
            let (desired, problems) = ZoneFileReader.read(files: inputs, apex: apex, options: options)
            state.diagnostics += problems
            if let desired {
                state.zones.append(DesiredState.DeclaredZone(desired: desired, settings: zoneSettings))
            }
        }
        return (state, state.diagnostics)
    }

    /// The zone files of a tree by zone.
    ///
    /// - Returns: for each zone that the settings are about, its files; and what does not fit.
    /// - Throws: ``GitError``.
    package func zoneFolders(
        in tree: any FileTree, _ settings: Settings
    ) throws(GitError) -> (zones: [DomainName: [TreeFile]], diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        var zones: [DomainName: [TreeFile]] = [:]
        let folder = settings.zoneFiles == "." ? "" : settings.zoneFiles
        for file in try tree.files(below: folder) where file.path != settings.path {
            let inner = folder.isEmpty ? Substring(file.path) : file.path.dropFirst(folder.utf8.count + 1)
            // A link named as a split zone's folder would hide that zone.
            let isFolderLink = file.kind != .regular && inner.hasSuffix(".") && !inner.contains("/")
            let name = isFolderLink ? inner.dropLast() + ".yaml" : inner
            guard let apex = Self.apex(ofFile: name, diagnostics: &diagnostics, path: file.path) else { continue }
            guard file.kind == .regular else {
                diagnostics.append(
                    Diagnostic(
                        .error, id: "not-a-file",
                        "this is a \(file.kind == .symlink ? "symbolic link" : "submodule"), which is never followed; "
                            + "put the zone file itself here",
                        at: SourceLocation(file: file.path)))
                continue
            }
            if settings.zone(apex) == nil {
                if only?.contains(apex) ?? true {
                    diagnostics.append(
                        Diagnostic(
                            .warning, id: "zone-not-in-settings",
                            "the settings have no zone '\(apex)'; name it under 'zones', or all with '*'",
                            at: SourceLocation(file: file.path)))
                }
                continue
            }
            zones[apex, default: []].append(file)
        }
        for (apex, files) in zones.sorted(by: { $0.key < $1.key }) {
            if let location = settings.zone(apex)?.absentLocation, only?.contains(apex) ?? true {
                diagnostics.append(
                    Diagnostic(
                        .error, id: "absent-zone-has-files",
                        "the zone \(apex) is absent here, and has the zone file '\(Printable.text(files[0].path))'"
                            + "\(files.count > 1 ? " and \(files.count - 1) more" : ""); remove what is not meant",
                        at: location))
            }
            let single = files.filter { !Self.isInSplitFolder($0, folder) }
            guard single.count > 1 || (single.count == 1 && files.count > 1) else { continue }
            let others = files.map(\.path).filter { $0 != files[0].path }
            diagnostics.append(
                Diagnostic(
                    .error, id: "two-zone-files",
                    "the zone \(apex) has more than one file, or a file and a folder: also "
                        + "'\(others[0])'\(others.count > 1 ? " and \(others.count - 1) more" : ""); keep one",
                    at: SourceLocation(file: files[0].path)))
        }
        let wanted = only.map(Array.init) ?? Array(settings.zones.keys)
        for apex in wanted.sorted() where zones[apex] == nil && settings.zones[apex]?.isAbsent != true {
            let path = (folder.isEmpty ? "" : folder + "/") + Self.fileName(of: apex)
            diagnostics.append(
                Diagnostic(
                    .error, id: "no-zone-file",
                    "the zone \(apex) has no zone file; write '\(path)', or a folder "
                        + "'\(path.dropLast(5))./' with one file a name",
                    at: settings.zones[apex].map(\.providerLocation)))
        }
        return (zones, diagnostics)
    }

    /// Whether a file is one of a split zone's.
    private static func isInSplitFolder(_ file: TreeFile, _ folder: String) -> Bool {
        file.path.split(separator: "/").count > folder.split(separator: "/").count + 1
    }

    /// The usual name of a zone's file.
    private static func fileName(of apex: DomainName) -> String {
        String(apex.description.dropLast()) + ".yaml"
    }

    /// The zone that a file in the folder of zone files belongs to: `<zone>.yaml`, or any `.yaml` file in `<zone>./`.
    private static func apex(
        ofFile path: Substring, diagnostics: inout [Diagnostic], path whole: String
    ) -> DomainName? {
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return nil }
        let parts = path.split(separator: "/")
        let text: Substring
        switch parts.count {
        case 1:
            guard let end = path.lastIndex(of: "."), path != "gate53.yaml", !path.hasPrefix(".") else { return nil }
            text = path[..<end]
        case 2 where parts[0].hasSuffix("."):
            text = parts[0].dropLast()
        default:
            return nil
        }
        do {
            return try DomainName(parsing: text, origin: .root)
        } catch {
            diagnostics.append(
                Diagnostic(
                    .error, id: error.code.rawValue, "the file's name is no zone's: \(Printable.text(error.message))",
                    at: SourceLocation(file: whole)))
            return nil
        }
    }
}

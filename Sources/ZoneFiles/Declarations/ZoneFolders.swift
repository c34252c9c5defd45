package import DNSModel
package import ZonePlanning

// Which files of a tree are whose.

/// Which files of a tree are which zone's.
package struct FoundZoneFiles: Sendable {
    /// For each zone that the settings are about, its files.
    package var zones: [DomainName: [TreeFile]] = [:]
    /// What does not fit.
    package var diagnostics: [Diagnostic] = []
    /// The zones that have files which they can't have.
    package var mistaken: Set<DomainName> = []
    /// The zones that have no file, or a link in its place.
    package var missing: Set<DomainName> = []
    /// Whether there is an error that is of no zone, so that it is not known what is declared.
    package var isUncertain = false
}

extension DesiredStateReader {
    /// The zone files of a tree by zone.
    ///
    /// - Returns: for each zone that the settings are about, its files; and what does not fit.
    /// - Throws: ``GitError``.
    package func zoneFolders(in tree: any FileTree, _ settings: Settings) throws(GitError) -> FoundZoneFiles {
        var folders = ZoneFolders(settings: settings, only: only)
        let folder = settings.zoneFiles == "." ? "" : settings.zoneFiles
        let files = try tree.files(below: folder)
        for file in files where file.path != settings.path { try folders.add(file, in: tree) }
        folders.reportUnread()
        folders.checkFilesOfOneZone()
        folders.checkWanted()
        if folders.found.zones.isEmpty, !settings.zones.values.contains(where: \.isAbsent),
            !folders.found.diagnostics.contains(where: { $0.severity == .error })
        {
            folders.say(try noZoneFiles(in: tree, settings, files))
        }
        return folders.found
    }

    // MARK: - No zone at all

    /// Why no zone was found, and where it was looked for.
    private func noZoneFiles(
        in tree: any FileTree, _ settings: Settings, _ files: [TreeFile]
    ) throws(GitError) -> Diagnostic {
        let folder = settings.zoneFiles
        let shown = Printable.text(folder)
        var why: String?
        // A link, submodule or file at the folder's path or above it.
        var path = ""
        for part in folder.split(separator: "/") where part != "." {
            path = path.isEmpty ? String(part) : "\(path)/\(part)"
            guard let file = try tree.file(at: path) else { continue }
            let what =
                switch file.kind {
                case .regular: "a file and no folder"
                case .symlink: "a symbolic link, which is never followed"
                case .submodule: "a submodule, which is never looked into"
                }
            why = "'\(Printable.text(path))' is \(what)"
        }
        let place =
            tree.commit.map { "commit \($0.hex.prefix(12))" } ?? "the working folder"
        let isBlocked = why != nil
        if !isBlocked {
            let count = files.count { $0.path != settings.path }
            let name = folder == "." ? "the root of the repository" : "'\(shown)'"
            why =
                count == 0
                ? "there is no file in \(name), the folder of the zone files, in \(place)"
                : count == 1
                    ? "the one file in \(name) is not a zone file, in \(place)"
                    : "none of the \(count) files in \(name) is a zone file, in \(place)"
        }
        let own =
            isBlocked ? "put the folder itself there" : "write '\(ZoneFilePaths.path(of: Self.example, below: shown))'"
        var remedy = "\(own), name another folder as 'zone-files' in the settings, or import zones with 'gate53 init'"
        if let other = try folderWithZoneFiles(in: tree, settings) {
            remedy =
                "there are zone files in '\(Printable.text(other))': write 'zone-files: \(Printable.text(other))' into the "
                + "settings, or \(own)"
        }
        return Diagnostic(
            .error, id: "no-zone-files", "\(why ?? ""); \(remedy)", at: SourceLocation(file: settings.path))
    }

    private static let example = (try? DomainName(parsing: "example.com.")) ?? .root

    /// Another folder of the tree that has zone files by name and content, the one with most of them.
    private func folderWithZoneFiles(in tree: any FileTree, _ settings: Settings) throws(GitError) -> String? {
        var found: [String: TreeFile] = [:]
        var counts: [String: Int] = [:]
        for file in try tree.files(below: "") where file.kind == .regular && file.path != settings.path {
            let slash = file.path.lastIndex(of: "/")
            let folder = slash.map { String(file.path[..<$0]) } ?? "."
            guard folder != settings.zoneFiles else { continue }
            var there = Settings(path: settings.path)
            there.zoneFiles = folder
            guard case .zone(_, false) = ZoneFilePaths(there).place(of: file.path) else { continue }
            counts[folder, default: 0] += 1
            if found[folder] == nil { found[folder] = file }
        }
        let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (folder, _) in order {
            guard let file = found[folder] else { continue }
            if try tree.withOctets(of: file, limit: TreeFile.defaultLimit, RecordSearch.hasRecords) { return folder }
        }
        return nil
    }
}

/// Sorts files into zones, and keeps what does not fit.
private struct ZoneFolders {
    let settings: Settings
    /// The zones that are looked at; `nil` means all.
    let only: Set<DomainName>?
    let layout: ZoneFilePaths
    var found = FoundZoneFiles()
    /// The files that are not part of a split zone.
    private var whole: Set<String> = []
    /// Files beside zone files that are no zone's.
    private var others: [TreeFile] = []
    /// Files that nothing reads by their folder, with what to do.
    private var outOfReach: [(folder: String, remedy: String, paths: [String])] = []

    init(settings: Settings, only: Set<DomainName>?) {
        self.settings = settings
        self.only = only
        layout = ZoneFilePaths(settings)
    }

    private mutating func say(
        _ severity: Diagnostic.Severity, _ id: String, _ message: String, _ path: String, of apex: DomainName? = nil
    ) {
        say(Diagnostic(severity, id: id, message, at: SourceLocation(file: path)), of: apex)
    }

    /// Keeps a diagnostic, and for an error of which zone it is, if of one.
    mutating func say(_ diagnostic: Diagnostic, of apex: DomainName? = nil) {
        found.diagnostics.append(diagnostic)
        guard diagnostic.severity == .error else { return }
        guard let apex else {
            found.isUncertain = true
            return
        }
        if found.zones[apex] == nil { found.missing.insert(apex) } else { found.mistaken.insert(apex) }
    }

    private func isAsked(_ apex: DomainName) -> Bool { only?.contains(apex) ?? true }

    // MARK: - A file

    mutating func add(_ file: TreeFile, in tree: any FileTree) throws(GitError) {
        if file.path == settings.zoneFiles { return }
        // A link named as a folder would hide what is in it.
        if file.kind != .regular, let place = placeOfFolder(file) {
            addLink(file, place)
            return
        }
        switch layout.place(of: file.path) {
        case .zone(let apex, let isPart): add(file, apex, isPart: isPart)
        case .other:
            if file.kind == .regular { others.append(file) }
        case .none: break
        case .misnamed(let what): say(.warning, "misnamed-zone-file", what, file.path)
        case .unreadable(let error):
            say(
                .error, error.code.rawValue,
                "the file's name is not the name of a zone: \(Printable.text(error.message))", file.path
            )
        case .outOfReach(let folder, let remedy):
            guard file.kind == .regular,
                try tree.withOctets(of: file, limit: TreeFile.defaultLimit, RecordSearch.hasRecords)
            else { return }
            if let index = outOfReach.firstIndex(where: { $0.folder == folder && $0.remedy == remedy }) {
                outOfReach[index].paths.append(file.path)
            } else {
                outOfReach.append((folder, remedy, [file.path]))
            }
        }
    }

    private mutating func add(_ file: TreeFile, _ apex: DomainName, isPart: Bool) {
        guard file.kind == .regular else {
            sayLink(.error, file, "put the zone file itself here", of: apex)
            return
        }
        guard settings.zone(apex) != nil else {
            if isAsked(apex) {
                say(
                    .warning, "zone-not-in-settings",
                    "the settings have no zone '\(apex)'; name it under 'zones', or all with '*'", file.path)
            }
            return
        }
        found.zones[apex, default: []].append(file)
        if !isPart { whole.insert(file.path) }
    }

    /// What a file in a folder would be that is here as a link or a submodule; `nil` where it has an ending.
    private func placeOfFolder(_ file: TreeFile) -> ZoneFilePaths.Place? {
        let name = file.path[
            (file.path.lastIndex(of: "/").map { file.path.index(after: $0) } ?? file.path.startIndex)...]
        guard name.hasSuffix(".") || !name.contains(".") else { return nil }
        return layout.place(of: file.path + "/x.yaml")
    }

    private mutating func addLink(_ file: TreeFile, _ place: ZoneFilePaths.Place) {
        switch place {
        case .zone(let apex, _): sayLink(.error, file, "put the folder of the zone's files itself here", of: apex)
        case .other, .none, .misnamed, .unreadable, .outOfReach:
            // At the root there may be links to anything.
            if settings.zoneFiles != ".", file.path != settings.review.signers {
                sayLink(.warning, file, "zone files in it are not read; put them themselves here")
            }
        }
    }

    private mutating func sayLink(
        _ severity: Diagnostic.Severity, _ file: TreeFile, _ remedy: String, of apex: DomainName? = nil
    ) {
        let what =
            file.kind == .symlink ? "symbolic link, which is never followed" : "submodule, which is never looked into"
        say(severity, "not-a-file", "this is a \(what); \(remedy)", file.path, of: apex)
    }

    // MARK: - What nothing reads

    mutating func reportUnread() {
        if only == nil, let first = others.first {
            let names = Self.list(others.map(\.path), also: "")
            let (are, read, one) =
                others.count == 1 ? ("is not a zone file", "is", "it") : ("are not zone files", "are", "one")
            say(
                .note, "not-a-zone-file",
                "\(names) \(are) and \(read) not read; where \(one) is a zone file, name the zone under 'zones'",
                first.path)
        }
        for (folder, remedy, paths) in outOfReach {
            let what = paths.count == 1 ? "a zone file" : "\(paths.count) zone files"
            say(
                .warning, "zone-file-not-read",
                "the folder '\(Printable.text(folder))' has \(what) that nothing reads; \(remedy)", paths[0])
        }
    }

    /// The first names of a list, and how many more there are.
    private static func list(_ paths: [String], also: String) -> String {
        let shown = paths.prefix(5).map { "'\(Printable.text($0))'" }.joined(separator: ", ")
        return also + shown + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
    }

    // MARK: - Zones

    mutating func checkFilesOfOneZone() {
        for (apex, files) in found.zones.sorted(by: { $0.key < $1.key }) {
            if let location = settings.zone(apex)?.absentLocation, isAsked(apex) {
                say(
                    Diagnostic(
                        .error, id: "absent-zone-has-files",
                        "the zone \(apex) is absent here, and has the zone file '\(Printable.text(files[0].path))'"
                            + "\(files.count > 1 ? " and \(files.count - 1) more" : ""); remove what is not meant",
                        at: location), of: apex)
            }
            let single = files.count { whole.contains($0.path) }
            let folders = Set(files.filter { !whole.contains($0.path) }.map { Self.folder(of: $0.path) })
            guard single + folders.count > 1 else { continue }
            let others = files.map(\.path).filter { $0 != files[0].path }
            say(
                .error, "two-zone-files",
                "the zone \(apex) has more than one file, or a file and a folder: \(Self.list(others, also: "also ")); "
                    + "keep one",
                files[0].path, of: apex)
        }
    }

    private static func folder(of path: String) -> Substring {
        path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }

    mutating func checkWanted() {
        let wanted = only.map(Array.init) ?? Array(settings.zones.keys)
        for apex in wanted.sorted() where found.zones[apex] == nil && settings.zones[apex]?.isAbsent != true {
            let path = ZoneFilePaths.path(of: apex, below: settings.zoneFiles)
            let unnamed = others.first { file in
                let name = file.path.split(separator: "/").last?.prefix { $0 != "." } ?? ""
                return (try? DomainName(zone: name)) == apex
            }
            let what =
                unnamed.map {
                    "'\(Printable.text($0.path))' is its file only where the settings name the zone under 'zones'"
                }
                ?? "write '\(Printable.text(path))', or a folder '\(Printable.text(String(path.dropLast(5)))).' with one file a name"
            // One that was asked for by name may be misspelt.
            say(
                Diagnostic(
                    .error, id: "no-zone-file", "the zone \(apex) has no zone file; \(what)",
                    at: settings.zones[apex].map(\.providerLocation)),
                of: only == nil || settings.zones[apex] != nil ? apex : nil)
        }
    }
}

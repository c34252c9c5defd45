internal import DNSModel
package import ZonePlanning

// Which zones a change to the files leaves out. Decision 0097: what is absent is shown.

extension DesiredStateReader {
    /// The zones that a tree of files leaves out, of those that another declares: their files were deleted, renamed,
    /// moved or turned off, or the settings name them no more. With them, zones whose files are new and that the
    /// settings don't name.
    ///
    /// A zone that is moved from one of its own file names to another is not left out, and neither is one that the
    /// settings delete.
    ///
    /// - Parameters:
    ///   - before: the files before.
    ///   - old: their settings; where they can't be used, those of now are held against the files.
    ///   - after: the files now.
    ///   - settings: their settings.
    /// - Returns: the zones, in canonical order; none where the settings can't be used, which is a mistake of its own.
    /// - Throws: ``GitError``.
    package func absentZones(
        from before: any FileTree, _ old: Settings?, to after: any FileTree, _ settings: Settings?
    ) throws(GitError) -> [AbsentZone] {
        guard let settings else { return [] }
        let old = old ?? settings
        var whole = self
        whole.only = nil
        let zones = try whole.zoneFolders(in: before, old).zones
        let found = try whole.zoneFolders(in: after, settings)
        let lost = zones.filter { apex, _ in found.zones[apex] == nil && settings.zones[apex]?.isAbsent != true }
        let search = try FileSearch(before, after, settings, isOfAll: !lost.isEmpty)
        var absent = lost.map { search.absentZone($0.key, $0.value) }
        absent += search.unnamed.filter { zones[$0.apex] == nil }
        return absent.sorted { $0.apex < $1.apex }
    }
}

/// Finds what became of files.
private struct FileSearch {
    /// The files that were there before, by path.
    private let before: [String: TreeFile]
    private let after: [String: TreeFile]
    /// The files that are new or other than before, in the order of their paths.
    private let changed: [TreeFile]
    /// The zones whose files are new, and that the settings don't name.
    private(set) var unnamed: [AbsentZone] = []
    /// The files of zones that the settings don't name.
    private var unnamedFiles: [DomainName: String] = [:]

    init(
        _ before: any FileTree, _ after: any FileTree, _ settings: Settings, isOfAll: Bool
    ) throws(GitError) {
        let folder = isOfAll || settings.zoneFiles == "." ? "" : settings.zoneFiles
        let now = try after.files(below: folder)
        self.before = Dictionary(
            try before.files(below: folder).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        self.after = Dictionary(now.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        changed = now.filter { [old = self.before] in old[$0.path]?.blob != $0.blob }
        let places = ZoneFilePaths(settings)
        let prefix = settings.zoneFiles == "." ? "" : settings.zoneFiles + "/"
        for file in now where file.kind == .regular && file.path.hasPrefix(prefix) && file.path != settings.path {
            guard case .zone(let apex, _) = places.place(of: file.path), settings.zone(apex) == nil,
                unnamedFiles[apex] == nil
            else { continue }
            unnamedFiles[apex] = file.path
            if self.before[file.path]?.blob != file.blob {
                unnamed.append(AbsentZone(apex: apex, reason: .neverNamed, file: file.path))
            }
        }
    }

    /// What became of a zone that had files.
    func absentZone(_ apex: DomainName, _ files: [TreeFile]) -> AbsentZone {
        let file = files.first?.path ?? ""
        if let path = unnamedFiles[apex] { return AbsentZone(apex: apex, reason: .unnamed, file: path) }
        if let link = files.first(where: { isLink($0.path) }) {
            return AbsentZone(apex: apex, reason: .link, file: link.path)
        }
        if let now = place(of: files, apex) {
            return AbsentZone(apex: apex, reason: .moved, file: file, movedTo: now)
        }
        // Still there, and read by nobody: the settings look for zone files elsewhere.
        if let same = files.first(where: { after[$0.path]?.kind == .regular }) {
            return AbsentZone(apex: apex, reason: .unnamed, file: same.path)
        }
        return AbsentZone(apex: apex, reason: .deleted, file: file)
    }

    /// Whether a path, or a folder above it, is a link or a submodule now.
    private func isLink(_ path: String) -> Bool {
        var path = path[...]
        while true {
            if let file = after[String(path)], file.kind != .regular { return true }
            guard let slash = path.lastIndex(of: "/") else { return false }
            path = path[..<slash]
        }
    }

    /// A file that has what one of the zone's files had, or that is named after the zone, and was not there before.
    private func place(of files: [TreeFile], _ apex: DomainName) -> String? {
        let blobs = Set(files.map(\.blob))
        let own = Set(files.map(\.path))
        let candidates = changed.filter { $0.kind == .regular && !own.contains($0.path) }
        let name = apex.fileName.lowercased()
        return
            (candidates.first { blobs.contains($0.blob) }
            ?? candidates.first { file in
                guard apex != .root, before[file.path] == nil else { return false }
                return file.path.lowercased().split(separator: "/").contains { Self.isNamed($0, after: name) }
            })?.path
    }

    /// Whether a part of a path is named after a zone, as in `example.com.yaml.off` or `_example.com`.
    private static func isNamed(_ part: Substring, after name: String) -> Bool {
        guard let range = part.firstRange(of: name) else { return false }
        func isOutside(_ character: Character?) -> Bool {
            guard let character else { return true }
            return !(character.isLetter || character.isNumber || character == "-")
        }
        let end = part[range.upperBound...]
        // Not `sub.example.com` for `example.com`, and not `example.com.au`.
        let start = part[..<range.lowerBound]
        guard isOutside(start.last), isOutside(end.first), start.last != "." || start.count == 1 else { return false }
        let rest = end.drop { $0 == "." }.prefix { $0 != "." }
        return rest.isEmpty || ["yaml", "yml"].contains(rest) || !end.hasPrefix(".") || isOff(rest)
    }

    private static func isOff(_ ending: Substring) -> Bool {
        ["disabled", "off", "bak", "old", "orig", "txt", "disable", "tmp", "save", "inactive"].contains(ending)
    }
}

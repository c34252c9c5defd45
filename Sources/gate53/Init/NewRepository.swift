internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// What a new repository can be told of where it is.
struct NewRepository: Sendable {
    private let composition: Composition
    private let kinds = Composition.kinds
    private var repository: any LocalClone { composition.repository }
    private var verbosity: VerbosityOptions { composition.verbosity }

    init(_ composition: Composition) { self.composition = composition }

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
    func reportWhereFilesGo(_ folder: String, _ root: String) {
        func resolved(_ path: String) -> [Substring] {
            URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path.split(separator: "/")
        }
        let (here, top) = (resolved(folder), resolved(root))
        guard here.count > top.count, here.starts(with: top), !verbosity.quiet else { return }
        let shown = Printable.text(here.dropFirst(top.count).joined(separator: "/"))
        Terminal.standardError.write(
            "note: '\(shown)' is a folder of the repository '\(Printable.text(root))'. gate53 looks for settings at "
                + "the root of a repository, so the files are written there; to keep zone files in '\(shown)', write "
                + "'zone-files: \(shown)' in the settings. To make a repository of its own, run 'git init' here "
                + "first [not-the-root]")
    }

    /// Where `origin` is.
    var origin: RepositoryAddress? {
        (try? repository.configured("remote.origin.url")).flatMap { $0 }.flatMap(RepositoryAddress.init)
    }

    /// The protected branch: the remote's default branch, else the current one.
    var likelyBranch: String {
        (try? repository.protectedBranch(configured: nil))?.name ?? repository.currentBranch ?? "main"
    }

    /// The address and public key that the user signs with, where both are known.
    var signer: (address: String, key: String)? {
        guard let address = (try? repository.configured("user.email")).flatMap({ $0 }),
            StarterFiles.isAddress(address),
            let key = composition.publicKey
        else { return nil }
        switch key {
        case .line(let text): return StarterFiles.publicKey(Array(text.utf8)).map { (address, $0) }
        case .file(let path):
            // Only the public half is looked at.
            return (try? InputFile.read(path)).flatMap(StarterFiles.publicKey).map { (address, $0) }
        }
    }

    /// The settings that the working folder has already.
    ///
    /// - Returns: `nil` where there are none.
    /// - Throws: ``CommandFailure`` where they have mistakes.
    func settingsThatAreThere() throws(CommandFailure) -> Settings? {
        try commandFailure {
            let tree = try repository.workingFiles()
            let paths = DesiredStateReader.defaultSettingsPaths
            guard try paths.contains(where: { try tree.file(at: $0) != nil }) else { return nil }
            let reading = try DesiredStateReader(kinds).settings(in: tree)
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
        try commandFailure {
            let tree = try repository.workingFiles()
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
                if let config = OctoDNSConfig.read(octets, path: file.path, kinds) {
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
        try commandFailure {
            let tree = try repository.workingFiles()
            let found = try DesiredStateReader(kinds).zoneFolders(in: tree, settings)
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
}

internal import ArgumentParser
internal import DNSModel
internal import DNSProviders
internal import Gate
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// Looking at what providers have, declared or not.

extension Wiring {
    /// The settings of a commit or of the working folder, and what is declared there by the names of zone files.
    ///
    /// - Returns: the settings, the declared zones, and whether a mistake hides some of them; mistakes are printed.
    func declarations(
        at commit: CommitOptions
    ) throws(CommandFailure) -> (settings: Settings, zones: [ZoneList.Declared], hasMistakes: Bool) {
        let reader = clone.reader()
        return try readingSettings(canPreview: true) { () throws(any Error) in
            let tree = try tree(at: commit)
            let settings = try settings(in: tree, reader)
            let found = try reader.zoneFolders(in: tree, settings)
            Terminal.standardError.tell(found.diagnostics, verbosity)
            let zones = found.zones.keys.sorted().compactMap { apex in
                settings.zone(apex).map { zone in
                    let choice = settings.providers[zone.provider].flatMap { provider in
                        ProviderModules.module(of: provider)?.choice(of: zone, at: provider)
                    }
                    return ZoneList.Declared(
                        apex: apex, provider: zone.provider, id: choice?.id, isPrivate: choice?.isPrivate)
                }
            }
            return (settings, zones, found.diagnostics.contains { $0.severity == .error })
        }
    }

    /// The settings of a commit or of the working folder.
    func settings(at commit: CommitOptions) throws(CommandFailure) -> Settings {
        try readingSettings(canPreview: true) { () throws(any Error) in
            try settings(in: try tree(at: commit), clone.reader())
        }
    }

    private func tree(at commit: CommitOptions) throws(GitError) -> any FileTree {
        if commit.worktree { return try repository.workingTree() }
        return try repository.snapshot(of: try repository.resolve(revision: commit.revision))
    }

    private func settings(in tree: any FileTree, _ reader: DesiredStateReader) throws -> Settings {
        let reading = try clone.settings(in: tree)
        let (settings, diagnostics) = (reading.settings, reading.diagnostics)
        guard let settings else { throw CommandFailure(.failure, diagnostics.map(\.description)) }
        return settings
    }

    /// The providers of the settings, by name.
    ///
    /// - Parameters:
    ///   - settings: where they are declared.
    ///   - options: the names of those that are meant; none means all.
    /// - Returns: the providers, in the order of their names.
    /// - Throws: ``CommandFailure`` for a name that the settings do not have, and for a provider at a place that nobody
    ///   has accepted.
    func directories(
        _ settings: Settings, _ options: ProviderOptions
    ) async throws(CommandFailure) -> [NamedDirectory] {
        let known = settings.providers.keys.sorted()
        for name in options.names where settings.providers[name] == nil {
            let shown = known.map { "'\(Printable.text($0))'" }.joined(separator: ", ")
            throw CommandFailure(
                .failure, "the settings have no provider '\(Printable.text(name))'; they have \(shown)",
                id: "unknown-provider")
        }
        let asked = known.filter { options.names.isEmpty || options.names.contains($0) }
        try await checkDestinations(
            asked.compactMap { name in settings.providers[name].map { (name, $0) } }, of: settings)
        var directories: [NamedDirectory] = []
        for name in asked {
            guard let directory = directory(name, settings.providers[name]) else { continue }
            directories.append(NamedDirectory(name: name, directory: directory))
        }
        return directories
    }

    /// The zones of a provider.
    func directory(_ name: String, _ settings: ProviderSettings?) -> (any ZoneDirectory)? {
        settings.flatMap { declared(name, $0, expectedZones: .max)?.directory }
    }
}

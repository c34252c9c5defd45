internal import ArgumentParser
internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Taking over a repository of octoDNS: its zone files stay, and settings are made of its configuration.

extension InitCommand {
    /// Writes settings for the zone files of a repository of octoDNS.
    func takeOver(_ config: OctoDNSConfig, _ repository: NewRepository, _ root: String) throws {
        for diagnostic in config.diagnostics { Terminal.standardError.write(diagnostic.description) }
        guard !config.zones.isEmpty else {
            throw CommandFailure(
                .failure,
                "'\(Printable.text(config.path))' is octoDNS's configuration and has no zone that gate53 could serve; it has "
                    + "the targets \(Self.octoDNSTargets). Name a provider to begin without it, as in "
                    + "'--provider \(Composition.kinds.names.last ?? "")'", id: "octodns-config")
        }
        let (forge, reviews) = try forgeAndReviews(repository)
        var text = StarterFiles.settings(of: config, isLenient: false, reviews: reviews)
        var settings = try Self.read(text, path: StarterFiles.octoDNSSettingsPath)
        var found = try repository.zoneFiles(by: settings)
        if found.mistakes > 0 {
            // octoDNS takes names without a final dot by default.
            let lenientText = StarterFiles.settings(
                of: config, isLenient: true, reviews: reviews)
            let lenient = try Self.read(lenientText, path: StarterFiles.octoDNSSettingsPath)
            let other = try repository.zoneFiles(by: lenient)
            if other.mistakes < found.mistakes { (text, settings, found) = (lenientText, lenient, other) }
        }
        let parts = settings.providers.values.compactMap {
            Composition.kinds[$0.kind]?.starter(folder: "").pipelineParts
        }
        var files = [
            NewFile(
                StarterFiles.octoDNSSettingsPath, text,
                "settings of \(config.path): \(counted(found.zones, "zone")), \(counted(found.sets, "record set"))")
        ]
        if reviews == nil { files.append(reviewersFile(StarterFiles.octoDNSReviewersPath, repository)) }
        files.append(NewFile(".gitignore", StarterFiles.gitIgnore(served: nil), "plans are not kept"))
        files += pipelines(forge, repository, parts: Set(parts))
        let (made, kept) = try NewFiles.write(files, below: root)
        report(made: made, kept: kept, settings: nil, [])
        if found.mistakes > 0 {
            Terminal.standardError.write(
                "warning: the zone files have \(counted(found.mistakes, "mistake")); see them with 'gate53 check --worktree'"
            )
        }
        if !verbosity.quiet {
            sayWhatIsNext(
                made, forge: forge, isForgeKnown: repository.origin?.owner != nil, needsServers: false,
                fillsPipeline: !parts.isEmpty, signers: settings.review.signers)
        }
    }

    /// The classes of octoDNS that serve zones where a provider of gate53 does.
    private static var octoDNSTargets: String {
        Composition.kinds.all.compactMap { $0.octoDNS?.targetClass }.sorted().joined(separator: " and ")
    }
}

internal import ArgumentParser
internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Taking over a repository of octoDNS: its zone files stay, and settings are made of its configuration.

extension InitCommand {
    /// Writes settings for the zone files of a repository of octoDNS.
    func takeOver(_ config: OctoDNSConfig, _ wiring: Wiring, _ root: String) throws {
        for diagnostic in config.diagnostics { Terminal.standardError.write(diagnostic.description) }
        guard !config.zones.isEmpty else {
            throw CommandFailure(
                .failure,
                "'\(Printable.text(config.path))' is octoDNS's configuration and has no zone that gate53 could serve; it has "
                    + "the targets Route53Provider and ZoneFileProvider. Name a provider to begin without it, as in "
                    + "'--provider route53'", id: "octodns-config")
        }
        let (forge, reviews) = try forgeAndReviews(wiring)
        var text = StarterFiles.settings(of: config, isLenient: false, reviews: reviews)
        var settings = try Self.read(text, path: StarterFiles.octoDNSSettingsPath)
        var found = try wiring.zoneFiles(by: settings)
        if found.mistakes > 0 {
            // octoDNS takes names without a final dot by default.
            let lenientText = StarterFiles.settings(of: config, isLenient: true, reviews: reviews)
            let lenient = try Self.read(lenientText, path: StarterFiles.octoDNSSettingsPath)
            let other = try wiring.zoneFiles(by: lenient)
            if other.mistakes < found.mistakes { (text, settings, found) = (lenientText, lenient, other) }
        }
        let kind =
            settings.providers.values.contains { Self.kind(of: $0) == .route53 } ? StarterProvider.route53 : .masterFile
        var files = [
            NewFile(
                StarterFiles.octoDNSSettingsPath, text,
                "settings of \(config.path): \(counted(found.zones, "zone")), \(counted(found.sets, "record set"))")
        ]
        if reviews == nil { files.append(reviewersFile(StarterFiles.octoDNSReviewersPath, wiring)) }
        files.append(NewFile(".gitignore", StarterFiles.gitIgnore(kind, directory: "/"), "plans are not kept"))
        files += pipelines(forge, wiring, usesRoute53: kind == .route53)
        let (made, kept) = try NewFiles.write(files, below: root)
        report(made: made, kept: kept, settings: nil, [])
        if found.mistakes > 0 {
            Terminal.standardError.write(
                "warning: the zone files have \(counted(found.mistakes, "mistake")); see them with 'gate53 check --worktree'"
            )
        }
        if !verbosity.quiet {
            sayWhatIsNext(
                made, forge: forge, isForgeKnown: wiring.origin?.owner != nil, kind, hasNewZones: false,
                signers: settings.review.signers)
        }
    }
}

internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 init`.
struct InitCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write the first files of a repository: settings, zones, reviewers, pipeline.",
        usage: "gate53 init [<options>]",
        discussion: """
            Imports the zones that the provider has, so that a plan of them has no changes; other zones begin empty. \
            The forge is taken from the URL of origin, and the reviewer from git's own settings. Files that exist stay \
            as they are; if there are settings already, zones are imported by them. In a repository of octoDNS, gate53 \
            reads octoDNS's configuration, and writes settings for the zone files that are there.

            Examples:
              gate53 init --zone example.com
              gate53 init --provider route53 --zone example.com
              gate53 init --provider route53               all zones of the account
              gate53 init --provider master-file --directory /etc/bind/zones
              gate53 init --zone example.com --forge gitlab
              gate53 init --zone example.com --forge github --reviewer bo --reviewer cy
            """
    )

    @OptionGroup var folder: FolderOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp(
            "A zone; may be given several times. [default: all that the provider has]", valueName: "name"))
    var zones: [String] = []

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Where the zones are served: \(ProviderArgument.words). [default: what the settings say, else \(ProviderArgument.first)]",
            valueName: "provider"))
    var givenProvider: ProviderArgument?

    @Option(help: "The folder of the master files; a relative path is below the repository's root.")
    var directory = "live"

    @Option(help: ArgumentHelp("The id of the hosted zone, where several have its name.", valueName: "id"))
    var zoneID: String?

    @Option(help: "Whose pipeline to write. [default: what the URL of origin says]")
    var forge: StarterForge?

    @Option(
        name: .customLong("reviewer"),
        help: ArgumentHelp(
            "An account at the forge whose reviews of a pull request count; may be given several times. Without any, signatures "
                + "do.", valueName: "account"))
    var reviewers: [String] = []

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        if reviewers.contains(where: { !Self.isAccount($0) }) {
            throw ValidationError("'--reviewer' needs the name of an account, as in '--reviewer bo'.")
        }
        if zoneID != nil, zones.count != 1 { throw ValidationError("'--zone-id' needs one '--zone'.") }
        if directory.isEmpty || directory.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            throw ValidationError("'--directory' needs the path of a folder.")
        }
    }

    func run() async throws {
        let apexes = try ZoneNames.parse(zones)
        let composition = try Composition(folder: folder.repository, verbosity)
        let repository = NewRepository(composition)
        let root = try repository.root()
        repository.reportWhereFilesGo(folder.repository, root)
        let there = try repository.settingsThatAreThere()
        if there == nil, givenProvider == nil, apexes.isEmpty, let config = try repository.octoDNSConfig() {
            return try takeOver(config, repository, root)
        }
        let (name, settings, kind) = try importing(there, apexes)
        let importing = Importing(composition.ports)
        var imported = try await importing.zones(of: name, settings, apexes, zoneID: zoneID, there)
        for index in imported.indices where imported[index].octets == nil {
            imported[index].octets = Array(StarterFiles.emptyZone(imported[index].apex).utf8)
        }
        guard !imported.isEmpty else {
            throw CommandFailure(
                .validationFailure,
                "the provider has no zones to import; name the first zone, as in '--zone example.com'", id: "no-zones")
        }
        let (forge, reviews) = try forgeAndReviews(repository)
        let special = imported.filter { !$0.settingsLines.isEmpty }.map { ($0.apex, $0.settingsLines) }
        let starter = kind.starter(folder: directory)
        let text = StarterFiles.settings(
            kind, directory: directory, zones: special, reviews: reviews
        )
        let used = try there ?? Self.read(text, path: StarterFiles.settingsPath)
        let differences = importing.differences(imported, by: used)

        var files: [NewFile] = []
        if there == nil { files.append(NewFile(StarterFiles.settingsPath, text, "settings")) }
        files += imported.map { zone in
            NewFile(
                ZoneFilePaths.path(of: zone.apex, below: used.zoneFiles),
                zone.octets ?? [], Self.purpose(of: zone))
        }
        if reviews == nil, there == nil { files.append(reviewersFile(StarterFiles.reviewersPath, repository)) }
        files.append(NewFile(".gitignore", StarterFiles.gitIgnore(served: starter.servedFolder), "plans are not kept"))
        files += pipelines(forge, repository, parts: Set([starter.pipelineParts].compactMap { $0 }))
        let (made, kept) = try NewFiles.write(files, below: root)
        report(made: made, kept: kept, settings: there?.path, imported)
        if !differences.isEmpty {
            throw CommandFailure(
                .failure,
                ["error: a plan of the imported zones would have changes [import-differs]"]
                    + differences.map { "  " + Printable.lines(Self.words($0)) })
        }
        if !verbosity.quiet {
            sayWhatIsNext(
                made, forge: forge, isForgeKnown: repository.origin?.owner != nil,
                needsServers: !starter.namesServers && imported.contains { !$0.exists },
                fillsPipeline: starter.pipelineParts != nil, signers: used.review.signers)
        }
    }

    /// The provider that zones are imported from, with the name that settings have for it, and its kind.
    private func importing(
        _ there: Settings?, _ apexes: [DomainName]
    ) throws(CommandFailure) -> (name: String, settings: ProviderSettings, kind: any ProviderKind) {
        guard let there else {
            let kind = if let given = givenProvider { given.kind } else { try ProviderArgument.standard }
            let text = StarterFiles.settings(kind, directory: directory, zones: [], reviews: nil)
            let name = kind.starter(folder: directory).name
            guard let settings = try Self.read(text, path: StarterFiles.settingsPath).providers[name] else {
                throw CommandFailure(.failure, "the settings have no provider '\(name)'", id: "no-provider")
            }
            return ("", settings, kind)
        }
        let declared = apexes.isEmpty ? [there.everyZone?.provider] : apexes.map { there.zone($0)?.provider }
        let names = Set(declared.map { $0 ?? (there.providers.count == 1 ? there.providers.keys.first : nil) ?? "" })
        guard names.count == 1, let name = names.first, let settings = there.providers[name],
            let kind = Composition.kinds[settings.kind]
        else {
            throw CommandFailure(
                .failure,
                "the settings '\(Printable.text(there.path))' do not name one provider for these zones; name zones "
                    + "of one provider under 'zones', or '*'", id: "no-provider")
        }
        if let given = givenProvider?.kind, given.name != kind.name {
            throw CommandFailure(
                .validationFailure,
                "--provider says \(given.name), but the settings '\(Printable.text(there.path))' have "
                    + "'\(Printable.text(name))' for these zones; leave --provider out",
                id: "provider")
        }
        return (name, settings, kind)
    }

    static func read(_ text: String, path: String) throws(CommandFailure) -> Settings {
        let (settings, mistakes) = SettingsReader.read(Array(text.utf8), path: path, Composition.kinds)
        guard let settings else { throw CommandFailure(.failure, mistakes.map(\.description)) }
        return settings
    }

    func forgeAndReviews(
        _ repository: NewRepository
    ) throws(CommandFailure) -> (forge: StarterForge?, reviews: (forge: ForgeKind, reviewers: [String])?) {
        let forge = forge ?? repository.origin.flatMap(StarterForge.init(of:))
        let reviews = reviewers.isEmpty ? nil : forge?.reviews.map { (forge: $0, reviewers: reviewers) }
        if reviews == nil, !reviewers.isEmpty {
            throw CommandFailure(
                .validationFailure,
                "'--reviewer' is an account at a forge; name the forge, as in '--forge github', gitlab, forgejo or gitea",
                id: "no-forge")
        }
        return (forge, reviews)
    }

    func reviewersFile(_ path: String, _ repository: NewRepository) -> NewFile {
        let signer = repository.signer
        return NewFile(
            path, StarterFiles.reviewers(signer),
            signer.map { "reviewers, \($0.address) the first" } ?? "reviewers, none yet")
    }

    func pipelines(_ forge: StarterForge?, _ repository: NewRepository, parts: Set<String>) -> [NewFile] {
        (forge?.templates ?? []).map { path, template in
            NewFile(
                path, template.text(remote: repository.origin, branch: repository.likelyBranch, parts: parts),
                isProgram: path.hasPrefix("ci/"), "pipeline")
        }
    }

    private static func words(_ difference: Importing.Difference) -> String {
        switch difference {
        case .mistake(let diagnostic): diagnostic.description
        case .changes(let apex, let summary): "\(apex) would be changed: \(summary.phrase)"
        }
    }

    private static func purpose(of zone: ImportedZone) -> String {
        let apex = Printable.text(zone.apex.description)
        return zone.exists
            ? "\(apex) as it is live, \(counted(zone.count, "record set"))" : "\(apex), new, without record sets yet"
    }

    /// Whether a text may be an account's name at a forge.
    private static func isAccount(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    func report(made: [NewFile], kept: [NewFile], settings: String?, _ zones: [ImportedZone]) {
        for zone in zones {
            for set in zone.unmodelled {
                Terminal.standardError.write(
                    "warning: \(Printable.text("\(set.name) \(set.type)")) is not in the zone file and stays as it is: "
                        + "\(Printable.text(set.reason)) [not-imported]")
            }
        }
        guard !verbosity.quiet else { return }
        let terminal = Terminal.standardOutput
        let width = made.map(\.path.count).max() ?? 0
        for file in made {
            let padding = String(repeating: " ", count: width - file.path.count)
            terminal.write("wrote  \(Printable.text(file.path))\(padding)  \(file.purpose)")
        }
        for path in (settings.map { [$0] } ?? []) + kept.map(\.path) {
            terminal.write("kept   \(Printable.text(path)), which was there")
        }
    }

    func sayWhatIsNext(
        _ made: [NewFile], forge: StarterForge?, isForgeKnown: Bool, needsServers: Bool, fillsPipeline: Bool,
        signers: String?
    ) {
        var steps: [String] = []
        if !made.isEmpty {
            steps.append("look at the files, then 'git add --all' and 'git commit'")
        }
        if needsServers {
            steps.append(
                "write who serves new zones into \(StarterFiles.settingsPath) (see its comments), or as NS "
                    + "records of the zones")
        }
        // The first apply takes the rule that is there then: one that nobody could meet would stand.
        if reviewers.isEmpty {
            steps.append(
                "have each reviewer add a key to \(Printable.text(signers ?? StarterFiles.reviewersPath)), on the "
                    + "protected branch, before the first apply; with 'required: 0' in the settings nobody has to "
                    + "approve")
        }
        steps.append("'gate53 check', then 'gate53 plan --out plan.json': what was imported needs no change")
        steps.append(
            "'gate53 apply plan.json', if no pipeline does it: it records what is live, so that drift can be seen")
        if !reviewers.isEmpty {
            steps.append("have one of the reviewers approve each pull request; its author's own review does not count")
        } else {
            if forge?.reviews != nil {
                steps.append(
                    "have each plan signed with 'gate53 approve plan.json', and propose it with 'gate53 propose "
                        + "plan.json'. Or count reviews at the forge instead: run this with '--reviewer ACCOUNT', or "
                        + "see 'source' in the README"
                )
            }
        }
        steps.append(
            "protect that branch and the branch gate53-ledger at the server, and let the apply job push to "
                + "gate53-ledger; after the first apply, set GATE53_LEDGER_ROOT in that job to what 'gate53 log "
                + "--root' prints")
        switch forge {
        case .github, .gitlab, .forgejo, .gitea:
            steps.append(
                "build the image that the pipeline names from gate53's ci/pipelines/Dockerfile and push it"
                    + (isForgeKnown ? "" : ", with your own place for OWNER"))
            if fillsPipeline {
                steps.append("give the pipeline the tokens and credentials that its comments name")
            }
        case .shell: steps.append("run ci/gate53-plan, ci/gate53-apply and ci/gate53-drift from your pipeline")
        case .noPipeline: break
        case nil:
            steps.append("for a pipeline, run this again with '--forge github', gitlab, forgejo, gitea or shell")
        }
        Terminal.standardOutput.write("Next:")
        for (index, step) in steps.enumerated() { Terminal.standardOutput.write("  \(index + 1). \(step)") }
    }
}

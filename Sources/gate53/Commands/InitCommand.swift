internal import ArgumentParser
internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 init`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write the first files of a repository: settings, zones, reviewers, pipeline.",
        usage: "gate53 init [<options>]",
        discussion: """
            Zones that the provider has are imported, so that a plan of them has no changes; others begin empty. What can be \
            found out is not asked: the forge is known by the URL of origin, the reviewer by git's own settings. Files that \
            are there stay as they are.

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

    @Option(help: "Where the zones are served.")
    var provider: StarterProvider = .masterFile

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
        let wiring = try Wiring(folder: folder.repository, verbosity)
        let root = try wiring.root()
        let there = try wiring.settingsThatAreThere()
        let settings: ProviderSettings =
            switch provider {
            case .masterFile: .masterFile(MasterFileSettings(directory: directory))
            case .route53: .route53(Route53Settings())
            }
        let imported = try await wiring.importedZones(settings, apexes, zoneID: zoneID)
        guard !imported.isEmpty else {
            throw CommandFailure(
                .validationFailure,
                "the provider has no zones to import; name the first zone, as in '--zone example.com'", id: "no-zones")
        }
        let origin = wiring.origin
        let forge = forge ?? origin.flatMap(StarterForge.init(of:))
        let reviews = reviewers.isEmpty ? nil : forge?.reviews.map { ($0, reviewers) }
        if reviews == nil, !reviewers.isEmpty {
            throw CommandFailure(
                .validationFailure,
                "'--reviewer' is an account at a forge; name the forge, as in '--forge github', gitlab, forgejo or gitea",
                id: "no-forge")
        }
        let special = imported.filter { !$0.settingsLines.isEmpty }.map { ($0.apex, $0.settingsLines) }
        let text = StarterFiles.settings(provider, directory: directory, zones: special, reviews: reviews)
        let differences = try await wiring.differences(ofImported: imported, settings: text)

        var files: [NewFile] = []
        if there == nil { files.append(NewFile(StarterFiles.settingsPath, text, "settings")) }
        let zoneFolder = there?.zoneFiles ?? "zones"
        files += imported.map { zone in
            NewFile(ZoneFilePlaces.path(of: zone.apex, below: zoneFolder), zone.octets, Self.purpose(of: zone))
        }
        if reviews == nil {
            let signer = wiring.signer
            files.append(
                NewFile(
                    StarterFiles.reviewersPath, StarterFiles.reviewers(signer),
                    signer.map { "reviewers, \($0.address) the first" } ?? "reviewers, none yet"))
        }
        files.append(
            NewFile(".gitignore", StarterFiles.gitIgnore(provider, directory: directory), "plans are not kept"))
        files += (forge?.templates ?? []).map { path, template in
            NewFile(
                path,
                template.text(remote: origin, branch: wiring.likelyBranch, usesRoute53: provider == .route53),
                isProgram: forge == .shell, "pipeline")
        }
        let (made, kept) = try NewFiles.write(files, below: root)
        report(made: made, kept: kept, settings: there?.path, imported)
        if !differences.isEmpty {
            throw CommandFailure(
                .failure,
                ["error: the imported zones are not yet what is live [import-differs]"]
                    + differences.map { "  " + Printable.lines($0) })
        }
        if !verbosity.quiet {
            sayWhatIsNext(
                made, forge: forge, isForgeKnown: origin?.owner != nil,
                hasNewZones: imported.contains { !$0.exists })
        }
    }

    private static func purpose(of zone: Wiring.ImportedZone) -> String {
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

    private func report(made: [NewFile], kept: [NewFile], settings: String?, _ zones: [Wiring.ImportedZone]) {
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

    private func sayWhatIsNext(_ made: [NewFile], forge: StarterForge?, isForgeKnown: Bool, hasNewZones: Bool) {
        var steps: [String] = []
        if !made.isEmpty {
            steps.append("look at the files, then 'git add --all' and 'git commit'")
        }
        if hasNewZones, provider == .masterFile {
            steps.append("say who serves new zones, in the comments of \(StarterFiles.settingsPath) or as their NS")
        }
        steps.append("'gate53 check', then 'gate53 plan --out plan.json': what was imported needs no change")
        steps.append(
            "'gate53 apply plan.json', where no pipeline does it: it records live as what drift is measured from")
        if !reviewers.isEmpty {
            steps.append("have one of the reviewers approve each pull request; its author's own review does not count")
        } else {
            steps.append("have each reviewer add a key to \(StarterFiles.reviewersPath), on the protected branch")
            if forge?.reviews != nil {
                steps.append(
                    "have a plan signed by 'gate53 approve plan.json' and handed in by 'gate53 propose plan.json'; or count "
                        + "reviews at the forge instead: run this with '--reviewer ACCOUNT', or see 'source' in the README"
                )
            }
        }
        steps.append("let the server protect that branch, and the branch gate53-ledger")
        switch forge {
        case .github, .gitlab, .forgejo, .gitea:
            steps.append(
                "build the image that the pipeline names from gate53's ci/pipelines/Dockerfile and push it"
                    + (isForgeKnown ? "" : ", with your own place for OWNER"))
            if provider == .route53 {
                steps.append("give the pipeline what it needs to plan and to apply; its comments say what")
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

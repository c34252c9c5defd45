internal import ArgumentParser
internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// What a revision, or the working folder, declares.
struct Project {
    var source: Plan.Source
    var commit: String?
    var settings: Settings
    var settingsFile: ZoneFileIdentity
    var zones: [ProjectZone]
    /// Every mistake in every file that was read.
    var diagnostics: [Diagnostic]
    /// What is worth knowing about where the files came from.
    var notes: [String]
    /// The zones whose files have mistakes, ascending. They are not in ``zones``.
    var unreadable: [DomainName] = []
    /// Whether there is a mistake that is of no zone.
    var isUncertain = false

    /// How many record sets the zones declare.
    var recordSets: Int { zones.reduce(0) { $0 + $1.desired.zone.sets.count } }

    /// The command that lists every mistake.
    var lister: String { source == .worktree ? "gate53 check --worktree --all" : "gate53 check --all" }

    func tellNotes(to terminal: Terminal, _ verbosity: VerbosityOptions) {
        if verbosity.quiet { return }
        for note in notes { terminal.write("note: \(note)") }
    }

    /// Prints the mistakes and notes, and ends the command if one of them is an error.
    ///
    /// - Parameters:
    ///   - terminal: where to.
    ///   - verbosity: how much is printed.
    ///   - allowsPart: whether the command goes on with the zones that have no mistake.
    /// - Throws: ``CommandFailure``.
    func report(
        to terminal: Terminal, _ verbosity: VerbosityOptions, allowsPart: Bool = false
    ) throws(CommandFailure) {
        tellNotes(to: terminal, verbosity)
        terminal.tell(diagnostics, verbosity, lister: lister)
        let errors = diagnostics.count { $0.severity == .error }
        if errors > 0, !allowsPart || isUncertain || zones.isEmpty {
            throw CommandFailure(
                .failure, "\(counted(errors, "mistake")) in settings and zone files; nothing was planned",
                id: "mistakes")
        }
    }
}

/// One declared zone with what the settings say of it.
struct ProjectZone {
    var desired: DesiredZone
    var settings: ZoneSettings

    /// What is told of what the provider finds in the zone: neither what the settings take nor what a record is exempt from.
    /// With it, the exemptions that nothing needs.
    func told(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        Exemption.told(
            diagnostics.filter { $0.severity == .error || !settings.lenientIDs.contains($0.id) }, desired.exemptions)
    }
}

/// What the protected branch declares, and who may approve there.
struct ProtectedProject {
    var project: Project
    var branch: String
    var commit: String
    var review: ReviewSettings
    /// The octets of the settings file.
    var settings: [UInt8]
    /// The allowed-signers file, where there is one.
    var signers: [UInt8]?
    /// Whether review and signers are those that were accepted last, and not the protected branch's.
    var isAccepted = false
}

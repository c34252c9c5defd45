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
    var zones: [DesiredState.DeclaredZone]
    /// Every mistake in every file that was read.
    var diagnostics: [Diagnostic]
    /// What is worth knowing about where the files came from.
    var notes: [String]
    /// The zones whose files have mistakes, ascending; see ``withoutUnreadable``.
    var unreadable: [DomainName] = []
    /// Whether there is a mistake that is of no zone.
    var isUncertain = false

    /// The same without zones whose files have mistakes.
    var withoutUnreadable: Project {
        var project = self
        let unreadable = Set(unreadable)
        project.zones.removeAll { unreadable.contains($0.desired.zone.apex) }
        return project
    }

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
        if errors > 0, !allowsPart || isUncertain || withoutUnreadable.zones.isEmpty {
            throw CommandFailure(
                .failure, "\(counted(errors, "mistake")) in settings and zone files; nothing was planned",
                id: "mistakes")
        }
    }
}

extension Project {
    /// What a tree of files declares.
    ///
    /// - Parameters:
    ///   - state: what was read; `nil` where the settings can't be used.
    ///   - settings: the settings.
    ///   - notes: what is worth knowing besides.
    init(_ state: DesiredState?, _ settings: Settings, notes: [String]) {
        self.init(
            source: state?.commit == nil ? .worktree : .commit, commit: state?.commit?.hex, settings: settings,
            settingsFile: state?.settingsFile ?? ZoneFileIdentity(path: "", blob: ""),
            zones: state?.zones ?? [],
            diagnostics: state?.diagnostics ?? [], notes: notes,
            unreadable: (state.map { $0.unreadable.union($0.missing) } ?? []).sorted(),
            isUncertain: state?.isUncertain ?? false)
    }
}

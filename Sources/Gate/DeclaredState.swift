package import DNSModel
package import ZoneFiles
package import ZonePlanning

/// What a revision, or the working folder, declares, as a run goes by it.
package struct DeclaredState: Sendable {
    package var source: Plan.Source
    /// The commit in hexadecimal; `nil` for the working folder.
    package var commit: String?
    package var settings: Settings
    package var settingsFile: ZoneFileIdentity
    /// The files that it was read from, where there are some.
    package var tree: (any FileTree)?
    package var zones: [DesiredState.DeclaredZone]
    /// Every mistake in every file that was read.
    package var diagnostics: [Diagnostic]
    /// What is worth knowing about where the files came from, a sentence each.
    package var notes: [String]
    /// The zones whose files have mistakes, ascending; see ``withoutUnreadable``.
    package var unreadable: [DomainName]
    /// Whether there is a mistake that is of no zone.
    package var isUncertain: Bool
    /// The zones that it leaves out, of those that were declared before.
    package var absent: [AbsentZone] = []

    /// What a tree of files declares.
    ///
    /// - Parameters:
    ///   - state: what was read.
    ///   - notes: what is worth knowing besides.
    ///   - tree: the files.
    package init(_ state: DesiredState, notes: [String] = [], tree: (any FileTree)? = nil) {
        self.tree = tree
        source = state.commit == nil ? .worktree : .commit
        commit = state.commit?.hex
        settings = state.settings
        settingsFile = state.settingsFile
        zones = state.zones
        diagnostics = state.diagnostics
        self.notes = notes
        unreadable = state.unreadable.union(state.missing).sorted()
        isUncertain = state.isUncertain
    }

    /// A tree of files whose settings can't be used: nothing is declared.
    ///
    /// - Parameters:
    ///   - diagnostics: what is wrong with them.
    ///   - commit: the commit in hexadecimal; `nil` for the working folder.
    package init(unusable diagnostics: [Diagnostic], commit: String?) {
        source = .commit
        self.commit = commit
        settings = Settings(path: "")
        settingsFile = ZoneFileIdentity(path: "", blob: "")
        zones = []
        self.diagnostics = diagnostics
        notes = []
        unreadable = []
        isUncertain = false
    }

    /// Settings that are to be written, without zones.
    package init(_ settings: Settings) {
        source = .worktree
        commit = nil
        self.settings = settings
        settingsFile = ZoneFileIdentity(path: settings.path, blob: "")
        zones = []
        diagnostics = []
        notes = []
        unreadable = []
        isUncertain = false
    }

    /// The same without zones whose files have mistakes.
    package var withoutUnreadable: DeclaredState {
        var declared = self
        let unreadable = Set(unreadable)
        declared.zones.removeAll { unreadable.contains($0.desired.zone.apex) }
        return declared
    }

    /// The same with some of its zones only.
    package func limited(to zones: Set<DomainName>) -> DeclaredState {
        var limited = self
        limited.zones.removeAll { !zones.contains($0.desired.zone.apex) }
        return limited
    }

    /// The names of its zones.
    package var apexes: [DomainName] { zones.map(\.desired.zone.apex) }

    /// How many record sets the zones declare.
    package var recordSets: Int { zones.reduce(0) { $0 + $1.desired.zone.sets.count } }

    /// Its diagnostics as they are told.
    package var event: GateEvent { .diagnostics(diagnostics, isPreview: source == .worktree) }

    /// Refuses a state with mistakes in it. Notes are told first, and the mistakes are part of the error.
    ///
    /// - Parameters:
    ///   - allowsPart: whether the zones that have no mistake are enough; then the mistakes are told.
    ///   - observer: told of notes and mistakes.
    /// - Throws: ``GateError``.
    package func check(allowsPart: Bool = false, _ observer: GateObserver) throws(GateError) {
        for note in notes { observer(.note(note)) }
        let errors = diagnostics.count { $0.severity == .error }
        guard errors > 0, !allowsPart || isUncertain || withoutUnreadable.zones.isEmpty else {
            observer(event)
            return
        }
        var error = GateError(
            .failed, "\(counted(errors, "mistake")) in settings and zone files; nothing was planned", id: "mistakes")
        error.event = event
        throw error
    }
}

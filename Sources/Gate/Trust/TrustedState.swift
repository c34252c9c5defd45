package import DNSModel
package import ZoneFiles
internal import ZonePlanning

/// What the protected branch declares, and who may approve there.
package struct TrustedState: Sendable {
    package let trusted: TrustedBranch
    /// The zones that were asked for.
    package private(set) var declared: DeclaredState

    package var branch: String { trusted.branch.name }
    /// The commit in hexadecimal.
    package var commit: String { trusted.branch.commit.hex }
    package var settings: Settings { declared.settings }

    /// Reads what the protected branch declares.
    ///
    /// - Parameters:
    ///   - trusted: the branch.
    ///   - only: the zones to read; `nil` for all.
    ///   - clone: where it is.
    ///   - observer: told of mistakes; none of them is in these zones.
    /// - Throws: ``GateError`` where there are mistakes in these zones.
    package init(
        _ trusted: TrustedBranch, only: Set<DomainName>? = nil, in clone: Clone, _ observer: @escaping GateObserver
    ) throws(GateError) {
        // The warnings of what was merged were told when it was planned.
        let errors: GateObserver = { observer($0.errorsOnly) }
        let mistakes = GateError(.failed, .mistakes(trusted.diagnostics))
        if trusted.settings == nil, only == nil {
            try Self.check(DeclaredState(unusable: trusted.diagnostics, commit: nil), errors)
        }
        guard trusted.settings != nil else { throw mistakes }
        let state = try GateError.ofGit { () throws(GitError) in
            try clone.reader(only: only).read(trusted.tree, try clone.settings(in: trusted.tree))
        }
        guard let state else { throw mistakes }
        clone.zones.keep(state)
        let declared = DeclaredState(state)
        observer(.about(declared.apexes))
        // A mistake in which files another zone has is none of these zones', and their plan says nothing of it.
        let isOfOthers = !declared.isUncertain && only.map { $0.isDisjoint(with: declared.unreadable) } ?? false
        if !isOfOthers { try Self.check(declared, errors) }
        self.trusted = trusted
        self.declared = declared
    }

    /// Reads what the protected branch declares in the zones whose files have no mistake.
    ///
    /// - Parameters:
    ///   - trusted: the branch.
    ///   - clone: where it is.
    ///   - observer: told of mistakes.
    /// - Throws: ``GateError`` where the settings have one, or every zone.
    package init(
        ofReadable trusted: TrustedBranch, in clone: Clone, _ observer: @escaping GateObserver
    ) throws(GateError) {
        let errors: GateObserver = { observer($0.errorsOnly) }
        guard trusted.settings != nil else {
            try Self.check(DeclaredState(unusable: trusted.diagnostics, commit: nil), errors)
            throw GateError(.failed, .mistakes(trusted.diagnostics))
        }
        let state = try GateError.ofGit { () throws(GitError) in
            try clone.reader().read(trusted.tree, try clone.settings(in: trusted.tree))
        }
        guard let state else { throw GateError(.failed, .mistakes(trusted.diagnostics)) }
        clone.zones.keep(state)
        let declared = DeclaredState(state)
        observer(.about(declared.apexes))
        do throws(GateError) { try declared.check(allowsPart: true, errors) } catch {
            var error = error
            error.event = error.event?.errorsOnly
            throw error
        }
        self.trusted = trusted
        self.declared = declared.withoutUnreadable
    }

    private static func check(_ declared: DeclaredState, _ observer: GateObserver) throws(GateError) {
        do throws(GateError) { try declared.check(observer) } catch {
            var error = error
            error.event = error.event?.errorsOnly
            throw error
        }
    }

    /// The same with some of its zones only.
    package func limited(to zones: Set<DomainName>) -> TrustedState {
        var limited = self
        limited.declared = declared.limited(to: zones)
        return limited
    }
}

extension GateEvent {
    /// The same without what is no error.
    var errorsOnly: GateEvent {
        switch self {
        case .diagnostics(let diagnostics, let isPreview):
            .diagnostics(diagnostics.filter { $0.severity == .error }, isPreview: isPreview)
        case .planned(let outcome): .planned(outcome.errorsOnly)
        case .note, .warning, .about: self
        }
    }
}

internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import GitStore
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

// What the protected branch is, and whether a plan is of it.

/// What the protected branch declares, and who may approve there.
struct ProtectedProject {
    var trusted: TrustedBranch
    var settings: Settings
    /// The zones of a plan, or all.
    var project: Project

    var branch: String { trusted.branch.name }
    var commit: String { trusted.branch.commit.hex }

    /// The same with some of its zones only.
    func limited(to zones: Set<DomainName>) -> ProtectedProject {
        var limited = self
        limited.project.zones.removeAll { !zones.contains($0.desired.zone.apex) }
        return limited
    }
}

extension Wiring {
    /// The branch whose settings count, which must have some.
    func trustedBranch() throws(CommandFailure) -> TrustedBranch {
        try gateFailure { () throws(GateError) in
            try TrustedBranch.find(in: clone).withSettings(in: clone)
        }
    }

    /// What the protected branch declares for the zones of a plan, after checking that plan and branch agree.
    func protectedProject(for document: PlanDocument) throws(CommandFailure) -> ProtectedProject {
        let trusted = try trustedBranch()
        // From here on these are the settings that count, also of those who are told.
        notices.found(trusted)
        try check(document.plan, isOf: trusted)
        return try protectedProject(
            trusted, only: Set(document.plan.zones.filter { document.plan.isEmpty || $0.hasWork }.map(\.apex)))
    }

    /// Refuses a plan whose files are not those of the protected branch.
    func check(_ plan: Plan, isOf trusted: TrustedBranch) throws(CommandFailure) {
        try gateFailure { () throws(GateError) in
            let match = try GateError.ofGit { () throws(GitError) in
                try PlanMatch(plan, .confirmation, on: trusted, of: clone)
            }
            try match.requireWhole(plan, on: trusted.branch)
        }
    }

    /// What the protected branch declares.
    ///
    /// - Parameters:
    ///   - trusted: the branch.
    ///   - only: the zones to read; `nil` for all.
    /// - Returns: what it declares.
    /// - Throws: ``CommandFailure`` where there are mistakes.
    func protectedProject(
        _ trusted: TrustedBranch, only: Set<DomainName>? = nil
    ) throws(CommandFailure) -> ProtectedProject {
        guard let settings = trusted.settings else {
            if only == nil {
                var project = Project(nil, Settings(path: ""), notes: [])
                project.diagnostics = trusted.diagnostics
                try project.report(to: .standardError, verbosity.ofErrors)
            }
            throw CommandFailure(.failure, DiagnosticGroups(trusted.diagnostics).lines(lister: "gate53 check --all"))
        }
        let state = try gateFailure { () throws(GateError) in
            try GateError.ofGit { () throws(GitError) in
                try clone.reader(only: only).read(trusted.tree, try clone.settings(in: trusted.tree))
            }
        }
        let project = Project(state, settings, notes: [])
        Manner.isAbout(project.zones.map(\.desired.zone.apex))
        // A mistake in which files another zone has is none of these zones', and their plan says nothing of it.
        let isOfOthers = !project.isUncertain && only.map { $0.isDisjoint(with: project.unreadable) } ?? false
        if !isOfOthers { try project.report(to: .standardError, verbosity.ofErrors) }
        return ProtectedProject(trusted: trusted, settings: settings, project: project)
    }
}

internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// Looks for mistakes in what is declared, without asking anybody.
package struct Checking: Sendable {
    private let ports: GatePorts
    private let declared: DeclaredState

    package init(_ ports: GatePorts, of declared: DeclaredState) {
        self.ports = ports
        self.declared = declared
    }

    /// Every mistake: of the files, of what the providers can't serve, of loops across zones, and of the rule that
    /// nobody could meet.
    ///
    /// - Returns: the diagnostics.
    /// - Throws: ``GateError`` where files can't be read.
    package func diagnostics() throws(GateError) -> [Diagnostic] {
        declared.diagnostics + absences() + (try servability()) + loops() + (try review())
    }

    /// The zones that are left out, as far as no mistake says it.
    private func absences() -> [Diagnostic] {
        let missing = Set(declared.unreadable)
        let reported = Set(
            declared.diagnostics.lazy.filter { $0.id == "zone-not-in-settings" }.map { $0.location?.file })
        return declared.absent.filter { !missing.contains($0.apex) && ($0.wasManaged || !reported.contains($0.file)) }
            .map {
                Diagnostic(
                    .warning, id: $0.wasManaged ? "zone-file-gone" : "zone-not-in-settings",
                    "\($0.phrase); \($0.remedy)",
                    at: SourceLocation(file: $0.movedTo ?? $0.file))
            }
    }

    /// What the zones' providers can't serve, and which of their rules the zones break.
    private func servability() throws(GateError) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for zone in declared.zones {
            guard let provider = try ports.providers.provider(of: zone, in: declared, .own) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            diagnostics += Ownership(of: desired, by: zone.settings).contradictions(in: desired)
            diagnostics += zone.reported(problems + provider.findings(in: RuleSubject(desired)).map(\.diagnostic))
        }
        return diagnostics
    }

    /// The CNAMEs that lead in a circle from zone to zone, of which no provider knows.
    private func loops() -> [Diagnostic] {
        NameLoops.loops(across: declared.zones.map(\.desired.zone)).flatMap { place, loop in
            let zone = declared.zones[place]
            let key = zone.desired.zone.sets[loop.index].key
            return zone.reported([
                Diagnostic(
                    .warning, id: "cname-loop", loop.sentence(about: key),
                    at: zone.desired.location(ofSetAt: loop.index))
            ])
        }
    }

    /// What is wrong in the signers file, and what the rule asks for and nobody could give.
    private func review() throws(GateError) -> [Diagnostic] {
        guard !declared.settings.path.isEmpty else { return [] }
        let signers = try declared.signers(in: ports.clone)
        var diagnostics: [Diagnostic] = []
        if let signers, let path = declared.settings.review.signers {
            let today = ports.clock.today().description.filter { $0 != "-" }
            diagnostics = SignersFile(signers, path: path, today: today).diagnostics
        }
        return diagnostics + declared.shortfalls(signers) + declared.unknownLedgerSigners(signers)
    }
}

extension DeclaredState {
    /// The signers file that the settings name.
    ///
    /// - Parameter clone: where it is.
    /// - Returns: its octets; `nil` where none is named or it is not there.
    /// - Throws: ``GateError``.
    package func signers(in clone: Clone) throws(GateError) -> [UInt8]? {
        guard let path = settings.review.signers else { return nil }
        return try GateError.ofGit { () throws(GitError) in
            try clone.signers(at: path, in: try files(in: clone))
        }
    }

    /// The files that it was read from.
    ///
    /// - Throws: ``GitError``.
    package func files(in clone: Clone) throws(GitError) -> any FileTree {
        if let tree { return tree }
        return try clone.files(ofCommit: commit)
    }

    /// Who shall sign the ledger, and has no key in the signers file that may.
    fileprivate func unknownLedgerSigners(_ signers: [UInt8]?) -> [Diagnostic] {
        guard settings.ledger.sign == .required, let path = settings.review.signers, let signers else { return [] }
        let lines = SignersFile(signers, path: path).lines.filter { $0.maySign(in: SignersFile.gitNamespace) }
        let known = Set(lines.flatMap(\.principals).map { $0.lowercased() })
        // A list with a mistake in it is one empty name, and was told of.
        return settings.ledger.signedBy.filter { !$0.isEmpty && !known.contains($0.lowercased()) }.map {
            Diagnostic(
                .warning, id: "ledger-signer-unknown",
                "'signed-by' names '\(Printable.text($0))', of whom '\(Printable.text(path))' has no key that may sign "
                    + "commits; add it there with namespaces=\"git\", or take the name out",
                at: SourceLocation(file: settingsFile.path))
        }
    }

    /// What the rule asks for and nobody could give.
    ///
    /// - Parameter signers: the octets of the signers file.
    /// - Returns: a warning each.
    package func shortfalls(_ signers: [UInt8]?) -> [Diagnostic] {
        settings.review.shortfalls(signers: signers).map {
            Diagnostic(
                .warning, id: "nobody-can-approve", "no plan can be approved: \($0)",
                at: SourceLocation(file: settingsFile.path))
        }
    }
}

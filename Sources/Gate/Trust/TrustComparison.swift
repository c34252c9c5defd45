internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// How the settings and signers of a tree differ from those of the protected branch.
package enum TrustComparison: Sendable {
    /// They were compared.
    case compared([SettingsChange])
    /// The protected branch has no settings yet.
    case first([SettingsChange], branch: String)
    /// They could not be: why, as a sentence.
    case notCompared(String)

    /// The differences, as far as they are known.
    package var changes: [SettingsChange] {
        switch self {
        case .compared(let changes), .first(let changes, _): changes
        case .notCompared: []
        }
    }

    /// Compares what is declared with the protected branch of a clone.
    ///
    /// - Parameters:
    ///   - declared: what is declared.
    ///   - clone: where both are.
    package init(of declared: DeclaredState, in clone: Clone) {
        do {
            let trusted = try TrustedBranch.find(in: clone)
            if declared.commit == trusted.branch.commit.hex {
                self = .compared([])
                return
            }
            let changes = try trusted.changes(
                to: try declared.files(in: clone), declared.settingsFile, declared.settings)
            self = trusted.file == nil ? .first(changes, branch: trusted.branch.name) : .compared(changes)
        } catch {
            self = .notCompared(Self.sentence(error))
        }
    }

    /// Compares the settings and signers that a plan was made with, where they are those of HEAD, with the protected
    /// branch.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - clone: where HEAD and the protected branch are.
    package init(of plan: Plan, in clone: Clone) {
        do {
            let tree = try clone.repository.files(of: try clone.repository.head())
            var own = clone
            own.settingsPath = plan.settings.path
            let read = try own.settings(in: tree)
            guard let settings = read.settings, read.file == plan.settings else {
                self = .notCompared("HEAD has other settings than the plan")
                return
            }
            self = .compared(try TrustedBranch.find(in: clone).changes(to: tree, read.file, settings))
        } catch {
            self = .notCompared(Self.sentence(error))
        }
    }

    private static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as GitError: error.message
        case let error as GateError: error.sentence
        default: "\(error)"
        }
    }
}

extension TrustedBranch {
    /// How the settings and signers of a tree differ from this branch's.
    ///
    /// - Parameters:
    ///   - tree: the tree.
    ///   - file: its settings file.
    ///   - settings: what that says.
    /// - Returns: the differences; one for all where this branch has no settings.
    /// - Throws: ``GitError``.
    func changes(
        to tree: any FileTree, _ file: ZoneFileIdentity, _ settings: Settings
    ) throws(GitError) -> [SettingsChange] {
        guard let old = self.file else {
            return [SettingsChange(.firstSettings(file.path))]
        }
        var changes: [SettingsChange] = []
        if old.path != file.path {
            changes.append(SettingsChange(.settingsFile, before: old.path, after: file.path))
        }
        if old.blob != file.blob, let after = try tree.smallFile(at: file.path) {
            changes += SettingsComparison.changes(from: octets, to: after)
        }
        if let path = settings.review.signers ?? self.settings?.review.signers {
            changes += SettingsComparison.signerChanges(
                from: signers, to: try tree.smallFile(at: settings.review.signers), path: path)
        }
        return changes
    }

    /// Refuses to ask a provider in a way that only an unmerged commit says: it could name files, hosts, profiles or
    /// hosted zones that are none of its author's business.
    ///
    /// - Parameters:
    ///   - settings: what the commit says of providers.
    ///   - zones: what it declares.
    /// - Throws: ``GateError``, refused.
    package func requireSameProviders(_ settings: Settings, _ zones: [DesiredState.DeclaredZone]) throws(GateError) {
        let branch = Printable.text(self.branch.name)
        var reasons: [String] = []
        for zone in zones {
            let apex = zone.desired.zone.apex
            let name = zone.settings.provider
            let shown = "'\(Printable.text(name))'"
            if self.settings?.providers[name] == nil {
                reasons.append("\(apex): the protected branch '\(branch)' has no provider \(shown)")
            } else if self.settings?.providers[name] != settings.providers[name] {
                reasons.append(
                    "\(apex): the provider \(shown) differs from the one on the protected branch "
                        + "'\(branch)'")
            } else if self.settings?.zone(apex)?.provider != name
                || self.settings?.zone(apex)?.meansSameZone(as: zone.settings) != true
            {
                reasons.append("\(apex): on the protected branch '\(branch)' it is another zone at \(shown)")
            }
        }
        guard !reasons.isEmpty else { return }
        throw GateError(
            .refused, reasons.map { GateError.Reason(.refused, $0, id: "provider-not-protected") },
            remedy: "No provider was asked. Have the settings merged first. If you trust this commit, plan without "
                + "--untrusted")
    }
}

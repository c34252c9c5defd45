internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// What a commit says of whom and what to trust, held against the protected branch.

extension Wiring {
    /// How the settings and signers of a project differ from those of the protected branch.
    enum TrustComparison {
        /// They were compared.
        case compared([SettingsChange])
        /// The protected branch has no settings yet.
        case first([SettingsChange], branch: String)
        /// They could not be: why, as a sentence.
        case notCompared(String)

        /// The differences, as far as they are known.
        var changes: [SettingsChange] {
            switch self {
            case .compared(let changes), .first(let changes, _): changes
            case .notCompared: []
            }
        }
    }

    /// Compares the settings and signers of a project with those of the protected branch.
    ///
    /// - Parameter project: what a commit or the working folder declares.
    /// - Returns: the differences, or why there is nothing to compare with.
    func trustComparison(of project: Project) -> TrustComparison {
        do {
            let trusted = try trustedBranch()
            if project.commit == trusted.branch.commit.hex { return .compared([]) }
            let tree: any FileTree
            if let commit = project.commit.flatMap(CommitID.init(hex:)) {
                tree = try repository.snapshot(of: commit)
            } else {
                tree = try repository.workingTree()
            }
            let changes = try changes(in: tree, project.settingsFile, project.settings, from: trusted)
            return trusted.file == nil ? .first(changes, branch: trusted.branch.name) : .compared(changes)
        } catch let error as GitError {
            return .notCompared(error.message)
        } catch let failure as CommandFailure {
            return .notCompared(failure.sentence)
        } catch {
            return .notCompared("\(error)")
        }
    }

    /// Compares the settings and signers that a plan was made with, where they are those of HEAD, with those of the
    /// protected branch.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - folder: where the repository is; there need not be one.
    ///   - branch: the protected branch, where it is named.
    ///   - verbosity: how much is said.
    /// - Returns: the differences, or why there is nothing to compare with.
    static func trustComparison(
        of document: PlanDocument, repository folder: String, branch: String? = nil,
        _ verbosity: VerbosityOptions
    ) -> TrustComparison {
        do {
            let wiring = try Wiring(folder: folder, branch: branch, verbosity)
            let tree = try wiring.repository.snapshot(of: try wiring.repository.resolve())
            let reader = DesiredStateReader(settingsPath: document.plan.settings.path)
            let (settings, file, _) = try reader.settings(in: tree)
            guard let settings, file == document.plan.settings else {
                return .notCompared("HEAD has other settings than the plan")
            }
            return .compared(try wiring.changes(in: tree, file, settings, from: try wiring.trustedBranch()))
        } catch let error as GitError {
            return .notCompared(error.message)
        } catch let failure as CommandFailure {
            return .notCompared(failure.sentence)
        } catch {
            return .notCompared("\(error)")
        }
    }

    /// Refuses to ask a provider in a way that only an unmerged commit says: it could name files, hosts, profiles or hosted
    /// zones that are none of its author's business.
    ///
    /// - Parameter project: what the commit declares.
    /// - Throws: ``CommandFailure`` with exit code refused, also where the protected branch is not known.
    func requireTrustedProviders(of project: Project) throws(CommandFailure) {
        let trusted: TrustedBranch
        do {
            trusted = try trustedBranch()
        } catch {
            let reason = (error as? CommandFailure)?.sentence ?? "\(error)"
            throw CommandFailure(
                .refused,
                "it is not known what the protected branch says of the providers: \(Printable.text(reason))",
                id: "settings-not-compared")
        }
        let branch = Printable.text(trusted.branch.name)
        var lines: [String] = []
        for zone in project.zones {
            let apex = zone.desired.zone.apex
            let name = zone.settings.provider
            let shown = "'\(Printable.text(name))'"
            if trusted.settings?.providers[name] == nil {
                lines.append("\(apex): the protected branch '\(branch)' has no provider \(shown)")
            } else if trusted.settings?.providers[name] != project.settings.providers[name] {
                lines.append("\(apex): the provider \(shown) is not as the protected branch '\(branch)' has it")
            } else if trusted.settings?.zone(apex)?.provider != name
                || trusted.settings?.zone(apex)?.hostedZone != zone.settings.hostedZone
            {
                lines.append("\(apex): on the protected branch '\(branch)' it is not this zone of \(shown)")
            }
        }
        guard lines.isEmpty else {
            throw CommandFailure(
                .refused,
                lines.map { "refused: \($0) [provider-not-protected]" } + [
                    "No provider was asked. Have the settings merged first, or, if you trust this commit, plan without "
                        + "--untrusted."
                ])
        }
    }

    /// The settings of the protected branch, as far as they can be read; and those that are usual where there are none.
    func trustedSettings() throws -> Settings {
        try trustedBranch().settings ?? Settings(path: "")
    }

    private func changes(
        in tree: any FileTree, _ file: ZoneFileIdentity, _ settings: Settings, from trusted: TrustedBranch
    ) throws -> [SettingsChange] {
        guard let old = trusted.file else {
            return [SettingsChange(.firstSettings(file.path))]
        }
        var changes: [SettingsChange] = []
        if old.path != file.path {
            changes.append(SettingsChange(.settingsFile, before: old.path, after: file.path))
        }
        if old.blob != file.blob, let before = try trusted.tree.smallFile(at: old.path),
            let after = try tree.smallFile(at: file.path)
        {
            changes += SettingsComparison.changes(from: before, to: after)
        }
        if let path = settings.review.signers ?? trusted.settings?.review.signers {
            changes += SettingsComparison.signerChanges(
                from: try trusted.tree.smallFile(at: trusted.settings?.review.signers),
                to: try tree.smallFile(at: settings.review.signers), path: path)
        }
        return changes
    }
}

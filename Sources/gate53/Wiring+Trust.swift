internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// What a commit says of whom and what to trust, held against the protected branch.

extension Wiring {
    /// Compares the settings and signers of a project with those of the protected branch.
    ///
    /// - Parameter project: what a commit or the working folder declares.
    /// - Returns: the differences, or why there is nothing to compare with.
    func trustComparison(of project: Project) -> TrustComparison {
        TrustComparison(ofCommit: project.commit, project.settingsFile, project.settings, in: clone)
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
        of document: PlanDocument, repository folder: String, branch: String? = nil, _ verbosity: VerbosityOptions
    ) -> TrustComparison {
        do throws(CommandFailure) {
            return TrustComparison(
                of: document.plan, in: try Wiring(folder: folder, branch: branch, verbosity).clone)
        } catch {
            return .notCompared(error.sentence)
        }
    }

    /// Refuses to ask a provider in a way that only an unmerged commit says.
    ///
    /// - Parameter project: what the commit declares.
    /// - Throws: ``CommandFailure`` with exit code refused, also where the protected branch is not known.
    func requireTrustedProviders(of project: Project) throws(CommandFailure) {
        let trusted: TrustedBranch
        do throws(GateError) {
            trusted = try TrustedBranch.find(in: clone)
        } catch {
            throw CommandFailure(
                .refused,
                "it is not known what the protected branch says of the providers: \(Printable.text(error.sentence))",
                id: "settings-not-compared")
        }
        try gateFailure { () throws(GateError) in
            try trusted.requireSameProviders(project.settings, project.zones)
        }
    }

    /// The settings of the protected branch, as far as they can be read; and those that are usual where there are none.
    func trustedSettings() throws(CommandFailure) -> Settings {
        try gateFailure { () throws(GateError) in try TrustedBranch.find(in: clone).settings } ?? Settings(path: "")
    }
}

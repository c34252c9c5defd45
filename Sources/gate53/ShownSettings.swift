internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// What is shown of a plan's settings, for commands that need no repository.

extension Wiring {
    /// What to show of a plan's settings.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - folder: where the repository is; there need not be one.
    ///   - branch: the protected branch, where it is named.
    ///   - verbosity: how much is said.
    /// - Returns: what to show, and why it may not be all.
    static func shownSettings(
        of document: PlanDocument, repository folder: String, branch: String? = nil, _ verbosity: VerbosityOptions
    ) async -> ShownSettings {
        do throws(CommandFailure) {
            let ports = try Wiring(folder: folder, branch: branch, verbosity).ports
            return await ShownSettings(of: document, in: ports) { TrustComparison(of: document.plan, in: ports.clone) }
        } catch {
            let reason = error.sentence
            return await ShownSettings(of: document, in: nil) { .notCompared(reason) }
        }
    }
}

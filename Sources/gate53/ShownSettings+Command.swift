internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

extension ShownSettings {
    /// What to show of a plan's settings, for commands that need no repository.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - folder: where the repository is; there need not be one.
    ///   - settings: the settings file, where it is named.
    ///   - branch: the protected branch, where it is named.
    ///   - verbosity: how much is said.
    init(
        of document: PlanDocument, repository folder: String, settings: String? = nil, branch: String? = nil,
        _ verbosity: VerbosityOptions
    ) async {
        do throws(CommandFailure) {
            let ports = try Composition(folder: folder, settings: settings, branch: branch, verbosity).ports
            await self.init(of: document, in: ports) { TrustComparison(of: document.plan, in: ports.clone) }
        } catch {
            let reason = error.sentence
            await self.init(of: document, in: nil) { .notCompared(reason) }
        }
    }
}

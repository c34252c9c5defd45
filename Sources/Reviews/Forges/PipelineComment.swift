internal import DNSModel
package import Gate
package import ZonePlanning

/// Keeps the plan comment of a pull request up to date, from a pipeline or by hand.
///
/// Nothing of it comes from the settings: those of a pull request could send the token elsewhere.
package struct PipelineComment: Sendable {
    private let environment: ForgeEnvironment
    private let target: CommentTarget
    private let today: CalendarDate

    /// - Parameters:
    ///   - environment: the pipeline's.
    ///   - target: what the command line says.
    ///   - today: the day.
    package init(_ environment: ForgeEnvironment, _ target: CommentTarget, today: CalendarDate) {
        self.today = today
        self.environment = environment
        self.target = target
    }

    /// Writes the comment.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - notes: what is known beside it, for a comment of its own. Where that can't be written, the plan comment is
    ///     there all the same.
    /// - Returns: what was done.
    /// - Throws: ``GateError``.
    package func write(
        _ document: PlanDocument, notes: CommentNotes = .unknown
    ) async throws(GateError) -> CommentOutcome {
        guard let kind = target.forge ?? environment.kind else {
            throw GateError(
                .misuse, "this is not a pipeline that gate53 knows; name the forge, as in '--forge github'",
                id: "no-forge")
        }
        let isHere = environment.kind == kind
        guard let number = target.pullRequest ?? (isHere ? environment.pullRequest : nil), number > 0 else {
            throw GateError(
                .misuse,
                "this pipeline runs for no pull request; name it, as in '--pull-request 12', or run 'gate53 comment' only "
                    + "where there is one", id: "no-pull-request")
        }
        do throws(ForgeError) {
            let address = try environment.address(kind, url: target.url, repository: target.repository)
            let head =
                target.pullRequest == nil || target.pullRequest == environment.pullRequest ? environment.head : nil
            let commenter = PlanCommenter(
                forge: environment.forge(at: address), account: target.account, today: today)
            let outcome = try await commenter.comment(document, on: number, of: isHere ? head : nil)
            let (verb, digest) =
                switch outcome {
                case .written: ("Written", document.digest)
                case .updated: ("Updated", document.digest)
                case .unchanged: ("Unchanged", document.digest)
                case .kept(let digest): ("Unchanged", digest)
                }
            let shown = Printable.text(address.shown(number))
            return CommentOutcome(
                words: "\(verb): the plan comment of \(shown), plan \(digest.short).",
                warnings: await commenter.warnings(noting: notes, on: number))
        } catch {
            throw GateError(.failed, Printable.text(error.message), id: "forge-\(error.code.rawValue)")
        }
    }
}

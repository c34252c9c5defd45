internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import GitStore
internal import Reports
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// Approvals from every source, and the forges among them.
extension Wiring {
    /// Asks the sources of approvals that the rule in force names.
    func collection(_ protected: ProtectedProject, _ ledger: any Ledger) -> ReviewCollection {
        ReviewCollection(
            protected.trusted, protected.settings, ledger, of: clone,
            WiredApprovalSources(environment: Terminal.environment, forge: Self.forgeEnvironment()), observer)
    }

    /// Shows what a verb has to say.
    var observer: GateObserver {
        let isQuiet = verbosity.quiet
        return { event in
            switch event {
            case .note(let text): if !isQuiet { Terminal.standardError.write("note: \(text)") }
            case .warning(let text): Terminal.standardError.write("warning: \(text)")
            }
        }
    }

    /// The environment of a pipeline.
    static func forgeEnvironment() -> ForgeEnvironment {
        let environment = Terminal.environment
        let event = environment["GITHUB_EVENT_PATH"].flatMap { $0.isEmpty ? nil : try? InputFile.read($0) }
        return ForgeEnvironment(environment, event: event)
    }

    // MARK: - The plan comment

    /// What `gate53 comment` was told on the command line.
    struct CommentTarget {
        var forge: ForgeKind?
        var url: String?
        var repository: String?
        var pullRequest: Int?
        var account: String?
        /// Where the repository is, and which branch is protected.
        var clone: String
        var settings: String?
        var branch: String?
    }

    /// Keeps the plan comment of a pull request up to date.
    ///
    /// Nothing of it comes from the settings: those of a pull request could send the token elsewhere.
    ///
    /// - Returns: what was done, as a sentence.
    static func comment(
        _ document: PlanDocument, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async throws(CommandFailure) -> String {
        let environment = forgeEnvironment()
        guard let kind = target.forge ?? environment.kind else {
            throw CommandFailure(
                .validationFailure, "this is no pipeline that is known; name the forge, as in '--forge github'",
                id: "no-forge")
        }
        let isHere = environment.kind == kind
        guard let number = target.pullRequest ?? (isHere ? environment.pullRequest : nil), number > 0 else {
            throw CommandFailure(
                .validationFailure,
                "this pipeline runs for no pull request; name it, as in '--pull-request 12', or run 'gate53 comment' only "
                    + "where there is one", id: "no-pull-request")
        }
        do {
            let address = try environment.address(kind, url: target.url, repository: target.repository)
            let head =
                target.pullRequest == nil || target.pullRequest == environment.pullRequest ? environment.head : nil
            let outcome = try await PlanCommenter(
                forge: environment.forge(at: address), account: target.account,
                settingsChanges: { await settingsChanges(ofHead: $0, target, verbosity) }
            ).comment(document, on: number, of: isHere ? head : nil)
            let verb =
                switch outcome {
                case .written: "Written"
                case .updated: "Updated"
                case .unchanged: "Unchanged"
                }
            return
                "\(verb): the plan comment of \(Printable.text(address.shown(number))), plan \(document.digest.short)."
        } catch {
            throw CommandFailure(.failure, Printable.text(error.message), id: "forge-\(error.code.rawValue)")
        }
    }

    /// Adds the plan to the summary of a workflow's job.
    ///
    /// - Throws: ``CommandFailure`` where the environment names no file for it.
    static func addSummary(
        _ document: PlanDocument, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async throws(CommandFailure) {
        guard let path = forgeEnvironment().summaryPath else {
            throw CommandFailure(
                .failure, "GITHUB_STEP_SUMMARY is not set; leave '--summary' out where there is no job summary",
                id: "no-summary")
        }
        // A step may have up to 1 MiB; what other steps wrote stays.
        let changes = await shownSettings(
            of: document, repository: target.clone, branch: target.branch, verbosity
        ).changes
        let report = Array(
            MarkdownReport(limit: 900_000).text(of: document, settingsChanges: changes).utf8)
        // What is there and can't be read must not be written over; a pipe or a device has nothing to be kept.
        let written = InputFile.isRegular(path) ? try InputFile.read(path) : []
        try OutputFile.write(written + report, to: path)
    }
}

/// The sources of approvals: signatures of ssh-keygen, and the forges.
private struct WiredApprovalSources: ApprovalSources {
    let environment: [String: String]
    let forge: ForgeEnvironment

    func signatures(
        for request: ReviewRequest, signers: [UInt8], areAccepted: Bool, recorded: [LedgerFile]
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        let keygen: SSHKeygen
        do throws(SSHError) {
            keygen = try SSHKeygen(environment: environment)
        } catch {
            throw ApprovalSourceError(error.message)
        }
        return try SSHApprovals(
            plan: request.path, paths: request.approvals,
            signatures: recorded.map { SignatureFile(source: "ledger:\($0.path)", octets: $0.octets) },
            allowedSigners: signers, areAccepted: areAccepted, keygen: keygen)
    }

    func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource {
        do throws(ForgeError) {
            let source = question.source
            let forge = self.forge.forge(
                at: try self.forge.address(question.kind, url: source.url, repository: source.repository))
            let number: Int
            if let named = question.pullRequest {
                number = named
            } else {
                number = try await PullRequestSearch(forge: forge, branch: question.branch)
                    .request(of: question.document.plan, among: question.commits) { plan, head in
                        (try? question.heads.differences(of: plan, from: head).isEmpty) ?? false
                    }
            }
            return ForgeApprovals(
                forge: forge, source: source, number: number, branch: question.branch, authors: question.authors,
                settingsChanges: { head throws(ApprovalSourceError) in
                    try await question.heads.settingsChanges(of: head)
                },
                differences: { plan, head throws(ApprovalSourceError) in
                    try question.heads.differences(of: plan, from: head)
                })
        } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    func isPipelinesOwn(_ source: ReviewSource) -> Bool {
        guard let kind = source.forge, let url = source.url else { return false }
        let repository = source.repository ?? "a/b"
        guard let own = try? forge.address(kind, url: nil, repository: repository),
            let asked = try? forge.address(kind, url: url, repository: repository)
        else { return false }
        return own.url == asked.url
    }
}

internal import DNSModel
package import Gate
package import ZonePlanning

/// The sources of approvals: signatures of ssh-keygen, and the forges.
package struct ReviewSources: ApprovalSources {
    private let environment: [String: String]
    private let forge: ForgeEnvironment

    /// - Parameters:
    ///   - environment: the environment of the process, for ssh-keygen.
    ///   - forge: the environment of the pipeline.
    package init(environment: [String: String], forge: ForgeEnvironment) {
        self.environment = environment
        self.forge = forge
    }

    package func signatures(
        for request: ReviewRequest, signers: [UInt8], areAccepted: Bool, recorded: [LedgerFile]
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        try SSHApprovals(
            plan: request.path, paths: request.approvals, signatures: Self.files(recorded), allowedSigners: signers,
            areAccepted: areAccepted, keygen: try keygen())
    }

    package func signatures(
        _ recorded: [LedgerFile], by signers: [UInt8]
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        try SSHApprovals(
            plan: nil, signatures: Self.files(recorded), allowedSigners: signers, areAccepted: true,
            keygen: try keygen())
    }

    private static func files(_ recorded: [LedgerFile]) -> [SignatureFile] {
        recorded.map { SignatureFile(source: "ledger:\($0.path)", octets: $0.octets) }
    }

    private func keygen() throws(ApprovalSourceError) -> SSHKeygen {
        do throws(SSHError) { return try SSHKeygen(environment: environment) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    package func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource {
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
                commits: question.commitsOfAuthors, isAutomaticMerge: { question.heads.isAutomaticMerge($0) },
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

    package func isPipelinesOwn(_ source: ReviewSource) -> Bool {
        guard let kind = source.forge, let url = source.url else { return false }
        let repository = source.repository ?? "a/b"
        guard let own = try? forge.address(kind, url: nil, repository: repository),
            let asked = try? forge.address(kind, url: url, repository: repository)
        else { return false }
        return own.url == asked.url
    }
}

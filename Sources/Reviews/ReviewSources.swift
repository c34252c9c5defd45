internal import DNSModel
package import Gate
package import ZonePlanning

/// The sources of approvals: signatures of ssh-keygen, and the forges.
package struct ReviewSources: ApprovalSources {
    private let environment: [String: String]
    private let forge: ForgeEnvironment
    /// What was found of signatures in this run.
    private let known = KnownVerdicts()
    /// Whose the signatures of commits are.
    private let signers = KnownAnswers<SignerQuestion, CommitSigner?>()
    private let memory = ForgeMemory()

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
            areAccepted: areAccepted, keygen: try keygen(), known: known)
    }

    package func signatures(
        _ recorded: [LedgerFile], by signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        try SSHApprovals(
            plan: nil, signatures: Self.files(recorded), allowedSigners: signers, areAccepted: true,
            at: time, keygen: try keygen(), known: known)
    }

    private static func files(_ recorded: [LedgerFile]) -> [SignatureFile] {
        recorded.map { SignatureFile(source: "ledger:\($0.path)", octets: $0.octets) }
    }

    private func keygen() throws(ApprovalSourceError) -> SSHKeygen {
        do throws(SSHError) { return try SSHKeygen(environment: environment) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    package func signer(
        of signature: CommitSignature, among signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> CommitSigner? {
        let question = SignerQuestion(signature, signers, at: time)
        return try self.signers.answer(to: question) { () throws(ApprovalSourceError) in
            let keygen = try keygen()
            do throws(SSHError) {
                return try CommitSignatures(keygen: keygen).author(
                    by: signature.signature, over: signature.octets, allowed: signers, at: time)
            } catch {
                throw ApprovalSourceError(error.message)
            }
        }
    }

    package func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource {
        do throws(ForgeError) { return try await asked(question).reviews(question) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    package func shownPlans(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> [ShownPlan] {
        do throws(ForgeError) { return try await asked(question).shownPlans(question) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    private func asked(_ question: ForgeQuestion) throws(ForgeError) -> AskedForge {
        let source = question.source
        let address = try forge.address(question.kind, url: source.url, repository: source.repository)
        return AskedForge(memory.forge(at: address) { forge.forge(at: address) })
    }

    package func forgetAnswers() {
        memory.forget()
        known.forget()
        signers.forget()
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

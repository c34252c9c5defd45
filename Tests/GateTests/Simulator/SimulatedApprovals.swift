internal import Gate
internal import Synchronization
internal import ZonePlanning

/// Sources of approvals in memory: who signed which plan, and who approved which pull request.
struct SimulatedApprovals: ApprovalSources {
    /// A signature: who made it, with which key, over which octets.
    struct Signature: Sendable {
        var principal: String
        var key: String
        var octets: [UInt8]
        /// The last moment at which the key was good; `nil` for ever. Now is after any.
        var end: Instant?
    }

    var signatures: [Signature] = []
    /// Whether of what a ledger calls accepted those signatures count alone that the ledger has.
    var needsRecorded = false
    /// The accounts that approved at the forge; `nil` where it can't be reached.
    var accounts: [String]? = []
    /// The plans that merged pull requests show, the newest first.
    var shown: [ShownPlan] = []
    /// That reviews were dismissed meanwhile, which only who forgets what was answered sees.
    var withdrawal: Withdrawal?
    /// Whether the forge that the merged settings name is the pipeline's own.
    var isPipelinesOwn = true

    func signatures(
        for request: ReviewRequest, signers: [UInt8], areAccepted: Bool, recorded: [LedgerFile]
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        let lines = String(decoding: signers, as: UTF8.self).split(separator: "\n").map(String.init)
        return Signatures(signatures: signatures, lines: lines)
    }

    func signatures(
        _ recorded: [LedgerFile], by signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        Signatures(
            signatures: signatures.filter { signature in
                !needsRecorded || recorded.contains { $0.octets == Array(signature.key.utf8) }
            }, time: time,
            lines: String(decoding: signers, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource {
        guard let accounts else { throw ApprovalSourceError("the forge can't be reached") }
        return Reviews(accounts: accounts, shown: shown, withdrawal: withdrawal)
    }

    func shownPlans(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> [ShownPlan] {
        guard accounts != nil else { throw ApprovalSourceError("the forge can't be reached") }
        return shown.filter { question.pullRequest == nil || $0.pullRequest == question.pullRequest }
    }

    /// Lines may name several, as `a@example.com,b@example.com`, and a key several lines.
    func signer(
        of signature: CommitSignature, among signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> CommitSigner? {
        let key = String(decoding: signature.signature, as: UTF8.self)
        let names = String(decoding: signers, as: UTF8.self).split(separator: "\n")
            .filter { $0.contains(Simulation.publicKey(key)) }.compactMap { $0.split(separator: " ").first }
            .flatMap { $0.split(separator: ",").map(String.init) }
        return names.isEmpty ? nil : CommitSigner(principals: names, fingerprint: "SHA256:\(key)")
    }

    func forgetAnswers() { withdrawal?.see() }

    /// The accounts whose reviews are left, once somebody asks anew.
    final class Withdrawal: Sendable {
        private let left: [String]
        private let isSeen = Mutex(false)

        init(leaving left: [String]) { self.left = left }

        func see() { isSeen.withLock { $0 = true } }

        /// What is said of accounts that approved at first.
        func accounts(of accounts: [String]) -> [String] {
            isSeen.withLock { $0 } ? accounts.filter(left.contains) : accounts
        }
    }

    func isPipelinesOwn(_ source: ReviewSource) -> Bool { isPipelinesOwn }

    private struct Signatures: ApprovalSource {
        var signatures: [Signature]
        /// When the keys have to be good; `nil` for now.
        var time: Instant?
        /// The lines of the signers file, each a principal and a key.
        var lines: [String]

        func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
            signatures.map { signature in
                guard
                    lines.contains(where: {
                        $0.hasPrefix("\(signature.principal) ") && $0.contains(Simulation.publicKey(signature.key))
                    })
                else { return rejected(.unknownSigner, signature) }
                if let end = signature.end, time.map({ $0 > end }) ?? true { return rejected(.expiredKey, signature) }
                guard signature.octets == document else { return rejected(.changedDocument, signature) }
                return .approved(
                    Approval(
                        reviewer: Reviewer(principal: signature.principal), fingerprint: "SHA256:\(signature.key)",
                        source: "plan.sig", signature: Array(signature.key.utf8)))
            }
        }

        private func rejected(_ reason: RejectedApproval.Reason, _ signature: Signature) -> ApprovalVerdict {
            .rejected(RejectedApproval(reason: reason, source: "plan.sig", message: "it is none"))
        }
    }

    private struct Reviews: ApprovalSource {
        var accounts: [String]
        /// What pull requests show; none where each shows what it is asked for.
        var shown: [ShownPlan]
        var withdrawal: Withdrawal?

        func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
            if !shown.isEmpty, !shown.contains(where: { $0.document.octets == document }) {
                return [
                    .rejected(RejectedApproval(reason: .noPlanComment, source: "#7", message: "it shows another plan"))
                ]
            }
            return (withdrawal?.accounts(of: accounts) ?? accounts).map {
                .approved(
                    Approval(
                        kind: .review, reviewer: Reviewer(principal: $0), fingerprint: "review-of-\($0)", source: "#7",
                        signature: Array("{\"account\": \"\($0)\"}".utf8)))
            }
        }
    }
}

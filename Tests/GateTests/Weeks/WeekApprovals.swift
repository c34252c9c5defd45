internal import Gate
internal import Reviews
internal import ZonePlanning

/// Where approvals are looked for in a simulated week: signatures in the ledger and beside plans, and reviews at a
/// forge, as the gate reads them.
struct WeekApprovals: ApprovalSources {
    let forge: SimulatedForge
    /// The signatures that lie beside a plan's file.
    var beside: [[UInt8]] = []

    /// A signature over a plan.
    static func signature(by principal: String, _ key: String, over document: [UInt8]) -> [UInt8] {
        Array("\(principal) \(key) \(Digest(of: document).hexadecimal)".utf8)
    }

    func signatures(
        for request: ReviewRequest, signers: [UInt8], areAccepted: Bool, recorded: [LedgerFile]
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        WeekSignatures(signatures: recorded.map(\.octets) + (request.path == nil ? [] : beside), signers: signers)
    }

    func signatures(
        _ recorded: [LedgerFile], by signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> any ApprovalSource {
        WeekSignatures(signatures: recorded.map(\.octets), signers: signers)
    }

    func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource {
        do throws(ForgeError) { return try await AskedForge(forge).reviews(question) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    func shownPlans(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> [ShownPlan] {
        do throws(ForgeError) { return try await AskedForge(forge).shownPlans(question) } catch {
            throw ApprovalSourceError(error.message)
        }
    }

    func signer(
        of signature: CommitSignature, among signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> CommitSigner? {
        let key = String(decoding: signature.signature, as: UTF8.self)
        let names = String(decoding: signers, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasSuffix(Simulation.publicKey(key)) }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        return names.isEmpty ? nil : CommitSigner(principals: names, fingerprint: "SHA256:\(key)")
    }

    func isPipelinesOwn(_ source: ReviewSource) -> Bool { true }
}

/// Signatures that say who signed what with which key.
private struct WeekSignatures: ApprovalSource {
    var signatures: [[UInt8]]
    var signers: [UInt8]

    func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
        let lines = String(decoding: signers, as: UTF8.self).split(separator: "\n")
        let digest = Digest(of: document).hexadecimal
        return signatures.map { signature in
            let parts = String(decoding: signature, as: UTF8.self).split(separator: " ").map(String.init)
            guard parts.count == 3 else { return Self.rejected(.unreadable) }
            let line = Simulation.line(parts[0], parts[1]).dropLast()
            guard lines.contains(line) else { return Self.rejected(.unknownSigner) }
            guard parts[2] == digest else { return Self.rejected(.changedDocument) }
            return .approved(
                Approval(
                    reviewer: Reviewer(principal: parts[0]), fingerprint: "SHA256:\(parts[1])", source: "plan.sig",
                    signature: signature))
        }
    }

    private static func rejected(_ reason: RejectedApproval.Reason) -> ApprovalVerdict {
        .rejected(RejectedApproval(reason: reason, source: "plan.sig", message: "it is none"))
    }
}

internal import ZonePlanning

/// What was found of signatures in a run: the search and the review ask for the same ones, and each answer takes
/// several programs. The last look before a change finds out anew.
///
/// A signature stays what it is, but for the time at which its key has to be good. So an answer is good for some
/// minutes, and what runs for months asks again.
package final class KnownVerdicts: Sendable {
    /// What is asked: which signature of what, by whom, at which time.
    struct Question: Hashable, Sendable {
        private var signature: Digest
        private var document: Digest
        private var signers: Digest
        private var areAccepted: Bool
        private var time: Instant?

        init(signature: [UInt8], document: Digest, signers: [UInt8], areAccepted: Bool, time: Instant?) {
            self.signature = Digest(of: signature)
            self.document = document
            self.signers = Digest(of: signers)
            self.areAccepted = areAccepted
            self.time = time
        }
    }

    private let known = KnownAnswers<Question, [ApprovalVerdict]>()

    package init() {}

    /// Forgets what was found: a key that was good then may have ended since.
    func forget() { known.forget() }

    /// The verdicts on a signature.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - source: where this one was found, for messages; the same may be in several places.
    ///   - find: finds out.
    /// - Returns: the verdicts.
    /// - Throws: what `find` throws; nothing is kept then.
    func verdicts(
        on question: Question, from source: String, _ find: () throws(ProgramFailure) -> [ApprovalVerdict]
    ) throws(ProgramFailure) -> [ApprovalVerdict] {
        try known.answer(to: question, find).map { $0.found(at: source) }
    }
}

extension ApprovalVerdict {
    /// The same for a signature that was found at another place.
    fileprivate func found(at source: String) -> ApprovalVerdict {
        switch self {
        case .approved(var approval):
            approval.source = source
            return .approved(approval)
        case .rejected(var rejected):
            rejected.source = source
            rejected.expired?.source = source
            return .rejected(rejected)
        }
    }
}

internal import Gate
internal import Synchronization
internal import ZonePlanning

/// Answers that were found in a run, each of which takes several programs. One is good for some minutes, since keys
/// end, and what runs for months asks again.
final class KnownAnswers<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct Found {
        var answer: Answer
        var time: ContinuousClock.Instant
    }

    /// What is known, and how often it was forgotten.
    private struct Known {
        var found: [Question: Found] = [:]
        var round = 0
    }

    private let known = Mutex(Known())
    private let longest = Duration.seconds(600)
    private let most = 20_000

    /// Forgets them, and those that are being found out.
    func forget() {
        known.withLock { known in
            known.found.removeAll()
            known.round += 1
        }
    }

    /// An answer.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - find: finds out.
    /// - Returns: the answer.
    /// - Throws: what `find` throws; nothing is kept then.
    func answer<Failure: Error>(
        to question: Question, _ find: () throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        let now = ContinuousClock.now
        let (found, round) = known.withLock { ($0.found[question], $0.round) }
        if let found, now - found.time < longest { return found.answer }
        let answer = try find()
        known.withLock { known in
            // What was asked before all was forgotten is not what is so after it.
            guard known.round == round else { return }
            if known.found.count >= most { known.found.removeAll() }
            known.found[question] = Found(answer: answer, time: now)
        }
        return answer
    }
}

/// Whose the signature of a commit is, by which signers file, at which time: a run asks for the same commits for the
/// plan of what waits, each plan that reviewers saw, and the plan that is applied.
struct SignerQuestion: Hashable, Sendable {
    private var commit: Digest
    private var signature: Digest
    private var signers: Digest
    private var time: Instant?

    init(_ signature: CommitSignature, _ signers: [UInt8], at time: Instant?) {
        commit = Digest(of: signature.octets)
        self.signature = Digest(of: signature.signature)
        self.signers = Digest(of: signers)
        self.time = time
    }
}

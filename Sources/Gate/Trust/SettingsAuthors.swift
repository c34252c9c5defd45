internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0093: acceptances are a chain.

/// Who wrote settings that a ledger calls accepted, by the history of the protected branch: nobody approves their own,
/// and what whoever writes the ledger says of that is nobody's word.
struct SettingsAuthors: Sendable {
    private let clone: Clone
    private let sources: any ApprovalSources
    /// The protected branch; `nil` where it is not known.
    private let tip: CommitID?

    init(_ clone: Clone, _ sources: any ApprovalSources, at tip: CommitID?) {
        self.clone = clone
        self.sources = sources
        self.tip = tip
    }

    /// What was found.
    enum Finding: Sendable {
        /// The authors' addresses and keys, and the commits of which nobody knows who wrote them, in hexadecimal.
        case known(Set<String>, unsigned: [String])
        /// These settings can't have been accepted so, and why.
        case impossible(String)
        /// The protected branch, as this clone has it, does not have the commit, so nobody can tell; and what to do.
        case unfound(String)
    }

    /// Settings of which it is asked who wrote them.
    struct Question {
        /// What the ledger calls accepted.
        var next: AcceptedSettings
        /// What was accepted before.
        var last: AcceptedSettings
        /// The rule of that.
        var review: ReviewSettings
        /// Where settings were by the plans with which both were accepted: the ledger keeps no paths.
        var paths: [String]
        /// When the ledger got them, at which keys had to be good; `nil` for now.
        var time: Instant?
    }

    /// Finds who wrote settings.
    ///
    /// - Parameter question: which.
    /// - Returns: what was found.
    /// - Throws: ``LedgerError`` where the clone lacks what it needs to tell.
    func authors(_ question: Question) throws(LedgerError) -> Finding {
        let name = name(question.next)
        do {
            return try find(question)
        } catch let error as GitError {
            switch error.code {
            case .missingObject, .unknownRevision: return .unfound(isNotThere(question.next))
            // Whoever may write the ledger chose the commit: what can't be read of it stops nobody.
            case .tooLarge, .invalidPath, .noSuchFile: return .impossible("\(name) can't be read: \(error.message)")
            default: throw LedgerError("who wrote the settings of \(name) can't be found out: \(error.message)")
            }
        } catch let error as ApprovalSourceError {
            throw LedgerError("who signed the settings of \(name) can't be found out: \(error.message)")
        } catch {
            throw LedgerError("who wrote the settings of \(name) can't be found out: \(error)")
        }
    }

    private func name(_ accepted: AcceptedSettings) -> String { Printable.text(String(accepted.commit.prefix(12))) }

    private func isNotThere(_ next: AcceptedSettings) -> String {
        "the ledger says in '\(Printable.text(next.folder))' that the settings of commit \(name(next)) were accepted, "
            + "and those who decide approved them, but the protected branch, as this clone has it, does not have that "
            + "commit, so nobody can tell who wrote them. Fetch the whole history. Where it was rewritten, bring the "
            + "commit back by a pull request: git merge -s ours \(name(next)). Where it "
            + "never had the commit, see who wrote that into the ledger, and "
            + LedgerRemedy.anotherBranch(at: "the last commit without it")
    }

    private func find(_ question: Question) throws -> Finding {
        let (next, last, review) = (question.next, question.last, question.review)
        guard let commit = CommitID(hex: next.commit) else { return .impossible("\(name(next)) is no commit id") }
        if let tip, try !isAncestor(commit, of: tip) { return .unfound(isNotThere(next)) }
        guard let clone = try clones(question.paths).first(where: { try $0.has(next, at: commit) }) else {
            return .impossible("\(name(next)) does not have these settings")
        }
        guard let settings = try clone.reading(of: commit).settings?.settings else {
            return .impossible("the settings of \(name(next)) can't be read")
        }
        var base = last
        if let before = CommitID(hex: last.commit), before != commit {
            // What was accepted was so at the branch's tip, which later ones come after. Another line would hide who
            // wrote what is not on it.
            if try isAncestor(before, of: tip ?? commit), try !isAncestor(before, of: commit) {
                return .impossible(
                    "\(name(next)) does not come after \(name(last)), whose settings were accepted before")
            }
            // One that does not have what it was accepted with would hide who wrote it.
            let isThere = try? clones(question.paths).contains { try $0.has(last, at: before) }
            if isThere != true { base.commit = "" }
        }
        let named = try Authorship(of: next, settings, since: base, review, in: clone)
        let authors = try SignedAuthors(
            isAsked: settings.review.authors == .signed || review.authors == .signed, [last.signers, next.signers],
            clone, sources, at: question.time
        ).known(named)
        return .known(authors.identities, unsigned: authors.unsigned.map(\.hex))
    }

    /// Whether a commit is another one or in its history; a commit that the clone does not have is not.
    private func isAncestor(_ commit: CommitID, of other: CommitID) throws(GitError) -> Bool {
        if commit == other { return true }
        do throws(GitError) {
            return try clone.repository.isAncestor(commit, of: other)
        } catch {
            guard [.missingObject, .unknownRevision].contains(error.code) else { throw error }
            return false
        }
    }

    /// The clone as it finds settings: at the paths of plans, else where this run does.
    private func clones(_ paths: [String]) -> [Clone] {
        paths.map { path in
            var clone = clone
            clone.settingsPath = path
            return clone
        } + [clone]
    }
}

extension Clone {
    /// Whether a commit has the settings and signers that were accepted with it.
    fileprivate func has(_ accepted: AcceptedSettings, at commit: CommitID) throws(GitError) -> Bool {
        let reading = try reading(of: commit)
        guard (reading.settings?.octets ?? []) == accepted.settings else { return false }
        return try reading.signers.get() == accepted.signers
    }
}

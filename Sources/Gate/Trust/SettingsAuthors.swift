internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0093: acceptances are a chain.

/// Who wrote settings that a ledger calls accepted, by the history of the protected branch: nobody approves their own,
/// and what whoever writes the ledger says of that is nobody's word.
struct SettingsAuthors: Sendable {
    private let clone: Clone
    private let sources: any ApprovalSources
    /// The protected branch, where what is found is acted upon; `nil` where it is only shown: a clone may lack what is
    /// newer than it.
    private let tip: CommitID?

    init(_ clone: Clone, _ sources: any ApprovalSources, actedUponAt tip: CommitID?) {
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
        /// This clone does not have the commits, and nothing is acted upon.
        case unknown
    }

    /// Finds who wrote settings.
    ///
    /// - Parameters:
    ///   - next: what the ledger calls accepted.
    ///   - settings: what that says.
    ///   - last: what was accepted before.
    ///   - review: the rule of that.
    ///   - time: when it came to the ledger, at which keys had to be good; `nil` for now.
    /// - Returns: what was found.
    /// - Throws: ``LedgerError`` where the clone can't be read, and what is found is acted upon.
    func authors(
        of next: AcceptedSettings, _ settings: Settings, since last: AcceptedSettings, _ review: ReviewSettings,
        at time: Instant?
    ) throws(LedgerError) -> Finding {
        do {
            return try find(next, settings, last, review, time)
        } catch let error as GitError {
            if tip == nil { return .unknown }
            guard [.missingObject, .unknownRevision].contains(error.code) else {
                throw LedgerError("who wrote the settings of \(name(next)) can't be found out: \(error.message)")
            }
            return .unfound(isNotThere(next))
        } catch let error as ApprovalSourceError {
            throw LedgerError("who signed the settings of \(name(next)) can't be found out: \(error.message)")
        } catch {
            throw LedgerError("who wrote the settings of \(name(next)) can't be found out: \(error)")
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

    private func find(
        _ next: AcceptedSettings, _ settings: Settings, _ last: AcceptedSettings, _ review: ReviewSettings,
        _ time: Instant?
    ) throws -> Finding {
        guard let commit = CommitID(hex: next.commit) else {
            return .impossible("\(name(next)) is no commit id")
        }
        guard try has(next) else { return .impossible("\(name(next)) does not have these settings") }
        if let tip, try !clone.repository.isAncestor(commit, of: tip) { return .unfound(isNotThere(next)) }
        var base = last
        // One that does not have what it was accepted with would hide who wrote it.
        if (try? has(last)) != true { base.commit = "" }
        if let before = CommitID(hex: base.commit), before != commit,
            (try? clone.repository.isAncestor(commit, of: before)) == true
        {
            return .impossible("they are older than those of \(name(last))")
        }
        // By their path there, which the ledger does not say.
        let settings = try clone.reading(of: commit).settings?.settings ?? settings
        let named = try Authorship(of: next, settings, since: base, review, in: clone)
        let authors = try SignedAuthors(
            isAsked: settings.review.authors == .signed || review.authors == .signed, [last.signers, next.signers],
            clone, sources, at: time
        ).known(named)
        return .known(authors.identities, unsigned: authors.unsigned.map(\.hex))
    }

    /// Whether a commit has the settings and signers that were accepted with it.
    private func has(_ accepted: AcceptedSettings) throws(GitError) -> Bool {
        guard let commit = CommitID(hex: accepted.commit) else { return false }
        let reading = try clone.reading(of: commit)
        let signers = try reading.signers.get()
        return (reading.settings?.octets ?? []) == accepted.settings && signers == accepted.signers
    }
}

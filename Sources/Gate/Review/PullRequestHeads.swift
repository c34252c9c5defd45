internal import DNSModel
internal import ZoneFiles
package import ZonePlanning

/// What the heads of pull requests declare, read from this clone.
package struct PullRequestHeads: Sendable {
    private let clone: Clone
    private let ledger: any Ledger
    private let kind: ForgeKind

    package init(_ kind: ForgeKind, of clone: Clone, in ledger: any Ledger) {
        self.kind = kind
        self.clone = clone
        self.ledger = ledger
    }

    /// Which of a plan's files are not those of a head.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - head: the head's commit, in hexadecimal.
    /// - Returns: see ``PlanMatch/differences``.
    /// - Throws: ``ApprovalSourceError`` where the head is not in this clone.
    package func differences(of plan: Plan, from head: String) throws(ApprovalSourceError) -> [String] {
        do throws(GitError) {
            guard let id = CommitID(hex: head) else { throw GitError(.unknownRevision, "it is no commit") }
            let match = try PlanMatch(plan, .changes, in: try clone.repository.files(of: id), of: clone)
            return match.differences.isEmpty && !match.hasReadableSettings ? ["the settings"] : match.differences
        } catch {
            let reference = kind == .gitlab ? "refs/merge-requests/NUMBER/head" : "refs/pull/NUMBER/head"
            throw ApprovalSourceError(
                "the head \(head.prefix(12)) can't be read from this clone; fetch it, as with 'git fetch origin "
                    + "\(reference)' (\(Printable.text(error.message)))")
        }
    }

    /// Whether a commit of a pull request is a merge that nobody had to do anything for, as a forge makes it to bring a
    /// branch up to date. What can't be told is none.
    ///
    /// - Parameter commit: the commit, in hexadecimal.
    /// - Returns: whether it is one.
    package func isAutomaticMerge(_ commit: String) -> Bool {
        CommitID(hex: commit).flatMap { try? clone.repository.isAutomaticMerge($0) } ?? false
    }

    /// How the settings and signers of a head differ from those that were accepted.
    ///
    /// - Parameter head: the head's commit, in hexadecimal.
    /// - Returns: the differences from those accepted last; where these are the head's own, the differences from the
    ///   ones before are as good. At least one.
    /// - Throws: ``ApprovalSourceError``.
    package func settingsChanges(of head: String) async throws(ApprovalSourceError) -> [[SettingsChange]] {
        do throws(GateError) {
            return try await Self.settingsChanges(of: head, in: ledger, of: clone)
        } catch {
            throw ApprovalSourceError(error.lines.joined(separator: " "))
        }
    }

    /// The same, for whoever has no forge to ask.
    ///
    /// - Parameters:
    ///   - head: the head's commit, in hexadecimal.
    ///   - ledger: where it is kept what was accepted.
    ///   - clone: where the head is.
    /// - Returns: see ``settingsChanges(of:)``.
    /// - Throws: ``GateError``.
    package static func settingsChanges(
        of head: String, in ledger: any Ledger, of clone: Clone
    ) async throws(GateError) -> [[SettingsChange]] {
        let accepted: [AcceptedSettings]
        do throws(LedgerError) {
            accepted = try await AcceptedSettings.last(2, in: ledger)
        } catch {
            throw GateError(approvalsUnreadable: error.message)
        }
        guard let last = accepted.first else { return [[]] }
        return try GateError.ofGit { () throws(GitError) in
            let tree = try clone.repository.files(of: try clone.repository.resolve(revision: head))
            let read = try clone.settings(in: tree)
            let path = read.settings?.review.signers
            let signers = try clone.signers(at: path, in: tree)
            let isOwn = last.settings == read.octets && last.signers == signers
            return ([last] + (isOwn ? accepted.dropFirst() : [])).map { $0.changes(to: read.octets, signers, path) }
        }
    }
}

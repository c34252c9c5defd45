internal import DNSModel
package import ZonePlanning

extension ReviewRefusal.Reason {
    /// What is missing and what to do; safe to print.
    package var message: String {
        guard let acceptedAt else { return what }
        return "by the rule that was accepted at \(Printable.text(acceptedAt.prefix(12))): \(what)"
    }

    private var what: String {
        switch fact {
        case .worktreePlan: "the plan previews uncommitted files; commit them and plan again without --worktree"
        case .policy(let finding, let apex): "\(apex): \(FindingWords.english.sentence(finding, apex))"
        case .rejected(let rejected): Printable.text("\(rejected.source): \(rejected.message)")
        case .noIdentity(let approval):
            "\(Printable.text("\(approval.source): '\(approval.reviewer.principal)'")) in the signers file is not an "
                + "e-mail address\(Reviewer.isPlain(approval.reviewer.principal) ? "" : " in plain ASCII"), so it "
                + "can't be compared with the authors of the commits; list each key with the e-mail address that its "
                + "owner commits with"
        case .ownWork(let approval, let commit):
            "\(Printable.text("\(approval.source): \(approval.reviewer.principal)")) wrote "
                + (commit.map { "the commit \(Printable.text($0.prefix(12))), which is under review," }
                    ?? "commits under review")
                + " and can't approve their own work; ask another reviewer"
        case .unsignedCommit(let commit, let count, let forge): Self.unsigned(commit, count, at: forge)
        case .tooFew(let shortage): "\(shortage.phrase), \(shortage.required) needed; \(shortage.remedy)"
        case .zoneNotApproved(let apex, let shortage, let reviewers):
            "\(apex): \(shortage.phrase), \(shortage.required) needed from the reviewers of this zone "
                + "(\(Self.names(reviewers))); \(shortage.remedy)"
        case .ruleChanged(let commit):
            "the review rule on the protected branch is not the one that was accepted at "
                + "\(Printable.text(commit.prefix(12))). Until it is accepted, a plan needs enough approvals under "
                + "both; get those that are missing. If the earlier reviewers can't approve any more, somebody who "
                + "may apply by hand runs apply with '--new-rule'"
        case .noSource: "there is no source of approvals"
        case .notApproved(let change?, let apex): "\(apex): no approved plan has the change of \(change.key)"
        case .notApproved(nil, let apex): "\(apex): no approved plan creates or deletes this zone"
        case .approvalEnded(let keys, let apex, let why):
            "\(apex): the approval of \(Self.shown(keys)) no longer counts: \(Printable.text(why)); plan again, and "
                + "have the new plan approved"
        case .notSeen(let finding, let apex):
            "\(apex): no approved plan shows this: \(FindingWords.english.sentence(finding, apex)); plan again, and "
                + "have the new plan approved"
        case .otherAccepted:
            "other settings were accepted while this run checked the approvals, so they were held against an old rule; "
                + "apply again"
        case .notAccepted:
            "the plan accepts changed settings, and an approval that this needs was taken back or has ended; apply "
                + "again, which shows whose is missing"
        case .unreadable(let message): "approvals can't be checked: \(Printable.text(message))"
        }
    }

    private static func unsigned(_ commit: String, _ count: Int, at forge: ForgeKind?) -> String {
        let (which, them) = (
            Printable.text(commit.prefix(12)) + (count > 1 ? " and \(counted(count - 1, "other"))" : ""),
            count > 1 ? "them" : "it"
        )
        if let forge {
            return "it is not known which account at \(forge.name) signed the commit \(which), so one approval more "
                + "is needed ('review: {authors: signed}'); have one more reviewer approve it, and write the addresses "
                + "of the signers file into the settings, as in 'addresses: {alice: [alice@example.com]}'"
        }
        return "nobody knows who wrote the commit \(which): no key of the signers file has signed \(them) ('review: "
            + "{authors: signed}'), as where a forge squashes or rebases, and makes commits anew with a key of its "
            + "own. So one approval more is needed; have one more reviewer approve it. From now on sign commits ('git "
            + "commit -S') with a key that may ('namespaces=\"git,\(SignersFile.namespace)\"'), and merge them with a "
            + "merge commit"
    }

    private static func shown(_ keys: [RecordSet.Key]) -> String {
        if keys.isEmpty { return "the creation or deletion of the zone itself" }
        let most = 3
        let names = keys.prefix(most).map { "\($0)" }.joined(separator: ", ")
        return keys.count > most ? "\(counted(keys.count, "change")) (\(names) and \(keys.count - most) more)" : names
    }

    private static func names(_ choice: ReviewerChoice) -> String {
        if choice.isEmpty { return "nobody is named for it" }
        return (choice.names + choice.teams.map { "team \($0)" }).map { Printable.text($0) }.joined(separator: ", ")
    }
}

extension ReviewRefusal.Shortage {
    fileprivate var phrase: String {
        let place = forge.map { " at \($0.name)" } ?? ""
        return (count == 0 ? "no valid approval" : count == 1 ? "1 valid approval" : "\(count) valid approvals")
            + place
    }

    fileprivate var remedy: String {
        forge == nil
            ? "have a reviewer check the plan and sign it with 'gate53 approve'"
            : "have a reviewer check the plan and approve the pull request"
    }
}

package import DNSModel
package import ZonePlanning

/// What is said beside a plan, and is no part of it: who changed what it takes back, and what of its commits takes more
/// approvals.
package struct PlanFacts: Sendable {
    /// What to say of some changes, one ``Printable`` sentence each, by zone.
    package var remarks: [DomainName: [RecordSet.Key: [String]]] = [:]
    /// What to say of the plan, one ``Printable`` sentence each, with its id.
    package var notes: [String] = []

    /// - Parameters:
    ///   - takenBack: what the plan takes back, with who changed it where that is known.
    ///   - whoUnknown: why it is not known of all of it; `nil` where it is.
    ///   - unsigned: the commits of the change that are signed by nobody who is known, in hexadecimal.
    ///   - unsignedLeftOut: how many more commits were not looked at.
    ///   - unsignedUnknown: why that could not be found out; `nil` where it could.
    package init(
        takenBack: [ZoneDrift] = [], whoUnknown: String? = nil, unsigned: [String] = [], unsignedLeftOut: Int = 0,
        unsignedUnknown: String? = nil
    ) {
        for zone in takenBack {
            for set in zone.sets {
                guard let who = set.who else { continue }
                remarks[zone.apex, default: [:]][set.key] = ["changed by \(DriftWords.phrase(who))"]
            }
        }
        if let whoUnknown {
            notes.append(
                "it is not known of all that is taken back who changed it: \(Printable.text(whoUnknown)) "
                    + "[who-unknown]")
        }
        if let first = unsigned.first {
            let others = unsigned.count > 1 ? " and \(counted(unsigned.count - 1, "other"))" : ""
            notes.append(
                "no key of the signers file has signed the commit \(Printable.text(first.prefix(12)))\(others), and the "
                    + "settings say 'review: {authors: signed}': once merged so, what \(others.isEmpty ? "it" : "they") "
                    + "changed needs one approval more; sign before that, as with 'git rebase --exec \"git commit "
                    + "--amend --no-edit -S\" BRANCH', or ask one more reviewer [unsigned-commit]")
        }
        if unsignedLeftOut > 0 {
            notes.append(
                "not all commits of the change were looked at for signatures: \(counted(unsignedLeftOut, "older one")) "
                    + "\(unsignedLeftOut == 1 ? "was" : "were") left out; look with 'git log --show-signature' "
                    + "[unsigned-left-out]")
        }
        if let unsignedUnknown {
            notes.append(
                "it could not be found out whether the commits are signed, as the settings ask: "
                    + "\(Printable.text(unsignedUnknown)) [unsigned-unknown]")
        }
    }

    /// The same as lines for where a document has no place for it.
    package var lines: [String] {
        let changes = remarks.sorted { $0.key < $1.key }.flatMap { apex, sets in
            sets.sorted { $0.key < $1.key }.flatMap { key, sentences in
                sentences.map {
                    "note: \(apex): what is taken back of \(Printable.text("\(key)")) was \($0) [taken-back]"
                }
            }
        }
        return changes + notes.map { "note: \($0)" }
    }
}

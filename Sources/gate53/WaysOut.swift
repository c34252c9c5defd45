internal import DNSModel
internal import Gate
internal import ZonePlanning

/// What a person does so that what waits in a zone is applied.
///
/// Each line is for what exists after the merge: another plan is made, and shown to those who may approve it.
struct WaysOut {
    private let zone: UncoveredZone
    /// The policies that keep it from being applied.
    private let obstacles: Set<PolicyName>

    init(_ zone: UncoveredZone) {
        self.zone = zone
        obstacles = Set(
            zone.reasons.compactMap { reason in
                guard case .policy(let finding, _) = reason.fact, finding.isBlocking else { return nil }
                return finding.policy
            })
    }

    /// The lines for stderr, which are safe to print; none where applying again is enough.
    var lines: [String] {
        if zone.sets.contains(where: { $0.why == .hindered }) {
            if obstacles.isEmpty { return [] }
            return ["  to apply it all the same: run '\(plan)', then 'gate53 apply plan.json'"]
        }
        guard zone.sets.isEmpty || zone.sets.contains(where: \.needsPlan) || !obstacles.isEmpty else { return [] }
        var lines = zone.approvers.map(line)
        let places = Set(zone.approvers.map(\.forge))
        if places.count > 1, places.contains(nil) {
            lines.append(
                "  one plan needs all of these approvals: sign the plan of the pull request, which its pipeline "
                    + "keeps as plan.json, and run 'gate53 propose plan.json'")
        }
        return lines
    }

    /// The policies that another plan has to allow by name.
    private var policies: [String] {
        obstacles.union(zone.isDeletion ? [.zoneDelete] : []).map(\.rawValue).sorted()
    }

    private var plan: String {
        "gate53 plan --zone \(zone.apex) \(policies.map { "--allow \($0) " }.joined())--out plan.json"
    }

    /// How a plan of what waits comes to be approved.
    private func line(_ approvers: UncoveredZone.Approvers) -> String {
        let choice = approvers.reviewers
        let names = (choice.names + choice.teams.map { "team \($0)" }).map { Printable.text($0) }
        let who = names.isEmpty ? "a reviewer" : names.joined(separator: names.count == 2 ? " or " : ", ")
        let why = approvers.unsigned.map { ", one more since nobody knows who wrote \(Printable.text($0.prefix(12)))" }
        let count = approvers.needed == 1 ? "" : " (\(approvers.needed) approvals\(why ?? ""))"
        let rule = approvers.acceptedAt.map { "by the rule accepted at \(Printable.text($0.prefix(12))): " } ?? ""
        let head = "  to have it approved: \(rule)"
        guard let forge = approvers.forge else {
            return
                "\(head)run '\(plan)'. Let \(who) sign it with 'gate53 approve plan.json'\(count), run 'gate53 propose "
                + "plan.json', and apply again"
        }
        // A zone that is deleted has no file any more.
        let file = zone.isDeletion ? "the settings file" : "a file of \(zone.apex)"
        let request = "open a pull request at \(forge.name) that changes \(file) (a comment is enough)"
        // What the forge makes anew is signed by nobody known once more.
        let how = approvers.unsigned == nil ? "merge it" : "merge it with a merge commit"
        let end = "Let \(who) approve it\(count), \(how), and apply again"
        if policies.isEmpty { return "\(head)\(request). Its plan has what waits too. \(end)" }
        return
            "\(head)\(request). Show the plan there, with the token of the account that writes plan comments: '\(plan)', "
            + "then 'gate53 comment plan.json --pull-request NUMBER'. \(end)"
    }
}

extension UncoveredZone.UncoveredSet {
    /// Whether another plan has to be approved before the change can be applied.
    fileprivate var needsPlan: Bool {
        switch why {
        case .notReviewed, .ended, .moved: true
        case .refused, .refusedFor, .notTogether, .hindered: false
        }
    }
}

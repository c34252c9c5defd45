internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the forges whose reviews count can be asked, know the reviewers, and guard the branches.
struct ForgeHealth {
    private let ports: GatePorts
    private let means: Doctor.Means

    init(_ ports: GatePorts, _ means: Doctor.Means) {
        self.ports = ports
        self.means = means
    }

    private static let area = HealthCheck.Area.forge
    /// By how many seconds clocks may differ before it is said.
    private static let largestSkew = 120

    func checks(_ trusted: TrustedBranch?, _ settings: Settings, _ ledger: TrustedLedger?) async -> [HealthCheck] {
        var sources = settings.review.sources.filter { $0.forge != nil }
        if sources.isEmpty, let own = means.environment.forge { sources = [ReviewSource(forge: own, required: 0)] }
        if sources.isEmpty {
            return [
                Self.area.unchecked(
                    "forge", "forge", "the settings name none, so approvals are signatures, and this is no job of one")
            ]
        }
        var checks: [HealthCheck] = []
        for source in sources {
            guard let kind = source.forge else { continue }
            guard mayBeAsked(source, settings, ledger) else {
                checks.append(
                    Self.area.unchecked(
                        "forge", kind.name,
                        "\(Printable.text(source.url ?? "")) is not asked, which would get a token: "
                            + "nobody has accepted the settings that name it",
                        "have a plan approved that shows these settings"))
                continue
            }
            let branch = trusted?.branch.name ?? settings.review.branch ?? "main"
            do throws(ApprovalSourceError) {
                let condition = try await means.forges.condition(
                    ForgeExamination(
                        kind: kind, source: source, branch: branch,
                        ledger: ledger?.settings.branch ?? settings.ledger.branch,
                        environments: kind == .github ? trusted.map(PipelineHealth.environments) ?? [] : []))
                checks += self.checks(condition, source, branch, ledger?.settings.branch ?? settings.ledger.branch)
            } catch {
                checks.append(Self.area.failed("forge", kind.name, error.message))
            }
        }
        return checks
    }

    /// Whether a token may be sent to a forge: to the usual address, the pipeline's own, or one that accepted settings
    /// name. Where nothing was accepted, whoever wrote the settings could have it sent anywhere.
    private func mayBeAsked(_ source: ReviewSource, _ settings: Settings, _ ledger: TrustedLedger?) -> Bool {
        guard let url = source.url, !ports.approvals.isPipelinesOwn(source) else { return true }
        guard let ledger, ledger.isCertain else { return false }
        guard let accepted = ledger.acceptedSettings else { return ports.ledgers.pinnedRoot != nil }
        return accepted.review.sources.contains { $0.forge == source.forge && $0.url == url }
    }

    private func checks(
        _ found: ForgeCondition, _ source: ReviewSource, _ branch: String, _ ledger: String
    ) -> [HealthCheck] {
        let names = found.tokenNames.map { "'\($0)'" }.joined(separator: " or ")
        guard found.hasToken else {
            let (id, what) = ("forge-token", "there is no token: \(names) is not set")
            let remedy = "set it to a token that may read pull requests; for plan comments one that may write them"
            // A person needs none to look at the rest, and where signatures decide reviews are not read.
            guard means.environment.isPipeline, source.required > 0 else {
                let why = source.required > 0 ? "this is no job of a pipeline" : "its reviews decide nothing"
                return [Self.area.unchecked(id, found.place, "\(what), and \(why)", remedy)]
            }
            return [Self.area.failed(id, found.place, what, remedy)]
        }
        return [
            account(found), requests(found), writing(found), reviewers(found, source),
            protected(found, branch, needsReviews: source.required > 0), guarded(found, ledger),
        ] + [scopes(found, source)].compactMap { $0 } + environments(found) + [clock(found)].compactMap { $0 }
    }

    /// What the token may do, where it has scopes: classic tokens of GitHub do. Of others the forge does not say.
    private func scopes(_ found: ForgeCondition, _ source: ReviewSource) -> HealthCheck? {
        guard source.forge == .github else { return nil }
        let (id, subject) = ("forge-scopes", "scopes of the token")
        let remedy = "take a fine-grained token, or a job's own, with 'pull-requests: read' and 'contents: read'"
        guard let scopes = found.scopes, !scopes.isEmpty else {
            return Self.area.unchecked(
                id, subject,
                "it has none that can be seen: a job's own token and a fine-grained one have rights instead",
                "see that it has no more than it needs, where it was made")
        }
        let list = scopes.map { "'\(Printable.text($0))'" }.joined(separator: ", ")
        let far = scopes.filter { scope in
            ["admin:", "delete_", "write:", "manage_"].contains { scope.hasPrefix($0) } || scope == "workflow"
                || scope == "site_admin"
        }
        guard !far.isEmpty else {
            return Self.area.good(
                id, subject,
                scopes.contains("repo") ? "\(list): it may write in every repository of its account" : list)
        }
        return Self.area.warning(
            id, subject, "\(list): that is more than gate53 needs, for whoever gets hold of it", remedy)
    }

    /// How the environments of the jobs that apply are guarded, as far as the forge says.
    private func environments(_ found: ForgeCondition) -> [HealthCheck] {
        found.environments.sorted { $0.key < $1.key }.map { name, fact in
            let (id, subject) = ("apply-environment", "environment '\(Printable.text(name))'")
            let remedy = "let it deploy from the protected branch only"
            switch fact {
            case .unknown(let why): return Self.area.unchecked(id, subject, why, "look at the forge: \(remedy)")
            case .known(nil):
                return Self.area.warning(
                    id, subject,
                    "there is none that the token sees; a job that names one makes it, without any rule", remedy)
            case .known(let rules?) where rules.limitsBranches:
                return Self.area.good(
                    id, subject,
                    "jobs of some branches alone get it"
                        + (rules.needsReviewers ? ", once somebody has let them in" : ""))
            case .known(let rules?):
                return Self.area.warning(
                    id, subject,
                    rules.needsReviewers
                        ? "a job of any branch gets it, once somebody has let it in"
                        : "it has no rules: whoever can push a branch can have a job with its secrets", remedy)
            }
        }
    }

    private func account(_ found: ForgeCondition) -> HealthCheck {
        switch found.account {
        case .known(let name?):
            return Self.area.good("forge-account", found.place, "the token is of '\(Printable.text(name))'")
        case .known(nil):
            return Self.area.good("forge-account", found.place, "the token is a job's own, or an app's")
        case .unknown(let why): return Self.area.failed("forge-account", found.place, why, "set a token that is good")
        }
    }

    private func requests(_ found: ForgeCondition) -> HealthCheck {
        let (id, subject) = ("forge-reads", "reading reviews")
        switch found.pullRequests {
        case .known(true): return Self.area.good(id, subject, "pull requests, their reviews and comments can be read")
        case .known(false):
            return Self.area.unchecked(
                id, subject, "there is no pull request yet to read the reviews and comments of",
                "run this again when there is one")
        case .unknown(let why):
            return Self.area.failed(id, subject, why, "let the token read pull requests ('pull-requests: read')")
        }
    }

    private func writing(_ found: ForgeCondition) -> HealthCheck {
        let (id, subject) = ("forge-writes", "writing plan comments")
        switch found.mayWrite {
        case .known(true): return Self.area.good(id, subject, "the token may write here")
        case .known(false):
            return Self.area.warning(
                id, subject, "the token may not write here, so it can't write plan comments; to apply it need not",
                "in the job of 'gate53 comment' let it: 'pull-requests: write'")
        case .unknown(let why):
            return Self.area.unchecked(
                id, subject, why,
                "the job of 'gate53 comment' needs 'pull-requests: write' (GitLab: Reporter, scope api)")
        }
    }

    private func reviewers(_ found: ForgeCondition, _ source: ReviewSource) -> HealthCheck {
        let (id, subject) = ("forge-reviewers", "reviewers there")
        switch found.strangers {
        case .known(let names) where names.isEmpty:
            return Self.area.good(id, subject, "all that the settings name are there")
        case .known(let names):
            return Self.area.failed(
                id, subject,
                "not there, or not to be seen by the token: "
                    + names.map { "'\(Printable.text($0))'" }.joined(separator: ", "),
                "mend the names under 'review'; to see teams a token needs 'read:org' (GitHub)")
        case .unknown(let why): return Self.area.unchecked(id, subject, why)
        }
    }

    /// Whether changes get into the protected branch by reviews only.
    private func protected(_ found: ForgeCondition, _ branch: String, needsReviews: Bool) -> HealthCheck {
        let (id, subject, name) = ("branch-rules", "rules for the branch", "'\(Printable.text(branch))'")
        let remedy =
            "require pull requests with an approval for \(name), for administrators too, and forbid force pushes"
        switch found.protection {
        case .unknown(let why): return Self.area.unchecked(id, subject, why, "look at the forge: \(remedy)")
        case .known(let rules):
            var faults: [String] = []
            if rules.allowsForcePush == true { faults.append("it may be pushed by force") }
            if rules.requiredApprovals == 0, needsReviews { faults.append("no approval is needed to merge") }
            if rules.adminsMayBypass == true { faults.append("administrators may pass by them") }
            if !rules.isProtected {
                return Self.area.failed(id, subject, "\(name) is not protected: whoever may push changes it", remedy)
            }
            guard faults.isEmpty else {
                return Self.area.warning(
                    id, subject,
                    "\(name) is protected, and \(faults.joined(separator: ", ")); gate53 asks for its own "
                        + "approvals all the same", remedy)
            }
            let unsaid = [
                rules.requiredApprovals == nil ? "how many approvals are needed" : nil,
                rules.adminsMayBypass == nil ? "who may pass by the rules" : nil,
            ].compactMap { $0 }
            return Self.area.good(
                id, subject,
                "\(name) is protected"
                    + (rules.requiredApprovals.map { ", with \(counted($0, "approval")) to merge" } ?? "")
                    + (unsaid.isEmpty
                        ? "" : "; the forge does not say to this token \(unsaid.joined(separator: " and "))"))
        }
    }

    /// Whether the ledger can be rewritten.
    private func guarded(_ found: ForgeCondition, _ ledger: String) -> HealthCheck {
        let (id, subject, name) = ("ledger-rules", "rules for the ledger", "'\(Printable.text(ledger))'")
        let remedy =
            "let a rule for \(name) forbid force pushes and deletion, and let nobody but the apply job's identity push"
        switch found.ledgerProtection {
        case .unknown(let why): return Self.area.unchecked(id, subject, why, "look at the forge: \(remedy)")
        case .known(let rules):
            guard rules.isProtected else {
                return Self.area.failed(
                    id, subject, "\(name) is not protected: whoever may push can write what counts as approved", remedy)
            }
            if rules.allowsForcePush == true || rules.allowsDeletion == true {
                return Self.area.failed(
                    id, subject,
                    "\(name) may be \(rules.allowsForcePush == true ? "pushed by force" : "deleted")", remedy)
            }
            switch rules.restrictsPushes {
            case true?:
                return Self.area.good(
                    id, subject,
                    "\(name) is protected, and only who is named may push it"
                        + (rules.allowsForcePush == nil ? "; whether by force the forge does not say" : ""))
            case false?:
                return Self.area.warning(
                    id, subject,
                    "\(name) is protected, and who may push it is not restricted: whoever may write here can write "
                        + "what counts as approved", remedy)
            case nil:
                return Self.area.warning(
                    id, subject,
                    "\(name) is protected, and the forge does not say to this token whether only who is named may push "
                        + "it", "look at the forge: \(remedy)")
            }
        }
    }

    private func clock(_ found: ForgeCondition) -> HealthCheck? {
        guard let skew = found.skew else { return nil }
        let (id, subject) = ("clock", "clock")
        guard abs(skew) > Self.largestSkew else {
            return Self.area.good(id, subject, "this machine's and the forge's agree")
        }
        return Self.area.warning(
            id, subject, "this machine's is \(abs(skew)) seconds \(skew > 0 ? "ahead of" : "behind") the forge's",
            "set it, as by NTP: signed requests to a provider are refused, and times that are shown are wrong")
    }
}

internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the git server can be reached, has what this clone has, and would take the ledger.
struct RemoteHealth {
    private let ports: GatePorts
    private let remotes: any RemoteInspection

    init(_ ports: GatePorts, _ remotes: any RemoteInspection) {
        self.ports = ports
        self.remotes = remotes
    }

    private static let area = HealthCheck.Area.remote

    func checks(_ trusted: TrustedBranch?, _ ledger: LedgerSettings) async -> [HealthCheck] {
        let location: LedgerLocation
        do throws(GitError) {
            location = try ports.ledgers.location(
                of: ledger, protected: ports.clone.branch ?? trusted?.settings?.review.branch)
        } catch { return [Self.area.failed("remote", "remote", error.message)] }
        guard let remote = location.remote ?? trusted?.remote else {
            return [
                Self.area.unchecked(
                    "remote", "remote", "this clone has none, so nothing is shared and no server guards a branch",
                    "git remote add origin URL, where more than one person works on it")
            ]
        }
        let shown = "'\(Printable.text(remote))'"
        let branches: [String: CommitID]
        do throws(GitError) { branches = try await remotes.branches(of: remote) } catch {
            return [
                Self.area.failed("remote", "remote", error.message),
                Self.area.unchecked("ledger-pushable", "pushing the ledger", "the remote \(shown) can't be reached"),
            ]
        }
        var checks = [
            Self.area.good(
                "remote", "remote", "\(shown) answers, with \(counted(branches.count, "branch", plural: "branches"))")
        ]
        if let trusted, let check = tip(trusted, remote, branches) { checks.append(check) }
        if location.remote != nil {
            checks.append(there(location, branches))
            checks.append(await push(location, remote, trusted, branches))
        }
        return checks
    }

    private func tip(_ trusted: TrustedBranch, _ remote: String, _ branches: [String: CommitID]) -> HealthCheck? {
        let (id, subject, branch) = ("branch-fetched", "protected branch", trusted.branch)
        guard trusted.remote == remote else { return nil }
        let name = "'\(Printable.text(branch.name))'"
        guard let there = branches[branch.name] else {
            return Self.area.failed(
                id, subject, "there is no branch \(name) at '\(Printable.text(remote))' any more",
                "git remote set-head \(remote) --auto, where the default branch was renamed")
        }
        if there == branch.commit { return Self.area.good(id, subject, "\(name) is here as it is there") }
        return Self.area.warning(
            id, subject, "\(name) is at \(there.hex.prefix(12)) there and at \(branch.commit.hex.prefix(12)) here",
            "git fetch \(remote)")
    }

    private func there(_ location: LedgerLocation, _ branches: [String: CommitID]) -> HealthCheck {
        let (id, subject, name) = ("ledger-there", "ledger", "'\(Printable.text(location.branch))'")
        guard let tip = branches[location.branch] else {
            return Self.area.warning(
                id, subject, "there is no branch \(name) there yet", "the first apply makes it, where it may push")
        }
        return Self.area.good(id, subject, "\(name) is there, at \(tip.hex.prefix(12))")
    }

    /// Whether whoever runs this may push the ledger, by a push that is not done.
    private func push(
        _ location: LedgerLocation, _ remote: String, _ trusted: TrustedBranch?, _ branches: [String: CommitID]
    ) async -> HealthCheck {
        let (id, subject) = ("ledger-pushable", "pushing the ledger")
        guard let commit = branches[location.branch] ?? trusted?.branch.commit else {
            return Self.area.unchecked(id, subject, "there is no commit to try it with")
        }
        let advice =
            "give the apply job an identity that may push '\(Printable.text(location.branch))': GATE53_GIT_TOKEN, or a deploy key"
        do throws(GitError) {
            switch try await remotes.tryPush(commit, to: location.branch, of: remote) {
            case .allowed:
                return Self.area.good(
                    id, subject, "git push --dry-run is let in; rules for the branch are seen by a real push only")
            case .overtaken:
                return Self.area.warning(id, subject, "the branch moved meanwhile", "run this again")
            case .refused(let words):
                return Self.area.failed(id, subject, "it refuses: \(Printable.text(words))", advice)
            }
        } catch {
            guard error.code == .forbidden else { return Self.area.unchecked(id, subject, error.message, advice) }
            return Self.area.warning(
                id, subject, "whoever runs this may not push: \(error.message)", "only who applies has to; \(advice)")
        }
    }
}

extension TrustedBranch {
    /// The remote whose branch it is; `nil` where it is one of this repository.
    var remote: String? {
        let (beginning, end) = ("refs/remotes/", "/" + branch.name)
        guard branch.reference.hasPrefix(beginning), branch.reference.hasSuffix(end) else { return nil }
        return String(branch.reference.dropFirst(beginning.count).dropLast(end.count))
    }
}

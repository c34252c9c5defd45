internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the ledger that counts is known, verifies, is pinned and shared, and which rule is in force by it.
struct LedgerHealth {
    private let ports: GatePorts
    private let environment: RunEnvironment

    init(_ ports: GatePorts, _ environment: RunEnvironment) {
        self.ports = ports
        self.environment = environment
    }

    private static let area = HealthCheck.Area.ledger

    func checks(
        _ trusted: TrustedBranch?, _ settings: Settings, _ found: Result<TrustedLedger, GateError>,
        _ heard: [GateEvent]
    ) async -> [HealthCheck] {
        let ledger: TrustedLedger
        switch found {
        case .success(let trusted): ledger = trusted
        case .failure(let error):
            return [
                Self.area.failed("ledger", "ledger", error.finding),
                Self.area.unchecked("rule", "rule in force", "the ledger can't be read"),
            ]
        }
        let root: String?
        do throws(GateError) { root = try await ledger.root() } catch {
            return [Self.area.failed("ledger", "ledger", error.finding)]
        }
        var checks = [place(ledger, root)]
        checks += heard.compactMap(healthCheck)
        checks.append(await rule(trusted, settings, ledger))
        checks.append(pin(root, ledger, settings))
        checks.append(sharing(ledger.settings))
        checks += [signing(ledger.settings, settings.review)].compactMap { $0 }
        checks.append(await runs(ledger))
        checks.append(await receipts(ledger))
        return checks
    }

    private func place(_ ledger: TrustedLedger, _ root: String?) -> HealthCheck {
        let name = "'\(Printable.text(ledger.settings.branch))'"
        guard let root else {
            return Self.area.warning(
                "ledger", "ledger", "\(name) has nothing yet: no settings were accepted, and no zone was applied",
                "the first apply begins it")
        }
        guard ledger.isCertain else {
            return Self.area.warning(
                "ledger", "ledger", "\(name) is read as this clone has it, and it is not certain that it is the one",
                "see that the remote can be reached, and that the protected branch and its history are here")
        }
        return Self.area.good("ledger", "ledger", "\(name) verifies, and begins at \(root.prefix(12))")
    }

    /// What a search for the ledger told, with the id at the end of it.
    private func healthCheck(_ event: GateEvent) -> HealthCheck? {
        let text: String
        switch event {
        case .note(let message), .warning(let message): text = message
        case .diagnostics, .planned, .about: return nil
        }
        let parts = text.hasSuffix("]") ? text.dropLast().split(separator: "[", omittingEmptySubsequences: false) : []
        guard parts.count > 1, let id = parts.last else {
            return Self.area.warning("ledger-odd", "what is odd in it", text)
        }
        let words = parts.dropLast().joined(separator: "[").trimmingEnd
        // An apply refuses where it is not the ledger that the job means.
        return id == "ledger-moved"
            ? Self.area.failed(String(id), "which ledger counts", words)
            : Self.area.warning(String(id), "what is odd in it", words)
    }

    private func rule(_ trusted: TrustedBranch?, _ settings: Settings, _ ledger: TrustedLedger) async -> HealthCheck {
        let (id, subject) = ("rule", "rule in force")
        guard let trusted, trusted.settings != nil else {
            return Self.area.unchecked(id, subject, "the settings of the protected branch can't be read")
        }
        let status: RuleStatus
        do throws(GateError) {
            status = try await RuleStatus(of: trusted, settings, in: ledger.ledger, setsAside: false)
        } catch { return Self.area.failed(id, subject, error.finding) }
        let last = ledger.accepted.map { "the settings that were accepted at \($0.commit.prefix(12))" } ?? ""
        let remedy =
            "make a plan of the protected branch, and have it approved by who decides: it shows how they differ"
        switch status {
        case .asBefore where ledger.accepted == nil:
            return Self.area.warning(
                id, subject, "no settings were accepted, since nobody could approve by those of the branch",
                "see what is said of reviewers")
        case .asBefore:
            return Self.area.good(id, subject, "that of \(last), which are those of the protected branch")
        case .first:
            return Self.area.warning(
                id, subject, "no settings were accepted yet; those of the protected branch are with the first apply",
                "plan, have that approved, and apply it")
        case .otherSettings:
            return Self.area.warning(
                id, subject, "that of \(last); the protected branch has other settings, which decide nothing yet",
                remedy)
        case .changed:
            return Self.area.warning(
                id, subject, "that of \(last), and beside it the one of the protected branch: both have to be met",
                remedy)
        case .setAside: return Self.area.warning(id, subject, "the one of the protected branch alone")
        }
    }

    private func pin(_ root: String?, _ ledger: TrustedLedger, _ settings: Settings) -> HealthCheck {
        let (id, subject) = ("ledger-root", "root of trust")
        if let pinned = ports.ledgers.pinnedRoot {
            let remedy = "pin what 'gate53 log --root' prints in a clone that is known to be right"
            switch has(pinned, ledger, settings) {
            case .known(true):
                return Self.area.good(id, subject, "the ledger has the commit that GATE53_LEDGER_ROOT names")
            case .known(false):
                return Self.area.failed(
                    id, subject,
                    "the ledger does not have the commit \(Printable.text(pinned.prefix(12))) that GATE53_LEDGER_ROOT "
                        + "names, so an apply refuses it", remedy)
            case .unknown(let why): return Self.area.failed(id, subject, why, remedy)
            }
        }
        guard root != nil else {
            return Self.area.unchecked(
                id, subject, "there is no ledger yet", "after the first apply pin what 'gate53 log --root' prints")
        }
        let remedy = "put what 'gate53 log --root' prints into the apply job, as GATE53_LEDGER_ROOT"
        guard environment.isPipeline else {
            return Self.area.unchecked(
                id, subject, "GATE53_LEDGER_ROOT is not set here; it is for the apply job", remedy)
        }
        return Self.area.warning(
            id, subject, "GATE53_LEDGER_ROOT is not set: a fresh clone takes whatever ledger is there", remedy)
    }

    /// Whether the ledger has a commit, as this clone knows it.
    private func has(_ commit: String, _ ledger: TrustedLedger, _ settings: Settings) -> Fact<Bool> {
        let place: LedgerLocation
        do throws(GitError) {
            place = try ports.ledgers.location(
                of: ledger.settings, protected: ports.clone.branch ?? settings.review.branch)
        } catch { return .unknown(error.message) }
        do throws(LedgerError) { return .known(try ports.ledgers.has(commit, in: place)) } catch {
            return .unknown(error.message)
        }
    }

    private func sharing(_ settings: LedgerSettings) -> HealthCheck {
        let (id, subject) = ("ledger-push", "sharing")
        if settings.remote == "none" {
            return Self.area.warning(
                id, subject, "it is of this clone alone: another clone knows of no apply",
                "where more than one clone applies, let it be shared: push to a remote, and leave 'ledger: {remote: none}' out"
            )
        }
        switch settings.push {
        case .required: return Self.area.good(id, subject, "what can't be pushed stops an apply ('push: required')")
        case .attempted where !settings.isPushSaid:
            return Self.area.good(id, subject, "in a pipeline what can't be pushed stops an apply")
        case .attempted:
            return Self.area.warning(
                id, subject, "what can't be pushed stays in a clone that a pipeline throws away ('push: try')",
                "say 'ledger: {push: required}', and have that accepted")
        case .never:
            return Self.area.warning(
                id, subject, "gate53 pushes nothing ('push: never'), so others see no apply until somebody does",
                "say 'ledger: {push: required}', and have that accepted")
        }
    }

    /// Whether those may sign the ledger alone who are there for it; nothing where it need not be signed.
    private func signing(_ ledger: LedgerSettings, _ review: ReviewSettings) -> HealthCheck? {
        guard ledger.sign == .required else { return nil }
        let (id, subject) = ("ledger-signers", "signing it")
        if !ledger.signedBy.isEmpty {
            return Self.area.good(id, subject, "\(counted(ledger.signedBy.count, "name")) may sign it")
        }
        guard review.authors == .signed else {
            return Self.area.good(id, subject, "whoever of the signers file may sign for git may sign it")
        }
        return Self.area.warning(
            id, subject, "whoever may sign commits by the signers file may sign it too",
            "name the apply job's key, as in 'ledger: {sign: required, signed-by: [ledger@example.com]}'")
    }

    private func runs(_ ledger: TrustedLedger) async -> HealthCheck {
        let (id, subject) = ("open-runs", "runs")
        do throws(LedgerError) {
            let open = try await OpenRuns.read(in: ledger.ledger)
            guard let first = open.first else { return Self.area.good(id, subject, "none is open") }
            return Self.area.warning(
                id, subject,
                "\(counted(open.count, "apply", plural: "applies")) began and did not end, the first: "
                    + first.summary,
                "where it is not at work any more, apply again: it is taken over after it was watched for a while")
        } catch { return Self.area.failed(id, subject, error.message) }
    }

    /// Whether the last receipt of each zone that was ever applied can be read, and its plan is there as it was.
    private func receipts(_ ledger: TrustedLedger) async -> HealthCheck {
        let (id, subject) = ("receipts", "last receipts")
        let zones: [DomainName]
        do throws(GateError) { zones = try await ledger.appliedZones().sorted() } catch {
            return Self.area.failed(id, subject, error.finding)
        }
        if zones.isEmpty { return Self.area.good(id, subject, "no zone was applied yet") }
        var faults: [String] = []
        for apex in zones {
            do throws(LedgerError) {
                if let fault = try await fault(ofLastReceiptOf: apex, ledger.ledger) { faults.append(fault) }
            } catch { faults.append("\(apex): \(error.message)") }
        }
        guard let first = faults.first else {
            return Self.area.good(
                id, subject,
                zones.count == 1
                    ? "that of the 1 zone that was applied can be read, with its plan"
                    : "those of all \(zones.count) zones that were applied can be read, with their plans")
        }
        return Self.area.failed(
            id, subject,
            "\(faults.count) of \(counted(zones.count, "zone")) \(faults.count == 1 ? "has" : "have") none that is "
                + "good, the first: \(first)",
            "see who wrote them ('git log' of the ledger's branch); a zone without one is planned as if it was never "
                + "applied, and asks for more approvals")
    }

    /// What is wrong with the last receipt of a zone; `nil` where nothing is.
    private func fault(ofLastReceiptOf apex: DomainName, _ ledger: any Ledger) async throws(LedgerError) -> String? {
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        guard let last = try await receipts.next() else { return "\(apex): no receipt can be read" }
        guard let octets = try await ledger.read(LedgerLayout.path(ofPlan: last.plan)) else {
            // Where nothing was changed, no plan is needed to tell what was.
            return last.batches.isEmpty ? nil : "\(apex): its plan \(last.plan.short) is not there"
        }
        return Digest(of: octets) == last.plan ? nil : "\(apex): its plan \(last.plan.short) is not what it was"
    }
}

extension String {
    /// Without white space at the end.
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

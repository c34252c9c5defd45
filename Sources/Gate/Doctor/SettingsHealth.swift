internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the settings and zone files of the protected branch can be read, and whether anybody could ever approve.
struct SettingsHealth {
    private let ports: GatePorts

    init(_ ports: GatePorts) { self.ports = ports }

    private static let area = HealthCheck.Area.settings
    /// For how many days before its end a key is spoken of.
    private static let foresight = 30

    /// What the branch declares; `nil` where its settings can't be read.
    func declared(_ trusted: TrustedBranch) -> DeclaredState? {
        do {
            let reading = try ports.clone.settings(in: trusted.tree)
            return try ports.clone.reader().read(trusted.tree, reading).map { DeclaredState($0, tree: trusted.tree) }
        } catch { return nil }
    }

    func checks(_ trusted: TrustedBranch?, _ declared: DeclaredState?) -> [HealthCheck] {
        guard let trusted else {
            return [Self.area.unchecked("settings", "settings", "the protected branch is not known here")]
        }
        guard trusted.file != nil else {
            return [
                Self.area.failed(
                    "settings", "settings", "the protected branch '\(Printable.text(trusted.branch.name))' has none",
                    "run 'gate53 init', commit what it writes, and push it there")
            ]
        }
        guard let settings = trusted.settings else {
            return [mistakes("settings", "settings", trusted.diagnostics, trusted)]
        }
        var checks = [Self.area.good("settings", "settings", "'\(Printable.text(settings.path))' is valid")]
        checks.append(zones(declared, trusted))
        checks += reviewers(settings.review, trusted)
        return checks
    }

    private func mistakes(
        _ id: String, _ subject: String, _ found: [Diagnostic], _ trusted: TrustedBranch
    ) -> HealthCheck {
        let errors = found.filter { $0.severity == .error }
        let first = (errors.first ?? found.first).map { "\($0.location.map { "\($0): " } ?? "")\($0.message)" } ?? ""
        return Self.area.failed(
            id, subject, "\(counted(errors.count, "mistake")), the first: \(first)",
            "'gate53 check --revision \(Printable.text(trusted.branch.reference))' lists them all")
    }

    private func zones(_ declared: DeclaredState?, _ trusted: TrustedBranch) -> HealthCheck {
        let (id, subject) = ("zone-files", "zone files")
        guard let declared else { return Self.area.failed(id, subject, "they can't be read", "run 'gate53 check'") }
        var found: [Diagnostic]
        do throws(GateError) { found = try Checking(ports, of: declared).diagnostics() } catch {
            return Self.area.failed(id, subject, error.finding)
        }
        // Of reviewers there is a check of their own.
        let signers = declared.settings.review.signers
        found.removeAll { $0.id == "nobody-can-approve" || (signers != nil && $0.location?.file == signers) }
        if found.contains(where: { $0.severity == .error }) { return mistakes(id, subject, found, trusted) }
        let warnings = found.filter { $0.severity == .warning }
        let count = counted(declared.zones.count, "zone")
        if warnings.isEmpty { return Self.area.good(id, subject, "\(count) without a mistake") }
        return Self.area.warning(
            id, subject, "\(count) with \(counted(warnings.count, "warning"))", "'gate53 check' lists them")
    }

    // MARK: - Reviewers

    private func reviewers(_ review: ReviewSettings, _ trusted: TrustedBranch) -> [HealthCheck] {
        var checks: [HealthCheck] = []
        if let error = trusted.signersError {
            checks.append(Self.area.failed("signers", "signers file", GateError(error).finding))
        } else if let path = review.signers, let octets = trusted.signers {
            checks += signers(octets, path)
        }
        if review.authors == .signed { checks.append(committers(trusted.signers)) }
        let (id, subject) = ("reviewers", "reviewers")
        if review.required == 0 {
            checks.append(
                Self.area.warning(
                    id, subject, "nobody has to approve: whoever can merge changes what is served",
                    "name reviewers and ask for one, as in 'review: {required: 1, signers: reviewers}'"))
            return checks
        }
        let shortfalls = review.shortfalls(signers: trusted.signers)
        if !shortfalls.isEmpty {
            return checks + shortfalls.map { Self.area.failed(id, subject, "nobody can meet the rule: \($0)") }
        }
        return checks + [spare(review, trusted.signers)]
    }

    /// Whether the rule can be met too for what a reviewer wrote, who can't approve it.
    private func spare(_ review: ReviewSettings, _ signers: [UInt8]?) -> HealthCheck {
        let (id, subject) = ("reviewers", "reviewers")
        let file = SignersFile(signers ?? [])
        let isSigned = review.authors == .signed
        for source in review.sources where source.required > 0 {
            // What one of them writes and does not sign takes one approval more.
            let needed = isSigned ? source.required + 1 : source.required
            let people: Int?
            if source.forge == nil {
                people = file.people(of: source.reviewers)
            } else {
                let named = Set(source.reviewers.names.map { $0.lowercased() })
                people = source.reviewers.teams.isEmpty && !named.isEmpty ? named.count : nil
            }
            guard let people, people <= needed else { continue }
            return Self.area.warning(
                id, subject,
                isSigned && people > source.required
                    ? "\(needed) must approve what is not signed and \(people) could: what one of them writes so "
                        + "nobody can approve, as where a forge squashes or rebases it"
                    : "\(source.required) must approve and \(people) could: what one of them writes nobody can approve",
                isSigned && people > source.required
                    ? "name one more reviewer, or sign every commit and merge with merge commits"
                    : "name one more reviewer, or let reviewers write nothing")
        }
        return Self.area.good(id, subject, "there are enough for what one of them writes too")
    }

    /// Whether anybody could sign a commit, where the settings ask for that.
    private func committers(_ signers: [UInt8]?) -> HealthCheck {
        let (id, subject) = ("commit-signers", "signed commits")
        let count = SignersFile(signers ?? []).lines.count { $0.maySign(in: SignersFile.gitNamespace) }
        if count > 0 { return Self.area.good(id, subject, "\(counted(count, "key")) may sign commits") }
        return Self.area.failed(
            id, subject, "'authors: signed' asks for signed commits, and no key of the signers file may sign them",
            "write 'namespaces=\"git,\(SignersFile.namespace)\"' in the lines of who commits")
    }

    private func signers(_ octets: [UInt8], _ path: String) -> [HealthCheck] {
        let (id, subject) = ("signers", "signers file")
        let today = ports.clock.today()
        let file = SignersFile(octets, path: path, today: today.basic)
        let soon = file.lines.filter { line in
            guard line.maySignPlans, let end = line.validBefore?.prefix(8) else { return false }
            return end > today.basic && end <= today.adding(days: Self.foresight).basic
        }
        var checks: [HealthCheck] = []
        if let first = file.diagnostics.first(where: { $0.severity != .note }) {
            let message = "\(first.location.map { "\($0): " } ?? "")\(first.message)"
            checks.append(
                first.severity == .error
                    ? Self.area.failed(id, subject, message) : Self.area.warning(id, subject, message))
        } else {
            checks.append(
                Self.area.good(id, subject, "'\(Printable.text(path))' has \(counted(file.lines.count, "key"))"))
        }
        if let first = soon.first {
            let whose = Printable.text(first.principals.joined(separator: ","))
            checks.append(
                Self.area.warning(
                    "signers-expire", "keys that end",
                    "the key of \(whose) ends on \(first.validBefore ?? "")"
                        + (soon.count > 1 ? ", and \(soon.count - 1) more within \(Self.foresight) days" : ""),
                    "add the next key on a line of its own, and have that accepted before"))
        }
        return checks
    }
}

internal import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0100: a doctor that touches nothing.

/// Looks whether a clone, a remote, a forge and a pipeline are as gate53 needs them, and says what is missing.
///
/// It changes nothing: no zone, no branch, no comment; it runs nothing of the repository, and prints no value of a
/// variable. What it can't see without changing something it says it has not checked. The ledger is fetched, as by
/// every command that reads it.
package struct Doctor: Sendable {
    /// What it asks besides what every verb does.
    package struct Means: Sendable {
        package var condition: CloneCondition
        package var remotes: any RemoteInspection
        package var forges: any ForgeInspection
        package var environment: RunEnvironment
        /// What verbs told since this was called last; the observer of the ports keeps it.
        package var heard: @Sendable () -> [GateEvent]

        package init(
            condition: CloneCondition, remotes: any RemoteInspection, forges: any ForgeInspection,
            environment: RunEnvironment, heard: @escaping @Sendable () -> [GateEvent]
        ) {
            self.condition = condition
            self.remotes = remotes
            self.forges = forges
            self.environment = environment
            self.heard = heard
        }
    }

    private let ports: GatePorts
    private let means: Means
    private let areas: Set<HealthCheck.Area>

    /// - Parameters:
    ///   - ports: the edges.
    ///   - means: what is asked besides.
    ///   - areas: what is looked at; nothing for all.
    package init(_ ports: GatePorts, _ means: Means, areas: Set<HealthCheck.Area> = []) {
        self.ports = ports
        self.means = means
        self.areas = areas.isEmpty ? Set(HealthCheck.Area.allCases) : areas
    }

    /// Looks at everything. What can't be looked at is a check that says why.
    package func run() async -> HealthReport {
        let trusted = result { () throws(GateError) in try TrustedBranch.find(in: ports.clone) }
        var checks = CloneHealth(condition: means.condition).checks(trusted)
        let branch = try? trusted.get()
        let settings = SettingsHealth(ports)
        let declared = branch.flatMap { settings.declared($0) }
        checks += settings.checks(branch, declared)

        let named = branch?.settings ?? Settings(path: "")
        let needsLedger = !areas.isDisjoint(with: [.ledger, .remote, .forge, .providers])
        var ledger: Result<TrustedLedger, GateError>?
        if needsLedger {
            _ = means.heard()
            do throws(GateError) { ledger = .success(try await ports.ledger(namedBy: named)) } catch {
                ledger = .failure(error)
            }
        }
        let heard = means.heard()
        if let ledger, areas.contains(.ledger) {
            checks += await LedgerHealth(ports, means.environment).checks(branch, named, ledger, heard)
        }
        let found = try? ledger?.get()
        if areas.contains(.remote) {
            checks += await RemoteHealth(ports, means.remotes).checks(branch, found?.settings ?? named.ledger)
        }
        if areas.contains(.forge) {
            checks += await ForgeHealth(ports, means).checks(branch, named, found)
        }
        if areas.contains(.providers) {
            // Where nothing was accepted an apply needs an approval first. To look needs none, so then only usual
            // places and those of the environment get credentials.
            let isVouched = found.map { $0.acceptedSettings != nil || isPinned($0) } ?? false
            let followed = isVouched ? found?.followed() : nil
            checks += await ProviderHealth(ports, isVouched: isVouched).checks(
                declared, followed ?? .accepted(Settings(path: "")))
        }
        checks += PipelineHealth(means.environment).checks(branch, named)
        return HealthReport(checks.filter { areas.contains($0.area) })
    }

    /// Whether the job says which ledger counts, and it is that one.
    private func isPinned(_ ledger: TrustedLedger) -> Bool { ports.ledgers.pinnedRoot != nil && ledger.isCertain }

    private func result<Value>(_ body: () throws(GateError) -> Value) -> Result<Value, GateError> {
        do throws(GateError) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension HealthCheck.Area {
    func good(_ id: String, _ subject: String, _ finding: String) -> HealthCheck {
        HealthCheck(self, id: id, subject, .good, finding)
    }

    func warning(_ id: String, _ subject: String, _ finding: String, _ remedy: String? = nil) -> HealthCheck {
        HealthCheck(self, id: id, subject, .warning, finding, remedy: remedy)
    }

    func failed(_ id: String, _ subject: String, _ finding: String, _ remedy: String? = nil) -> HealthCheck {
        HealthCheck(self, id: id, subject, .failed, finding, remedy: remedy)
    }

    func unchecked(_ id: String, _ subject: String, _ why: String, _ remedy: String? = nil) -> HealthCheck {
        HealthCheck(self, id: id, subject, .notChecked, why, remedy: remedy)
    }
}

extension GateError {
    /// What happened and what to do, without ids.
    var finding: String {
        var words = reasons.map(\.message)
        if case .mistakes(let found) = facts, let first = found.first {
            words.append(
                "\(first.location.map { "\($0): " } ?? "")\(first.message)"
                    + (found.count > 1 ? ", and \(counted(found.count - 1, "other mistake"))" : ""))
        }
        if case .diagnostics(let found, _) = event, let first = found.first, words.isEmpty {
            words.append("\(first.location.map { "\($0): " } ?? "")\(first.message)")
        }
        return words.isEmpty ? plainLines : words.joined(separator: "; ")
    }
}

internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether the zones of the settings can be read where they are served.
struct ProviderHealth {
    private let ports: GatePorts
    /// Whether settings were accepted, or the job says which ledger counts.
    private let isVouched: Bool

    init(_ ports: GatePorts, isVouched: Bool) {
        self.isVouched = isVouched
        self.ports = ports
    }

    private static let area = HealthCheck.Area.providers
    /// How many zones are asked for at once.
    private static let width = 8
    /// How many zones a line names.
    private static let mostNamed = 5

    /// What came of asking for a zone.
    fileprivate enum Answer: Hashable, Sendable {
        case there
        case absent(isMeant: Bool)
        case failed(String, ProviderError.Code)
        /// Its provider may not be asked.
        case refused(String)
    }

    /// - Parameters:
    ///   - declared: what the protected branch declares; `nil` where that can't be read.
    ///   - followed: by whose word credentials are sent somewhere.
    /// - Returns: the checks.
    func checks(_ declared: DeclaredState?, _ followed: FollowedSettings) async -> [HealthCheck] {
        guard let declared else {
            return [
                Self.area.unchecked(
                    "provider", "providers", "the settings of the protected branch can't be read, or are not known")
            ]
        }
        var checks: [HealthCheck] = []
        for name in declared.settings.providers.keys.sorted() {
            let zones = declared.zones.filter { $0.settings.provider == name }
            checks += await self.checks(of: name, zones, declared, followed)
        }
        return checks
    }

    private func checks(
        of name: String, _ zones: [DesiredState.DeclaredZone], _ declared: DeclaredState, _ followed: FollowedSettings
    ) async -> [HealthCheck] {
        let subject = "'\(Printable.text(name))'"
        if zones.isEmpty {
            return [Self.area.unchecked("provider-zones", subject, "no zone file declares a zone of it")]
        }
        var answers: [Answer: [DomainName]] = [:]
        for start in stride(from: 0, to: zones.count, by: Self.width) {
            let part = Array(zones[start..<min(start + Self.width, zones.count)])
            for (apex, answer) in await asked(part, declared, followed) { answers[answer, default: []].append(apex) }
        }
        let readable = answers.reduce(0) { $0 + ($1.key.isReadable ? $1.value.count : 0) }
        let account = await account(zones, declared, followed)
        var checks: [HealthCheck] = []
        if readable > 0 {
            checks.append(
                Self.area.good("provider-zones", subject, "\(counted(readable, "zone")) can be read\(account)"))
        }
        for (answer, apexes) in answers.sorted(by: { ($0.value.first ?? .root) < ($1.value.first ?? .root) }) {
            if let check = check(answer, names(apexes), subject, account) { checks.append(check) }
        }
        if readable > 0 {
            checks.append(
                Self.area.unchecked(
                    "provider-rights", subject, "whether its zones may be changed: that would be a change",
                    "compare the rights of the apply job with those that the provider's page lists"))
        }
        return checks
    }

    /// Which account the zones are in, where the provider has any: the one that a plan names which creates a zone; and
    /// whose credentials they are, since an account may have many.
    private func account(
        _ zones: [DesiredState.DeclaredZone], _ declared: DeclaredState, _ followed: FollowedSettings
    ) async -> String {
        guard let zone = zones.first,
            let provider = try? ports.providers.provider(of: zone, in: declared, followed)
        else { return "" }
        do throws(ProviderError) {
            let account = try await provider.account().map { ", in the account \(Printable.text($0))" } ?? ""
            return account + (try await provider.caller().map { ", as \(Printable.text($0))" } ?? "")
        } catch {
            return "; in which account can't be told: \(Printable.text(error.message))"
        }
    }

    private func asked(
        _ zones: [DesiredState.DeclaredZone], _ declared: DeclaredState, _ followed: FollowedSettings
    ) async -> [(DomainName, Answer)] {
        await withTaskGroup(of: (DomainName, Answer).self) { group in
            for zone in zones {
                group.addTask { (zone.desired.zone.apex, await answer(zone, declared, followed)) }
            }
            var found: [(DomainName, Answer)] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }
        }
    }

    private func answer(
        _ zone: DesiredState.DeclaredZone, _ declared: DeclaredState, _ followed: FollowedSettings
    ) async -> Answer {
        let provider: any ZoneProvider
        do throws(GateError) {
            guard let known = try ports.providers.provider(of: zone, in: declared, followed) else {
                return .refused("the settings do not declare it")
            }
            provider = known
        } catch { return .refused(error.finding) }
        do throws(ProviderError) {
            let apex = zone.desired.zone.apex
            let exists: Bool
            if let summary = try await provider.summary(apex) {
                exists = summary.exists
            } else {
                exists = try await provider.liveZone(apex).exists
            }
            return exists ? .there : .absent(isMeant: zone.settings.isAbsent)
        } catch { return .failed(error.message, error.code) }
    }

    private func check(_ answer: Answer, _ names: String, _ subject: String, _ account: String) -> HealthCheck? {
        switch answer {
        case .there, .absent(isMeant: true): return nil
        case .absent(isMeant: false):
            return Self.area.warning(
                "provider-zone-missing", subject, "there is no zone \(names): a plan would create it",
                "see that these are the right account and settings ('zone-id'), if the zone should be there")
        case .refused(let why) where !isVouched:
            return Self.area.unchecked(
                "provider-refused", subject, why, "have a plan approved that shows these settings, and apply it")
        case .refused(let why): return Self.area.failed("provider-refused", subject, why)
        case .failed(let message, let code):
            return Self.area.failed(
                "provider-\(code == .denied ? "denied" : "unreadable")", subject, "\(names): \(message)",
                code == .denied ? "see which credentials this has, and what they may do\(account)" : nil)
        }
    }

    private func names(_ apexes: [DomainName]) -> String {
        let shown = apexes.sorted().prefix(Self.mostNamed).map(\.description).joined(separator: ", ")
        return apexes.count > Self.mostNamed ? "\(shown) and \(apexes.count - Self.mostNamed) more" : shown
    }
}

extension ProviderHealth.Answer {
    /// Whether the provider answered.
    fileprivate var isReadable: Bool {
        switch self {
        case .there, .absent: true
        case .failed, .refused: false
        }
    }
}

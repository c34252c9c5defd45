internal import DNSModel
package import ZonePlanning

extension MasterFileProvider {
    package func findings(in subject: RuleSubject) -> [RuleFinding] {
        if subject.isAbsent { return [] }
        return MasterFileRules.findings(
            in: completed(subject), checkNames: configuration.checkNames,
            server: configuration.reload.isEmpty ? .unknown : .reads,
            mayExistElsewhere: { mayExistElsewhere($0, $1) || subject.mayBeForeign($0, $1) })
    }

    /// A zone with what the provider would add from the settings: the name servers, and for one without a file the SOA.
    private func completed(_ subject: RuleSubject) -> RuleSubject {
        let apex = subject.zone.apex
        let settings = configuration.zoneSOA[apex] ?? configuration.soa
        var result = subject
        if subject.stage == .live { return subject }
        if !configuration.nameservers.isEmpty {
            result = result.adding([
                RecordSet(name: apex, type: .ns, ttl: settings.ttl, data: configuration.nameservers.map { .ns($0) })
            ])
        }
        guard subject.stage == .target, let first = result.zone[RecordSet.Key(name: apex, type: .ns)]?.data.first else {
            return result
        }
        let soa = Self.startOfAuthority(of: apex, settings, nameserver: configuration.nameservers.first, first)
        return result.adding([RecordSet(name: apex, type: .soa, ttl: settings.ttl, data: [.soa(soa)])])
    }
}

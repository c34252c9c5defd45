internal import DNSModel
internal import ZonePlanning

extension SettingsWalk {
    private static let sections = [
        "providers", "defaults", "zone-files", "zones", "policies", "drift", "review", "ledger", "notifications",
        "dynamic",
    ]

    /// Reads the whole file.
    mutating func settings(_ root: YAMLValue) -> Settings {
        var settings = Settings(path: path)
        let sections = fields(root, of: "the settings", Self.sections)
        if let value = sections["providers"] {
            for entry in entries(value, of: "'providers'") {
                if let provider = provider(entry.value) { settings.providers[entry.name] = provider }
            }
            settings.octoDNSNames = octoDNSNames(value)
        }
        var lenient = Leniency()
        if let value = sections["defaults"] {
            let defaults = fields(value, of: "'defaults'", ["ttl", "lenient", "other-providers"])
            if let ttl = defaults["ttl"].flatMap({ timeToLive($0) }) { settings.defaultTTL = ttl }
            defaultTTL = settings.defaultTTL
            lenient = defaults["lenient"].flatMap { leniency($0) } ?? Leniency()
            if let others = defaults["other-providers"] {
                settings.otherProviders = texts(others, example: "[cloudflare]")
            }
        }
        if let folder = sections["zone-files"].flatMap({ path($0) }) { settings.zoneFiles = folder }
        var policies = PolicySettings()
        if let value = sections["policies"] { read(policies: value, into: &policies) }
        driftPolicy = sections["drift"].flatMap { choice($0, DriftPolicy.self) } ?? .leave
        if let value = sections["zones"] {
            let declared = declaredProviders(sections["providers"])
            readZones(value, lenient: lenient, policies: policies, declared: declared, into: &settings)
        }
        if let value = sections["review"] { settings.review = review(value) }
        if let value = sections["ledger"] { settings.ledger = ledger(value) }
        if let value = sections["notifications"] { settings.notifications = notifications(value) }
        if let value = sections["dynamic"] { readDynamic(value, into: &settings) }
        return settings
    }

    /// The names of all providers, also of those with mistakes in them.
    private func declaredProviders(_ value: YAMLValue?) -> [String] {
        guard case .map(let pairs) = value?.content else { return [] }
        return pairs.compactMap { pair in
            if case .text(let name, _) = pair.key.content { name } else { nil }
        }
    }

    /// Where plans, approvals and receipts are kept.
    mutating func ledger(_ value: YAMLValue) -> LedgerSettings {
        let fields = fields(value, of: "'ledger'", ["branch", "remote", "push", "sign", "signed-by"])
        var ledger = LedgerSettings()
        if let value = fields["branch"], let branch = text(value) {
            if let objection = BranchName.objection(to: branch) {
                error("bad-value", "the ledger's branch '\(Shown.text(branch))' \(objection)", at: value)
            }
            ledger.branch = branch
        }
        ledger.remote = fields["remote"].flatMap { text($0) }
        if let push = fields["push"].flatMap({ choice($0, LedgerSettings.Push.self) }) {
            (ledger.push, ledger.isPushSaid) = (push, true)
        }
        if let sign = fields["sign"].flatMap({ choice($0, LedgerSettings.Sign.self) }) { ledger.sign = sign }
        if let value = fields["signed-by"] {
            ledger.signedBy = texts(value, example: "[deploy@example.com]")
            if ledger.sign != .required {
                error(
                    "bad-value", "'signed-by' says whose signatures count; write 'sign: required' beside it", at: value)
            } else if ledger.signedBy.isEmpty, case .list = value.content {
                error(
                    "bad-value", "the list is empty, so nobody could sign; name somebody, or leave the key out",
                    at: value)
            }
            // With a mistake in it, nobody may.
            if ledger.signedBy.isEmpty { ledger.signedBy = [""] }
        }
        return ledger
    }

    // MARK: - Zones

    private mutating func readZones(
        _ value: YAMLValue, lenient: Leniency, policies: PolicySettings, declared: [String],
        into settings: inout Settings
    ) {
        var keys: [DomainName: YAMLValue] = [:]
        for entry in entries(value, of: "'zones'") {
            let zone = zone(
                entry.key, entry.value, lenient: lenient, policies: policies, declared: declared,
                providers: settings.providers)
            if entry.name == "*" {
                settings.everyZone = zone
                continue
            }
            do {
                let apex = try DomainName(zone: entry.name)
                if let first = keys[apex] {
                    error(
                        "duplicate-key", "the zone \(apex) is here twice, first at line \(first.line); keep one",
                        at: entry.key)
                }
                keys[apex] = entry.key
                settings.zones[apex] = zone
            } catch {
                self.error(error.code.rawValue, Printable.text(error.message), at: entry.key)
            }
        }
    }

    private mutating func zone(
        _ key: YAMLValue, _ value: YAMLValue, lenient: Leniency, policies: PolicySettings, declared: [String],
        providers: [String: ProviderSettings]
    ) -> ZoneSettings? {
        let own = kinds.zoneKeys
        let fields = fields(
            value, of: "a zone",
            ["provider", "lenient", "ignore", "policies"] + own.filter(\.mayStandAnywhere).map(\.name)
                + ["absent", "drift"] + own.filter { !$0.mayStandAnywhere }.map(\.name))
        var zone: ZoneSettings?
        if let reference = fields["provider"] {
            if let name = text(reference) {
                if !declared.contains(name) {
                    let hint =
                        declared.isEmpty ? "declare it under 'providers'" : DidYouMean.hint(for: name, in: declared)
                    error("unknown-provider", "there is no provider '\(Shown.text(name))'; \(hint)", at: reference)
                }
                zone = ZoneSettings(provider: name, providerLocation: location(reference))
                if let provider = providers[name] { checkKeys(fields, provider: name, provider.kind) }
            }
        } else {
            error("missing-key", "the zone has no 'provider'", at: key)
        }
        var policies = policies
        if let value = fields["policies"] { read(policies: value, into: &policies) }
        let leniency = fields["lenient"].flatMap { self.leniency($0) } ?? lenient
        let isLenient = leniency.isOn || leniency.ids.contains("name-not-absolute")
        let ignore = fields["ignore"].map { patterns($0) } ?? []
        let options = options(value, fields, of: zone.flatMap { providers[$0.provider]?.kind })
        zone?.options = options
        zone?.policies = policies
        zone?.lenient = leniency.isOn
        zone?.lenientIDs = leniency.ids
        zone?.ignore = ignore
        let drift = fields["drift"].map { self.drift($0, of: key, lenient: isLenient) }
        zone?.drift = DriftRule(drift?.policy ?? driftPolicy, parts: drift?.parts ?? [])
        zone?.accepted = drift?.accepted ?? []
        if let value = fields["absent"], flag(value) ?? false { zone?.absentLocation = location(value) }
        if case .text("*", _) = key.content { checkEveryZone(fields) }
        return zone
    }

    /// Reports what can be said of one zone only, under `'*'`.
    private mutating func checkEveryZone(_ fields: [String: YAMLValue]) {
        let single =
            [("absent", "deletes a zone")]
            + kinds.zoneKeys.compactMap { key in key.whyNotForEveryZone.map { (key.name, $0) } }
        if let value = fields["drift"], case .map(let pairs) = value.content,
            let accepted = pairs.first(where: { if case .text("accepted", _) = $0.key.content { true } else { false } })
        {
            error(
                "not-for-every-zone",
                "'accepted' is about record sets of one zone, so it needs the zone's name; write it under that, not under '*'",
                at: accepted.key)
        }
        for (key, why) in single {
            guard let value = fields[key] else { continue }
            error(
                "not-for-every-zone",
                "'\(key)' \(why), so it needs the zone's name; write it under that, not under '*'", at: value)
        }
    }

    // MARK: - Providers

    private mutating func provider(_ value: YAMLValue) -> ProviderSettings? {
        let example = kinds.all.first?.example ?? "{}"
        guard case .map = value.content else {
            error("wrong-shape", "a provider is a map, as in '\(example)'", at: value)
            return nil
        }
        let all = entries(value, of: "a provider")
        guard let type = all.first(where: { $0.name == "type" })?.value else {
            error("missing-key", "the provider has no 'type', as in 'type: \(kinds.names.first ?? "")'", at: value)
            return nil
        }
        guard let kind = text(type) else { return nil }
        guard let known = kinds[kind] else {
            error(
                "unknown-provider-type",
                "there is no provider type '\(Shown.text(kind))'; " + DidYouMean.hint(for: kind, in: kinds.names),
                at: type)
            return nil
        }
        let fields = withoutDuplicates {
            $0.fields(value, of: "a provider of type '\(kind)'", ["type", "octodns-name"] + known.keys)
        }
        return section(value, fields) { known.settings(&$0) }
    }

    /// Walks a map that was walked before, without reporting its duplicate keys again.
    private mutating func withoutDuplicates<Result>(_ walk: (inout SettingsWalk) -> Result) -> Result {
        var copy = self
        copy.diagnostics = []
        let result = walk(&copy)
        diagnostics += copy.diagnostics.filter { !diagnostics.contains($0) }
        return result
    }

    mutating func soa(_ value: YAMLValue) -> SOASettings {
        let fields = fields(
            value, of: "'soa'", ["mname", "rname", "refresh", "retry", "expire", "minimum", "ttl"])
        var soa = SOASettings()
        soa.mname = fields["mname"].flatMap { host($0, "SOA mname") }
        soa.rname = fields["rname"].flatMap { mailbox($0) }
        soa.refresh = fields["refresh"].flatMap { timeToLive($0)?.seconds }
        soa.retry = fields["retry"].flatMap { timeToLive($0)?.seconds }
        soa.expire = fields["expire"].flatMap { timeToLive($0)?.seconds }
        soa.minimum = fields["minimum"].flatMap { timeToLive($0)?.seconds }
        soa.ttl = fields["ttl"].flatMap { timeToLive($0) }
        return soa
    }

    /// A mailbox: as an address (`hostmaster@example.com`) or as the name that DNS makes of it.
    private mutating func mailbox(_ value: YAMLValue) -> DomainName? {
        guard case .text(let text, _) = value.content, let at = text.lastIndex(of: "@") else {
            return host(value, "SOA rname")
        }
        if !isHost(text, "SOA rname", value, mayBeMail: true)
            || !isHost(String(text[text.index(after: at)...]), "the domain of SOA rname", value)
        {
            return nil
        }
        do {
            let domain = try DomainName(parsing: text[text.index(after: at)...], origin: .root)
            return try DomainName(labels: [Array(text[..<at].utf8)] + domain.labels)
        } catch {
            self.error(error.code.rawValue, Printable.text(error.message), at: value)
            return nil
        }
    }

    // MARK: - Policies

    private mutating func read(policies value: YAMLValue, into policies: inout PolicySettings) {
        let fields = fields(
            value, of: "'policies'",
            ["delete-share", "update-share", "share-from", "empty-zone", "protected", "apex-ns", "ttl", "expired"])
        if let value = fields["delete-share"], let share = share(value) { policies.deleteShare = share.value }
        if let value = fields["update-share"], let share = share(value) { policies.updateShare = share.value }
        if let from = fields["share-from"].flatMap({ number($0, 0...1_000_000_000) }) { policies.shareFrom = from }
        if let word = fields["empty-zone"].flatMap({ choice($0, Refusal.self) }) {
            policies.refuseEmptyZone = word == .refuse
        }
        if let word = fields["apex-ns"].flatMap({ choice($0, Refusal.self) }) {
            policies.refuseApexNSChange = word == .refuse
        }
        if let value = fields["protected"] { policies.protected = patterns(value) }
        if let value = fields["ttl"] {
            let bounds = self.fields(value, of: "'ttl'", ["minimum", "maximum"])
            if let bound = bounds["minimum"] { policies.minimumTTL = bound.isOff ? nil : timeToLive(bound) }
            if let bound = bounds["maximum"] { policies.maximumTTL = bound.isOff ? nil : timeToLive(bound) }
            if let least = policies.minimumTTL, let most = policies.maximumTTL, least > most {
                error("bad-value", "the minimum TTL \(least) is over the maximum \(most)", at: value)
            }
        }
        if let expired = fields["expired"].flatMap({ choice($0, PolicySettings.Expired.self) }) {
            policies.expired = expired
        }
    }

    private enum Refusal: String, CaseIterable {
        case refuse
        case allow
    }

    private struct Share {
        /// From 0 to 1, or `nil` for no limit.
        var value: Double?
    }

    /// A share: `30%`, `0.3` or `off`.
    private mutating func share(_ value: YAMLValue) -> Share? {
        if value.isOff { return Share(value: nil) }
        if case .text(let text, _) = value.content {
            let isPercent = text.hasSuffix("%")
            let digits = isPercent ? String(text.dropLast()) : text
            if digits.utf8.allSatisfy({ 48...57 ~= $0 || $0 == UInt8(ascii: ".") }), let number = Double(digits) {
                let share = isPercent ? number / 100 : number
                if (0...1).contains(share) { return Share(value: share) }
            }
        }
        error("bad-value", "write a share, as in 30% or 0.3, or 'off' for no limit", at: value)
        return nil
    }

    private mutating func patterns(_ value: YAMLValue) -> [RecordPattern] {
        guard case .list(let items) = value.content else {
            if value.isNull { return [] }
            error("wrong-shape", "write a list, as in [{name: '_acme-challenge**', type: TXT}]", at: value)
            return []
        }
        var patterns: [RecordPattern] = []
        for item in items {
            if case .text = item.content {
                if let name = text(item) { patterns.append(RecordPattern(name: name)) }
                continue
            }
            if let pattern = pattern(fields(item, of: "a pattern", ["name", "type"]), at: item) {
                patterns.append(pattern)
            }
        }
        return patterns
    }

    /// A pattern on record sets, of the keys `name` and `type`; `nil` where it has neither.
    mutating func pattern(_ fields: [String: YAMLValue], at item: YAMLValue) -> RecordPattern? {
        let name = fields["name"].flatMap { text($0) }
        var types: [RecordType] = []
        var typeValues: [YAMLValue] = []
        if let value = fields["type"] {
            if case .list(let list) = value.content { typeValues = list } else { typeValues = [value] }
            if typeValues.isEmpty {
                error(
                    "bad-value", "the list is empty, so it names no type; name one, or leave 'type' out for every type",
                    at: value)
                return nil
            }
        }
        for value in typeValues {
            guard let text = text(value) else { continue }
            if let type = RecordType(parsing: text) {
                types.append(type)
            } else {
                error(
                    "unknown-type",
                    "there is no record type '\(Shown.text(text))'; " + RecordTypeText.hint(for: text), at: value)
            }
        }
        if name == nil && typeValues.isEmpty {
            error("missing-key", "the pattern needs a 'name' or a 'type'; name '**' means every name", at: item)
            return nil
        }
        return RecordPattern(name: name, types: types)
    }
}

extension YAMLValue {
    /// Whether it is `off`.
    var isOff: Bool {
        if case .text(let text, _) = content { text == "off" || text == "Off" || text == "OFF" } else { false }
    }
}

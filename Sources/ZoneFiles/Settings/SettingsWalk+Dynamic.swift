internal import DNSModel
internal import ZonePlanning

// What the settings say of the dynamic DNS service: below which names it has hosts, and their rules.
// Decision 0104: names of the dynamic DNS service are left alone.

extension SettingsWalk {
    private static let dynamicKeys = [
        "zone", "provider", "types", "ttl", "hosts-per-account", "reserved", "forbidden", "idle-expiry", "sign-up",
    ]
    private static let hostTypes: [RecordType] = [.a, .aaaa, .txt, .cname, .mx, .srv]
    /// Seconds that an address is kept by resolvers.
    private static let hostTTL = "60"

    /// Reads the `dynamic` section, once the zones are read, and tells each zone of it.
    mutating func readDynamic(_ value: YAMLValue, into settings: inout Settings) {
        var suffixes: [DynamicSuffix] = []
        for entry in entries(value, of: "'dynamic'") {
            let fields = fields(entry.value, of: "a suffix of the dynamic DNS service", Self.dynamicKeys)
            guard let name = zoneName(entry.key, entry.name) else { continue }
            if let other = suffixes.first(where: { name.isAtOrBelow($0.name) || $0.name.isAtOrBelow(name) }) {
                error(
                    "bad-value",
                    "'\(name)' and '\(other.name)', at line \(other.location.line), are one inside the other, so a "
                        + "host would be of both; keep one",
                    at: entry.key)
                continue
            }
            guard let apex = apex(of: name, fields["zone"], at: entry.key, settings),
                let ttl = fields["ttl"].flatMap({ timeToLive($0) }) ?? (try? TTL(parsing: Self.hostTTL))
            else { continue }
            check(apex, of: name, fields["provider"], at: entry.key, settings)
            var suffix = DynamicSuffix(name: name, apex: apex, ttl: ttl, location: location(entry.key))
            read(fields, into: &suffix)
            suffixes.append(suffix)
        }
        settings.dynamic = suffixes
        for apex in settings.zones.keys { settings.zones[apex]?.dynamic = suffixes }
        settings.everyZone?.dynamic = suffixes
    }

    /// That the zone of a suffix is to be there, and at the provider that the suffix names.
    private mutating func check(
        _ apex: DomainName, of suffix: DomainName, _ said: YAMLValue?, at key: YAMLValue, _ settings: Settings
    ) {
        guard let zone = settings.zone(apex) else { return }
        if zone.isAbsent {
            error(
                "dynamic-zone",
                "'\(suffix)' gives hosts to the dynamic DNS service, and its zone '\(apex)' is 'absent'; take the "
                    + "suffix away first, and once no host is left, the zone",
                at: key)
        }
        if let said, let name = text(said), name != zone.provider {
            error(
                "dynamic-zone",
                "'provider' is '\(Shown.text(name))' here, and '\(apex)' is at '\(Shown.text(zone.provider))' under "
                    + "'zones'; make them the same",
                at: said)
        }
    }

    private mutating func zoneName(_ value: YAMLValue, _ text: String) -> DomainName? {
        do {
            return try DomainName(zone: text)
        } catch {
            self.error(error.code.rawValue, Printable.text(error.message), at: value)
            return nil
        }
    }

    /// The zone that has the hosts of a suffix; `nil` with a mistake.
    private mutating func apex(
        of suffix: DomainName, _ said: YAMLValue?, at key: YAMLValue, _ settings: Settings
    ) -> DomainName? {
        guard let said else {
            let zones = settings.zones.keys.filter { suffix.isAtOrBelow($0) }
            if let zone = zones.max(by: { $0.labelCount < $1.labelCount }) { return zone }
            error(
                "missing-key",
                "no zone under 'zones' has the name '\(suffix)' in it; say with 'zone' which one has, as in 'zone: "
                    + "\(suffix.parent ?? suffix)'",
                at: key)
            return nil
        }
        guard let text = text(said), let zone = zoneName(said, text) else { return nil }
        if !suffix.isAtOrBelow(zone) {
            error("bad-value", "'\(suffix)' is not in the zone '\(zone)'; name the zone that it is in", at: said)
            return nil
        }
        if settings.zone(zone) == nil {
            error("unknown-zone", "there is no zone '\(zone)' under 'zones'; declare it there", at: said)
            return nil
        }
        return zone
    }

    private mutating func read(_ fields: [String: YAMLValue], into suffix: inout DynamicSuffix) {
        if let value = fields["types"] { suffix.types = hostTypes(value) }
        if let value = fields["hosts-per-account"], let count = number(value, 1...10_000) {
            suffix.hostsPerAccount = count
        }
        if let value = fields["reserved"] {
            suffix.reserved = Set(labels(value, example: "[www, mail]", mayHaveRuns: false))
        }
        if let value = fields["forbidden"] {
            suffix.forbidden = labels(value, example: "[admin*, '*bank*']", mayHaveRuns: true)
        }
        if let value = fields["idle-expiry"] { suffix.idleDays = days(value, most: 3_650) }
        if let value = fields["sign-up"] { suffix.signUp = signUp(value) ?? .invited }
    }

    private mutating func hostTypes(_ value: YAMLValue) -> [RecordType] {
        var types: [RecordType] = []
        let words = Self.hostTypes.map(\.description)
        for text in texts(value, example: "[A, AAAA, TXT]") {
            guard let type = Self.hostTypes.first(where: { $0.description == text }) else {
                error(
                    "bad-value",
                    "a host can't have the type '\(Shown.text(text))'; " + DidYouMean.hint(for: text, in: words),
                    at: value)
                continue
            }
            if !types.contains(type) { types.append(type) }
        }
        if types.isEmpty, case .list(let items) = value.content, items.isEmpty {
            error("bad-value", "the list is empty, so a host could have nothing; name a type", at: value)
        }
        return types
    }

    /// Labels of host names, or patterns of them.
    private mutating func labels(_ value: YAMLValue, example: String, mayHaveRuns: Bool) -> [String] {
        texts(value, example: example).compactMap { text in
            let label = text.lowercased()
            let isLabel = label.utf8.allSatisfy { octet in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet || UInt8(ascii: "0")...UInt8(ascii: "9") ~= octet
                    || octet == UInt8(ascii: "-") || (mayHaveRuns && octet == UInt8(ascii: "*"))
            }
            if isLabel, label.utf8.count <= DomainName.maximumLabelLength { return label }
            error(
                "bad-value",
                "'\(Shown.text(text))' is no label of a host name\(mayHaveRuns ? ", with * for any run in it" : ""): "
                    + "letters, digits and hyphens, 63 at most",
                at: value)
            return nil
        }
    }

    private mutating func signUp(_ value: YAMLValue) -> DynamicSuffix.SignUp? {
        guard case .list = value.content else {
            switch text(value) {
            case nil: return nil
            case "invited": return .invited
            case "anyone": return .anyone
            default:
                error(
                    "bad-value",
                    "write invited, anyone, or a list of issuers, as in [https://accounts.example.com]", at: value)
                return nil
            }
        }
        let issuers = texts(value, example: "[https://accounts.example.com]")
        for issuer in issuers where !issuer.hasPrefix("https://") || issuer.contains(where: \.isWhitespace) {
            error("bad-value", "the issuer '\(Shown.text(issuer))' is no https URL; write one", at: value)
        }
        if issuers.isEmpty {
            error("bad-value", "the list is empty, so nobody could sign up; write invited for that", at: value)
        }
        return .issuers(issuers)
    }
}

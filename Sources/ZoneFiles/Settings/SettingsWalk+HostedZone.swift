internal import DNSModel
internal import ZonePlanning

extension SettingsWalk {
    /// The keys that a provider and a zone have.
    static let hostedZoneKeys = ["private", "vpc-id", "vpc-region", "delegation-set"]
    /// The keys that only a zone has.
    static let singleHostedZoneKeys = ["zone-id", "comment"]

    /// Reads what a provider or a zone says of hosted zones.
    mutating func hostedZone(_ fields: [String: YAMLValue]) -> HostedZoneSettings {
        var zone = HostedZoneSettings()
        zone.zoneID = fields["zone-id"].flatMap { hostedZoneID($0, "a hosted zone", example: "Z2FDTNDATAQYW2") }
        zone.isPrivate = fields["private"].flatMap { flag($0) }
        zone.vpcID = fields["vpc-id"].flatMap { vpcID($0) }
        zone.vpcRegion = fields["vpc-region"].flatMap { region($0) }
        zone.delegationSet = fields["delegation-set"].flatMap {
            hostedZoneID($0, "a delegation set", example: "N1PA6795SAMPLE")
        }
        zone.comment = fields["comment"].flatMap { comment($0) }
        if zone.isPrivate == false {
            for key in ["vpc-id", "vpc-region"] {
                guard let value = fields[key] else { continue }
                error(
                    "public-with-vpc",
                    "'\(key)' is for private zones, and here is 'private: false'; keep one of the two",
                    at: value)
            }
        }
        if zone.isPrivate == true || zone.vpcID != nil, let value = fields["delegation-set"] {
            error(
                "private-with-delegation-set",
                "a private zone has no delegation set; leave 'delegation-set' out, or write 'private: false'", at: value
            )
        }
        return zone
    }

    private mutating func hostedZoneID(_ value: YAMLValue, _ what: String, example: String) -> String? {
        guard let text = text(value) else { return nil }
        if HostedZoneID.isOne(text) { return text }
        let hint = text.contains("/") ? ", without what is before it" : ""
        error(
            "bad-value",
            "'\(Shown.text(text))' is not the id of \(what); write capital letters and digits, as in \(example)\(hint)",
            at: value)
        return nil
    }

    private mutating func vpcID(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        let digits = text.utf8.dropFirst(4)
        if text.hasPrefix("vpc-"), (1...60).contains(digits.count),
            digits.allSatisfy({ 48...57 ~= $0 || 97...122 ~= $0 })
        {
            return text
        }
        error("bad-value", "'\(Shown.text(text))' is not the id of a VPC; write it as in vpc-0a1b2c3d", at: value)
        return nil
    }

    private mutating func region(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        if RegionName.isOne(text) { return text }
        error("bad-value", "'\(Shown.text(text))' is not a region; write it as in eu-west-1", at: value)
        return nil
    }

    private mutating func comment(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        if text.unicodeScalars.count <= 256,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            return text
        }
        error("bad-value", "a comment has at most 256 characters, all on one line", at: value)
        return nil
    }

    /// Reports keys that only zones at Route 53 have, for a zone that is somewhere else.
    mutating func checkHostedZone(
        _ fields: [String: YAMLValue], provider: String, _ settings: ProviderSettings?
    ) {
        guard case .masterFile? = settings else { return }
        for key in Self.hostedZoneKeys + Self.singleHostedZoneKeys {
            guard let value = fields[key] else { continue }
            error(
                "unused-key",
                "'\(key)' is for zones at a provider of type 'route53', and '\(Shown.text(provider))' is of type "
                    + "'master-file'; leave it out", at: value)
        }
    }
}

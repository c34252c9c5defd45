internal import ZoneFiles

/// Which hosted zone of Amazon Route 53 a zone is, and how one is created; nothing where the settings say nothing.
///
/// Source: CreateHostedZone, Amazon Route 53 API Reference.
package struct HostedZoneSettings: ZoneOptions {
    /// The id of the one hosted zone that is meant, as in `Z2FDTNDATAQYW2`. The settings of one zone alone have it.
    package var zoneID: String?
    /// Whether the zone answers in VPCs only.
    package var isPrivate: Bool?
    /// A VPC that a private zone is for, as in `vpc-0a1b2c3d`.
    package var vpcID: String?
    /// The region of the VPC, as in `eu-west-1`; it is needed where a zone is created.
    package var vpcRegion: String?
    /// The id of the reusable delegation set whose name servers a new zone gets, as in `N1PA6795SAMPLE`.
    package var delegationSet: String?
    /// What is noted at a new zone. The settings of one zone alone have it.
    package var comment: String?

    package init() {}

    /// These settings, and those of `other` where these say nothing: a zone's go before its provider's.
    ///
    /// A public zone takes no VPC from `other`, a zone with a VPC of its own is private, and a private zone takes no
    /// delegation set. The region of another VPC is not taken.
    package func filled(from other: HostedZoneSettings) -> HostedZoneSettings {
        var result = self
        result.zoneID = zoneID ?? other.zoneID
        result.isPrivate = isPrivate ?? (vpcID == nil ? other.isPrivate : true)
        if result.isPrivate != false {
            result.vpcID = vpcID ?? other.vpcID
            if vpcID == nil || other.vpcID == nil || vpcID == other.vpcID {
                result.vpcRegion = vpcRegion ?? other.vpcRegion
            }
        }
        if result.isPrivate != true { result.delegationSet = delegationSet ?? other.delegationSet }
        result.comment = comment ?? other.comment
        return result
    }

    // MARK: - Reading

    /// The keys that a provider and a zone have.
    static let sharedKeys = ["private", "vpc-id", "vpc-region", "delegation-set"]

    init(reading section: inout SettingsSection) {
        zoneID = section.text("zone-id") { Self.objection(toID: $0, "a hosted zone", example: "Z2FDTNDATAQYW2") }
        isPrivate = section.flag("private")
        vpcID = section.text("vpc-id") { Self.objection(toVPC: $0) }
        vpcRegion = section.text("vpc-region") { text in
            RegionName.isOne(text) ? nil : "'\(SettingsSection.shown(text))' is not a region; write it as in eu-west-1"
        }
        delegationSet = section.text("delegation-set") {
            Self.objection(toID: $0, "a delegation set", example: "N1PA6795SAMPLE")
        }
        comment = section.text("comment") { Self.objection(toComment: $0) }
        if isPrivate == false {
            for key in ["vpc-id", "vpc-region"] {
                section.mistake(
                    "public-with-vpc",
                    "'\(key)' is for private zones, and here is 'private: false'; keep one of the two", at: key)
            }
        }
        if isPrivate == true || vpcID != nil {
            section.mistake(
                "private-with-delegation-set",
                "a private zone has no delegation set; leave 'delegation-set' out, or write 'private: false'",
                at: "delegation-set")
        }
    }

    private static func objection(toID text: String, _ what: String, example: String) -> String? {
        if HostedZoneID.isOne(text) { return nil }
        let hint = text.contains("/") ? ", without what is before it" : ""
        return "'\(SettingsSection.shown(text))' is not the id of \(what); write capital letters and digits, as in "
            + "\(example)\(hint)"
    }

    private static func objection(toVPC text: String) -> String? {
        let digits = text.utf8.dropFirst(4)
        if text.hasPrefix("vpc-"), (1...60).contains(digits.count),
            digits.allSatisfy({ 48...57 ~= $0 || 97...122 ~= $0 })
        {
            return nil
        }
        return "'\(SettingsSection.shown(text))' is not the id of a VPC; write it as in vpc-0a1b2c3d"
    }

    private static func objection(toComment text: String) -> String? {
        text.unicodeScalars.count <= 256
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? nil : "a comment has at most 256 characters, all on one line"
    }
}

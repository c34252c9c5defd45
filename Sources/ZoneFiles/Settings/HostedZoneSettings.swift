/// Which hosted zone of Amazon Route 53 a zone is, and how one is created; nothing where the settings say nothing.
///
/// Source: CreateHostedZone, Amazon Route 53 API Reference.
package struct HostedZoneSettings: Hashable, Sendable {
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
}

/// Which hosted zone of a name is meant, and what a new one gets.
package struct HostedZoneChoice: Hashable, Sendable {
    /// The id that the settings pin.
    package var zoneID: String?
    /// Private or public; `nil` means public, unless a network is named.
    package var isPrivate: Bool?
    /// A network that sees the private zone.
    package var vpcID: String?
    package var vpcRegion: String?
    /// The reusable delegation set of a new zone.
    package var delegationSet: String?
    /// What is written about a new zone.
    package var comment: String?
    /// Whether there shall be no such zone, so that it need not be there.
    package var isAbsent: Bool

    package init(
        zoneID: String? = nil, isPrivate: Bool? = nil, vpcID: String? = nil, vpcRegion: String? = nil,
        delegationSet: String? = nil, comment: String? = nil, isAbsent: Bool = false
    ) {
        self.isAbsent = isAbsent
        self.zoneID = zoneID
        self.isPrivate = isPrivate ?? (vpcID == nil ? nil : true)
        self.vpcID = vpcID
        self.vpcRegion = vpcRegion
        self.delegationSet = delegationSet
        self.comment = comment
    }

    /// What a new zone is created with, for reviewers.
    var creationAttributes: [String: String] {
        var settings: [String: String] = [:]
        settings["visibility"] = isPrivate == true ? "private" : "public"
        if isPrivate == true, let vpcID { settings["vpc"] = vpcRegion.map { "\(vpcID) in \($0)" } ?? vpcID }
        settings["delegation-set"] = delegationSet
        settings["comment"] = comment
        return settings
    }

    /// Why no zone can be created like this, one sentence each.
    var objections: [String] {
        if isPrivate == true, vpcID == nil || vpcRegion == nil {
            return ["a private zone is created for a network; give its 'vpc-id' and 'vpc-region' in the settings"]
        }
        if isPrivate != true, vpcID != nil {
            return ["a public zone has no network; take 'vpc-id' out of the settings, or write 'private: true'"]
        }
        if isPrivate == true, delegationSet != nil {
            return ["a private zone has no delegation set; take 'delegation-set' out of the settings"]
        }
        return []
    }
}

package import DNSModel

/// What a plan in the ledger would have changed: of a plan of any format, for what was done with it.
///
/// A run that was cut off may have left a part of a plan live that an earlier gate53 wrote. Its format is not one that
/// is approved or applied any more, but its changes are what they were: they are written alike in every format so far.
package struct RecordedPlan: Sendable {
    private let zones: [DomainName: [PlannedChange]]
    /// The settings and signers that it shows to have been accepted, and those that are to be, where they differ: their
    /// digests.
    package let settings: (accepted: Digest, proposed: Digest)?
    /// The path of the settings that it was made with; `nil` where it does not say one.
    package let settingsPath: String?

    /// Reads a plan of any format up to the newest.
    ///
    /// - Parameter octets: the plan, of which the ledger vouches by its digest.
    /// - Throws: ``DocumentError`` where the octets are no plan, or one of a newer format.
    package init(octets: [UInt8]) throws(DocumentError) {
        let file = try DocumentCoding.decode(
            RecordedPlanFile.self, from: octets, what: "plan", format: \.format, name: "gate53-plan",
            newest: PlanDocument.version)
        if let accepted = file.settingsStanding?.accepted.flatMap(Digest.init(hexadecimal:)),
            let proposed = file.settingsStanding?.proposed.flatMap(Digest.init(hexadecimal:))
        {
            settings = (accepted, proposed)
        } else {
            settings = nil
        }
        settingsPath = file.settings?.path
        var zones: [DomainName: [PlannedChange]] = [:]
        for zone in file.zones {
            let apex = try DocumentCoding.name(zone.zone)
            guard zones[apex] == nil else { continue }
            zones[apex] = try zone.changes.map { member throws(DocumentError) in
                PlannedChange(change: try member.change(), location: nil, batch: member.batch)
            }
        }
        self.zones = zones
    }

    /// The changes of a zone, without where they were declared; `nil` where the plan does not have the zone.
    package func changes(of apex: DomainName) -> [PlannedChange]? { zones[apex] }
}

/// The members of a plan document that all formats have.
private struct RecordedPlanFile: Decodable {
    var format: String
    var zones: [Zone]
    var settings: File?
    var settingsStanding: Status?

    struct File: Decodable {
        var path: String?
    }

    struct Status: Decodable {
        var accepted: String?
        var proposed: String?
    }

    struct Zone: Decodable {
        var zone: String
        var changes: [PlanFile.ChangeMember]
    }
}

package import DNSModel
package import ZonePlanning

/// What was taken into git, and what was not, as a document: JSON, see `Schemas/adoption.schema.json`.
package struct AdoptionDocument: Sendable {
    /// What has to be done by hand for a set that could not be written.
    package enum ByHand: Hashable, Sendable {
        case remove
        /// The lines of YAML that belong into the zone file.
        case write([String])
    }

    /// Something that is not taken into git.
    package struct Left: Hashable, Sendable {
        package var zone: DomainName
        /// The record set; `nil` where it is about the zone itself.
        package var key: RecordSet.Key?
        /// The stable id of the reason.
        package var id: String
        /// The reason, as a sentence.
        package var message: String
        package var location: SourceLocation?
        package var byHand: ByHand?

        package init(
            zone: DomainName, key: RecordSet.Key? = nil, id: String, message: String, location: SourceLocation? = nil,
            byHand: ByHand? = nil
        ) {
            self.zone = zone
            self.key = key
            self.id = id
            self.message = message
            self.location = location
            self.byHand = byHand
        }
    }

    private let file: AdoptionFile

    /// - Parameters:
    ///   - adoptions: what was written, one zone each.
    ///   - branch: where; `nil` where nothing was.
    ///   - left: what was not written.
    ///   - accepted: how many sets the settings accept as they are live.
    ///   - failures: the zones that could not be checked.
    package init(
        _ adoptions: [Adoption], on branch: AdoptionReport.Branch?, left: [Left], accepted: Int,
        failures: [Drift.Failure]
    ) {
        file = AdoptionFile(
            branch: branch.map {
                AdoptionFile.BranchMember(
                    name: $0.name, isNew: $0.isNew, onto: $0.onto, commit: $0.commit, remote: $0.remote, files: $0.files
                )
            },
            adopted: adoptions.map { adoption in
                AdoptionFile.ZoneMember(
                    zone: adoption.apex.description, provider: adoption.provider,
                    sets: adoption.sets.map(AdoptionFile.SetFile.init))
            },
            notAdopted: left.map(AdoptionFile.LeftMember.init), accepted: accepted,
            failures: failures.map {
                AdoptionFile.FailureMember(
                    zone: $0.apex.description, provider: $0.provider, code: $0.code, message: $0.message)
            })
    }

    /// The document.
    package func octets() throws(DocumentError) -> [UInt8] { try DocumentCoding.encode(file) }
}

/// The members of the document.
private struct AdoptionFile: Encodable {
    var format = "gate53-adoption/1"
    var branch: BranchMember?
    var adopted: [ZoneMember]
    var notAdopted: [LeftMember]
    var accepted: Int
    var failures: [FailureMember]

    struct BranchMember: Encodable {
        var name: String
        var isNew: Bool
        var onto: String
        var commit: String
        var remote: String?
        var files: [String]
    }

    struct ZoneMember: Encodable {
        var zone: String
        var provider: ZonePlan.ProviderIdentity
        var sets: [SetFile]
    }

    struct SetFile: Encodable {
        var name: String
        var type: String
        var setIdentifier: String?
        var git: SetMember?
        var live: SetMember?
        var location: LocationMember?
        var who: DriftActor?

        init(_ set: SetDrift) {
            name = set.key.name.description
            type = set.key.type.description
            setIdentifier = set.key.identifier?.description
            git = set.head.map(SetMember.init)
            live = set.live.map(SetMember.init)
            location = set.location.map {
                LocationMember(file: $0.file, line: $0.line, column: $0.column)
            }
            who = set.who
        }
    }

    struct LeftMember: Encodable {
        var zone: String
        var name: String?
        var type: String?
        var setIdentifier: String?
        var id: String
        var message: String
        var location: LocationMember?
        var byHand: [String]?

        init(_ left: AdoptionDocument.Left) {
            zone = left.zone.description
            name = left.key?.name.description
            type = left.key?.type.description
            setIdentifier = left.key?.identifier?.description
            id = left.id
            message = left.message
            location = left.location.map {
                LocationMember(file: $0.file, line: $0.line, column: $0.column)
            }
            switch left.byHand {
            case .remove?: byHand = []
            case .write(let lines)?: byHand = lines
            case nil: byHand = nil
            }
        }
    }

    struct FailureMember: Encodable {
        var zone: String
        var provider: String?
        var code: String
        var message: String
    }
}

private import DNSModel
package import ZonePlanning

/// Live record sets as a document: JSON, see `Schemas/records.schema.json`.
package enum RecordListDocument {
    /// Writes the document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no list causes.
    package static func encode(_ list: RecordList) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(RecordListFile(list))
    }
}

private struct RecordListFile: Encodable {
    var format = "gate53-records/1"
    var zones: [ZoneMember]
    var searched: Int
    var notSearched: Int
    var failures: [ReadFailureMember]

    struct ZoneMember: Encodable {
        var provider: String
        var zone: String
        var id: String
        var `private`: Bool
        var readOnly: String?
        var recordSets: [RecordMember]
        var unmodelled: [UnmodelledMember]
    }

    /// A record set: its key, and what else it has beside that.
    struct RecordMember: Encodable {
        var key: KeyMember
        var set: SetMember

        func encode(to encoder: any Encoder) throws {
            try key.encode(to: encoder)
            try set.encode(to: encoder)
        }
    }

    struct KeyMember: Encodable {
        var name: String
        var type: String
        var setIdentifier: String?
    }

    struct UnmodelledMember: Encodable {
        var name: String
        var type: String
        var reason: String
    }

    init(_ list: RecordList) {
        zones = list.zones.map { records in
            ZoneMember(
                provider: records.provider, zone: records.zone.apex.description, id: records.zone.id,
                private: records.zone.isPrivate, readOnly: records.zone.readOnly,
                recordSets: records.match.sets.map { set in
                    RecordMember(
                        key: KeyMember(
                            name: set.name.description, type: set.type.description,
                            setIdentifier: set.routing?.identifier.description),
                        set: SetMember(set))
                },
                unmodelled: records.match.unmodelled.map {
                    UnmodelledMember(name: $0.name.description, type: $0.type, reason: $0.reason)
                })
        }
        searched = list.searched
        notSearched = list.notSearched
        failures = list.failures.map(ReadFailureMember.init)
    }
}

private import DNSModel
package import ZonePlanning

/// A list of zones as a document: JSON, see `Schemas/zones.schema.json`.
package enum ZoneListDocument {
    /// Writes the document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no list causes.
    package static func encode(
        _ list: ZoneList, _ filter: ZoneList.Filter = ZoneList.Filter()
    ) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(ZoneListFile(list, filter))
    }
}

private struct ZoneListFile: Encodable {
    var format = "gate53-zones/1"
    var zones: [ZoneMember]
    var missing: [MissingMember]
    var ambiguous: [AmbiguityMember]
    var counts: ZoneList.Counts
    var failures: [ReadFailureMember]

    struct ZoneMember: Encodable {
        var provider: String
        var zone: String
        var id: String
        var `private`: Bool
        var recordSets: Int?
        var empty: Bool?
        var state: String
        var readOnly: String?
        var comment: String?
    }

    struct MissingMember: Encodable {
        var provider: String
        var zone: String
        var id: String?
    }

    struct AmbiguityMember: Encodable {
        var provider: String
        var zone: String
        var ids: [String]
    }

    init(_ list: ZoneList, _ filter: ZoneList.Filter) {
        zones = list.entries(filter).map { entry in
            ZoneMember(
                provider: entry.provider, zone: entry.zone.apex.description, id: entry.zone.id,
                private: entry.zone.isPrivate, recordSets: entry.zone.setCount, empty: entry.zone.isEmpty,
                state: entry.management.rawValue, readOnly: entry.zone.readOnly, comment: entry.zone.comment)
        }
        missing = list.missing.map {
            MissingMember(provider: $0.provider, zone: $0.apex.description, id: $0.id)
        }
        ambiguous = list.ambiguities.map {
            AmbiguityMember(provider: $0.provider, zone: $0.apex.description, ids: $0.zones.map(\.id))
        }
        counts = list.counts
        failures = list.failures.map(ReadFailureMember.init)
    }
}

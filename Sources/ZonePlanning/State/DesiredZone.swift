package import DNSModel

/// What a commit declares for one zone, and where it says so.
package struct DesiredZone: Hashable, Sendable {
    /// The declared record sets.
    package var zone: Zone
    /// Where each of `zone.sets` is declared, by the same index.
    package var marks: [SourceMark]
    /// The zone's files; a mark's `file` is an index into it.
    package var files: [ZoneFileIdentity]
    /// What the file says about single record sets beyond their data.
    package var annotations: [RecordSet.Key: Annotation]
    /// Sets of provider-specific types, such as `Route53Provider/ALIAS`, in file order.
    package var providerSets: [ProviderSpecificSet]
    /// The sets that the files name as not git's, in file order.
    package var foreign: [ForeignSet]
    /// How many declared sets were left out under `lenient`, as the provider can't serve them.
    package var leftOut: Int
    /// What single records may be without a warning.
    package var exemptions: [Exemption] = []
    /// Whether the settings say that there shall be no such zone; then it has no files and no sets.
    package var isAbsent = false

    package init(
        zone: Zone, marks: [SourceMark], files: [ZoneFileIdentity], annotations: [RecordSet.Key: Annotation] = [:],
        providerSets: [ProviderSpecificSet] = [], foreign: [ForeignSet] = [], leftOut: Int = 0
    ) {
        self.zone = zone
        self.marks = marks
        self.files = files
        self.annotations = annotations
        self.providerSets = providerSets
        self.foreign = foreign
        self.leftOut = leftOut
    }

    /// Where the set at an index of `zone.sets` is declared.
    package func location(ofSetAt index: Int) -> SourceLocation { location(of: marks[index]) }

    /// The place a mark stands for; of what no file declares, the zone's name instead of a file.
    package func location(of mark: SourceMark) -> SourceLocation {
        let index = Int(mark.file)
        let file = files.indices.contains(index) ? files[index].path : zone.apex.description
        return SourceLocation(file: file, line: Int(mark.line), column: Int(mark.column))
    }
}

/// A place in one of a zone's files, small enough to keep one for each of a million sets.
package struct SourceMark: Hashable, Sendable {
    /// The index of the file in ``DesiredZone/files``.
    package var file: UInt32
    /// The line, from 1.
    package var line: UInt32
    /// The column in characters, from 1.
    package var column: UInt16

    package init(file: UInt32, line: UInt32, column: UInt16) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A zone file and its content's identity.
package struct ZoneFileIdentity: Hashable, Sendable {
    /// The path in the repository.
    package var path: String
    /// The git blob id in hexadecimal digits.
    package var blob: String

    package init(path: String, blob: String) {
        self.path = path
        self.blob = blob
    }
}

/// What a zone file says about one record set under the key `gate53`.
package struct Annotation: Hashable, Sendable {
    /// Whether a plan that deletes or changes the set is refused unless it is allowed by name.
    package var isProtected: Bool
    /// Who answers for the set.
    package var owner: String?
    /// Free text for readers.
    package var note: String?
    /// The last day on which the set should be there.
    package var expires: CalendarDate?

    package init(
        isProtected: Bool = false, owner: String? = nil, note: String? = nil, expires: CalendarDate? = nil
    ) {
        self.isProtected = isProtected
        self.owner = owner
        self.note = note
        self.expires = expires
    }
}

/// A record set of a type that only some providers have, kept as the zone file gives it.
package struct ProviderSpecificSet: Hashable, Sendable {
    package var name: DomainName
    /// The type as written, as in `Route53Provider/ALIAS`, or a type of octoDNS that DNS does not have, as `ALIAS`.
    package var type: String
    package var ttl: TTL?
    /// The fields of the record but `type` and `ttl`, in file order.
    package var fields: [ProviderValue.Pair]
    package var mark: SourceMark

    package init(name: DomainName, type: String, ttl: TTL?, fields: [ProviderValue.Pair], mark: SourceMark) {
        self.name = name
        self.type = type
        self.ttl = ttl
        self.fields = fields
        self.mark = mark
    }
}

/// A value of a provider-specific record, as YAML has it: text, a list or a map in file order.
package indirect enum ProviderValue: Hashable, Sendable {
    case text(String)
    case list([ProviderValue])
    case map([Pair])

    package struct Pair: Hashable, Sendable {
        package var key: String
        package var value: ProviderValue

        package init(key: String, value: ProviderValue) {
            self.key = key
            self.value = value
        }
    }
}

extension DesiredZone {
    /// The sets that the zone file protects, in canonical order.
    package var protectedKeys: [RecordSet.Key] {
        annotations.filter(\.value.isProtected).keys.sorted()
    }
}

private import DNSModel
package import ZonePlanning

/// Drift as a document: JSON, see `Schemas/drift.schema.json`.
package enum DriftDocument {
    /// Writes the document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no drift causes.
    package static func encode(_ drift: Drift) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(DriftFile(drift))
    }
}

/// The members of the document.
private struct DriftFile: Encodable {
    var format = "gate53-drift/2"
    var time: String
    var branch: String
    var commit: String
    var drifted: Bool
    var counts: ZoneDrift.Counts
    var zones: [ZoneMember]
    var failures: [FailureMember]
    var forgotten: [String]
    var whoUnknown: String?

    struct ZoneMember: Encodable {
        var zone: String
        var provider: ZonePlan.ProviderIdentity
        var drifted: Bool
        var base: BaseMember?
        var noBase: String?
        var existence: ExistenceMember
        var counts: ZoneDrift.Counts
        var sets: [SetFile]
        var unmanaged: UnmanagedMember
        var notes: [String]
        var check: CheckMember?
    }

    struct CheckMember: Encodable {
        var nameServers: Int
        var unchecked: Unchecked
    }

    struct BaseMember: Encodable {
        var plan: String
        var commit: String
        var time: String
    }

    struct ExistenceMember: Encodable {
        var base: Bool?
        var git: Bool
        var live: Bool
        var state: SetDrift.State
    }

    struct UnmanagedMember: Encodable {
        var ignored: Int
        /// Not there where there are none.
        var leftAlone: Int?
        /// Not there where there are none.
        var dynamic: Int?
        var provided: Int
        var unmodelled: [UnmodelledMember]
    }

    struct UnmodelledMember: Encodable {
        var name: String
        var type: String
        var reason: String
    }

    struct SetFile: Encodable {
        var name: String
        var type: String
        var setIdentifier: String?
        var state: SetDrift.State
        var change: SetDrift.ChangeKind?
        var base: SetMember?
        var git: SetMember?
        var live: SetMember?
        var unmodelled: String?
        var location: LocationMember?
        var who: DriftActor?
        var accepted: AcceptanceMember?
        var firstSeen: String?
    }

    struct AcceptanceMember: Encodable {
        var reason: String
        var expires: String?
        var expired: Bool
    }

    struct FailureMember: Encodable {
        var zone: String
        var provider: String?
        var code: String
        var message: String
    }

    init(_ drift: Drift) {
        time = drift.time
        branch = drift.branch
        commit = drift.commit
        drifted = drift.isDrifted
        counts = drift.counts
        zones = drift.zones.map(ZoneMember.init)
        failures = drift.failures.map {
            FailureMember(zone: $0.apex.description, provider: $0.provider, code: $0.code, message: $0.message)
        }
        forgotten = drift.forgotten.map(\.description)
        whoUnknown = drift.whoUnknown
    }
}

extension DriftFile.ZoneMember {
    init(_ drift: ZoneDrift) {
        zone = drift.apex.description
        provider = drift.provider
        drifted = drift.isDrifted
        switch drift.base {
        case .applied(let applied):
            base = DriftFile.BaseMember(
                plan: applied.plan.hexadecimal, commit: applied.commit, time: applied.time)
        case .none(.neverApplied): noBase = "it was never applied"
        case .none(.unusable(let reason)): noBase = reason
        }
        existence = DriftFile.ExistenceMember(
            base: drift.existence.base, git: drift.existence.head, live: drift.existence.live,
            state: drift.existence.state)
        counts = drift.counts
        sets = drift.sets.map(DriftFile.SetFile.init)
        unmanaged = DriftFile.UnmanagedMember(
            ignored: drift.unmanaged.ignored,
            leftAlone: drift.unmanaged.leftAlone > 0 ? drift.unmanaged.leftAlone : nil,
            dynamic: drift.unmanaged.dynamic > 0 ? drift.unmanaged.dynamic : nil,
            provided: drift.unmanaged.provided,
            unmodelled: drift.unmanaged.unmodelled.map {
                DriftFile.UnmodelledMember(name: $0.name.description, type: $0.type, reason: $0.reason)
            })
        notes = drift.notes
        if case .nameServers(let count, let unchecked) = drift.method {
            check = DriftFile.CheckMember(nameServers: count, unchecked: unchecked)
        }
    }
}

extension DriftFile.SetFile {
    init(_ set: SetDrift) {
        name = set.key.name.description
        type = set.key.type.description
        setIdentifier = set.key.identifier?.description
        state = set.state
        change = set.changeKind
        base = set.base.map(SetMember.init)
        git = set.head.map(SetMember.init)
        live = set.live.map(SetMember.init)
        unmodelled = set.unmodelled
        location = set.location.map {
            LocationMember(file: $0.file, line: $0.line, column: $0.column)
        }
        who = set.who
        accepted = set.accepted.map {
            DriftFile.AcceptanceMember(reason: $0.reason, expires: $0.expires?.description, expired: $0.isExpired)
        }
        firstSeen = set.firstSeen
    }
}

package import DNSModel

// Decision 0082: a provider is a module.

/// What a provider can do, as data: planning and applying go by this and know no provider.
///
/// Every member decides something here, in `Gate`, or in the conformance table of the tests, which holds the provider
/// to what it says.
package struct ProviderCapabilities: Sendable {
    /// The provider's type as the settings name it, as in `master-file`.
    package var kind: String
    /// The record types it serves; `nil` means every type, the generic form of RFC 3597 included.
    package var types: Set<RecordType>?
    /// Whether it has aliases, routing policies and health checks.
    package var hasRouting: Bool
    /// How many record sets a zone may have, unless the live zone says otherwise; `nil` for no limit.
    package var setsPerZone: Int?
    /// How many characters of record data the provider counts for a record.
    package var characters: @Sendable (RecordData) -> Int

    /// How much is changed whole or not at all.
    package var scope: AtomicScope
    /// What it compares before it changes anything.
    package var precondition: Precondition
    /// What it means that it accepted a change.
    package var acceptance: Acceptance
    /// In which order it wants what a change batch does.
    package var order: BatchOrder
    /// What can be done with zones as such.
    package var zones: Set<ZoneAction>
    /// Whether it says of a change, by its id, when it is served everywhere.
    package var followsChanges: Bool
    /// What moves with each change of a zone and can be asked for without listing it; `nil` where there is nothing.
    package var version: ZoneVersion?

    package init(
        kind: String, types: Set<RecordType>? = nil, scope: AtomicScope, precondition: Precondition,
        acceptance: Acceptance = .isApplied, order: BatchOrder = [], zones: Set<ZoneAction> = [],
        followsChanges: Bool = false, version: ZoneVersion? = nil, hasRouting: Bool = false, setsPerZone: Int? = nil,
        characters: @escaping @Sendable (RecordData) -> Int = { $0.text.utf8.count }
    ) {
        self.kind = kind
        self.types = types
        self.hasRouting = hasRouting
        self.setsPerZone = setsPerZone
        self.characters = characters
        self.scope = scope
        self.precondition = precondition
        self.acceptance = acceptance
        self.order = order
        self.zones = zones
        self.followsChanges = followsChanges
        self.version = version
    }
}

/// How much of a zone a provider changes whole or not at all. A change batch is never more than that.
package enum AtomicScope: Hashable, Sendable {
    /// All changes of a zone, however many.
    case wholeBatch
    /// What one message to it can hold; more goes in several, each a batch of its own.
    case message(BatchLimits)
    /// One record set: each is a batch of its own, and not even a name is changed at once.
    case recordSet
}

/// What a provider compares with what is live before it changes anything.
package enum Precondition: Hashable, Sendable, CaseIterable {
    /// Every set that is changed, with its TTL.
    case exactSet
    /// Every set that is changed, without its TTL. The engine looks at the TTLs just before.
    case setWithoutTTL
    /// The version of the zone that was read last: whatever else moved is a conflict too. The engine reads just before,
    /// and again where nothing that is changed has moved.
    case zoneVersion
    /// Nothing. The engine looks just before. What somebody writes in the moment between is overwritten; the provider
    /// can only notice it, by a version that has moved too far, and warn.
    case detection

    /// Whether the engine looks at every set just before it sends a batch.
    package var needsRead: Bool { self != .exactSet }

    /// Whether the provider itself refuses a batch where the values of a set that it changes have moved.
    package var comparesValues: Bool { self != .detection }

    /// Whether it does so where nothing but the TTL of a set that it changes has moved.
    package var comparesTTL: Bool { self == .exactSet || self == .zoneVersion }
}

/// What it means that a provider accepted a change batch.
package enum Acceptance: Hashable, Sendable {
    /// All of it is live.
    case isApplied
    /// Some of it may have been passed over without a word, as a server of RFC 2136 does with a CNAME beside other data
    /// (section 3.4.2.2). The engine reads live again after every batch.
    case mayHideIgnoredChanges
}

/// In which order a provider wants what a change batch does. Empty where it looks at the outcome alone.
package struct BatchOrder: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Whatever is deleted goes before whatever is created: a name is free before it gets another type.
    package static let deletionsFirst = BatchOrder(rawValue: 1 << 0)
    /// An alias is created after what it stands for, and deleted before that.
    package static let aliasesAfterTargets = BatchOrder(rawValue: 1 << 1)
    /// NS and SOA of the apex are overwritten, since a zone has both at every moment.
    package static let apexIsOverwritten = BatchOrder(rawValue: 1 << 2)
}

/// What can be done with the zones of a provider as such.
package enum ZoneAction: Hashable, Sendable, CaseIterable {
    case list, create, delete
}

/// What moves with each change of a zone. The provider's id of a change is then the version that the zone has after it.
package enum ZoneVersion: Hashable, Sendable {
    /// The serial of its SOA.
    case serial
    /// The id of its last change.
    case changeID
}

package import DNSModel
package import ZonePlanning

// Decision 0105: the wish is stored before it is answered, and written after.

/// What the writer of a zone needs of a store: which hosts wait, what was handed to the provider, what became of it.
///
/// Whoever writes holds the zone's lease, whose number goes up each time it changes hands. Every call that changes
/// something carries it, and is refused with ``HostStoreError/fenced`` when a later one was given out: a machine that
/// slept through its lease writes nothing any more.
package protocol ZoneWorkStore: Sendable {
    /// Takes or keeps the right to write a zone.
    ///
    /// Whoever holds it keeps its number; one that was released or ran out goes to the next with a higher one.
    ///
    /// - Parameters:
    ///   - zone: the zone.
    ///   - holder: which process asks.
    ///   - now: the time.
    ///   - seconds: for how long.
    /// - Returns: `nil` while another holds it.
    /// - Throws: ``HostStoreError``.
    func lease(zone: DomainName, holder: String, now: Instant, seconds: Int64) async throws(HostStoreError)
        -> ZoneLease?

    /// Gives the right back at once.
    func release(_ lease: ZoneLease) async throws(HostStoreError)

    /// The hosts of a zone that have to be looked at: those whose wish was not written, or of whose write it is not
    /// known what became (``Host/isDirty``), without those that are set aside in the generation they have, and those
    /// that are held back longer than until a time (``Host/notBefore``); and all those whose ``Host/unsureUntil`` is
    /// not after that time. Those that wait longest come first, then by name.
    func dirtyHosts(zone: DomainName, at: Instant, limit: Int) async throws(HostStoreError) -> [Host]

    /// How many hosts of a zone wait, and since when the first.
    func queue(zone: DomainName) async throws(HostStoreError) -> ZoneQueue

    /// How many records the hosts of a zone want, at the least.
    func recordCount(zone: DomainName) async throws(HostStoreError) -> Int

    /// Remembers what is about to be handed to the provider.
    ///
    /// - Parameters:
    ///   - writes: what becomes ``Host/submitted``, by host; one that is not there any more is passed over.
    ///   - until: when it is surely not applied any more, if its answer is lost: ``Host/unsureUntil`` of these hosts,
    ///     unless that is later.
    ///   - lease: the right to write.
    /// - Throws: ``HostStoreError``.
    func submit(
        _ writes: [DomainName: HostWrite], until: Instant, lease: ZoneLease
    ) async throws(HostStoreError)

    /// Remembers what became of what was handed over. A host that is leaving, whose latest wish is written, and that is
    /// not unsure any more, is gone then. A wish that is newer stays: the host goes on being dirty.
    ///
    /// - Parameters:
    ///   - results: what became of it, by host; a host that is not there any more is passed over.
    ///   - change: the provider's change that wrote them; `nil` where nothing had to be, and what a host's last change
    ///     was stays so. A host that is not dirty any more is in sync if its last change is served, or it has none.
    ///   - lease: the right to write.
    ///   - events: what goes into the log.
    /// - Throws: ``HostStoreError``.
    func settle(
        _ results: [DomainName: WriteResult], change: WrittenChange?, lease: ZoneLease, events: [HostEvent]
    ) async throws(HostStoreError)

    /// The changes of a zone of which it is not known that they are served everywhere, the oldest first.
    func openChanges(zone: DomainName, limit: Int) async throws(HostStoreError) -> [OpenChange]

    /// Remembers that changes are served everywhere: hosts whose last write was one of them, and whose latest wish that
    /// was, are in sync.
    func markServed(_ changes: [Int64], zone: DomainName) async throws(HostStoreError)
}

/// The right to write a zone.
package struct ZoneLease: Hashable, Sendable {
    package var zone: DomainName
    package var holder: String
    /// Higher each time the right changes hands.
    package var fence: Int64
    package var expires: Instant

    package init(zone: DomainName, holder: String, fence: Int64, expires: Instant) {
        self.zone = zone
        self.holder = holder
        self.fence = fence
        self.expires = expires
    }
}

/// What waits in a zone.
package struct ZoneQueue: Hashable, Sendable {
    /// How many hosts are dirty and not set aside.
    package var count: Int
    /// Since when the first waits.
    package var oldest: Instant?

    package init(count: Int, oldest: Instant?) {
        self.count = count
        self.oldest = oldest
    }
}

/// What became of a host's write.
package enum WriteResult: Hashable, Sendable {
    /// It is live: what was written last, and nothing is submitted any more. ``Host/unsureUntil`` is what is given.
    case written(HostWrite, unsureUntil: Instant?)
    /// It is known not to be live: nothing is submitted any more, and what was written before still is.
    case withdrawn(unsureUntil: Instant?)
    /// It is known not to be live, and what is was read: nothing is submitted any more, and what was written last are
    /// these sets, of no wish: generation -1.
    case found([RecordSet], unsureUntil: Instant?)
    /// It is not known what became of it. What is submitted stays so, and ``Host/unsureUntil`` is what is given, unless
    /// it is later.
    case unknown(unsureUntil: Instant)
    /// The provider refused this generation, for a reason that its owner should read. What is submitted stays so; where
    /// the host has a later wish by now, nothing is changed.
    case setAside(generation: Int64, reason: String)
}

/// A change of the provider that wrote hosts.
package struct WrittenChange: Hashable, Sendable {
    /// The provider's id of it; `nil` where the answer was lost.
    package var id: String?
    package var at: Instant
    /// Whether it is served everywhere at once, as far as anybody can say.
    package var isServed: Bool

    package init(id: String?, at: Instant, isServed: Bool) {
        self.id = id
        self.at = at
        self.isServed = isServed
    }
}

/// A change that is not known to be served everywhere.
package struct OpenChange: Hashable, Sendable {
    /// The store's number of it.
    package var number: Int64
    package var id: String?
    package var at: Instant

    package init(number: Int64, id: String?, at: Instant) {
        self.number = number
        self.id = id
        self.at = at
    }
}

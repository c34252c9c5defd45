package import DNSModel
package import ZonePlanning

/// A host name that an account has, with what its owner wants there and what of it was written.
///
/// The wish and what was written are kept apart, each with the number of the wish, its generation. Whatever happens to
/// the process between the two, what is left to do can be read off the host.
package struct Host: Hashable, Sendable {
    package var name: DomainName
    /// The suffix it is below.
    package var suffix: DomainName
    /// The zone its records are in.
    package var apex: DomainName
    package var kind = Kind.ordinary
    package var owner: AccountID
    package var created: Instant
    /// The record sets that its owner wants, in canonical order: at the name, and a TXT at `_acme-challenge` below it.
    package var wanted: [RecordSet] = []
    /// Which wish that is: each one that differs has a number one higher.
    package var generation: Int64 = 0
    /// Since when the wish waits.
    package var wantedAt: Instant
    /// Of the challenges (RFC 8555, section 8.4) in `wanted` the one that came last: the next one takes the place of
    /// the other.
    package var latestChallenge: [UInt8]?
    /// Until when the wish is held back, since the host changes too often; `nil` where it is not.
    package var notBefore: Instant?
    /// What was written last; `nil` where that is not known and live must be read.
    package var written: HostWrite?
    /// What was handed to the provider, and of which it is not known what became: live must be read before anything
    /// else is. After a restart that is so for all whose answer was not stored.
    package var submitted: HostWrite?
    /// Until when a batch whose answer was lost may still come to be applied: live is read then once more, whatever
    /// was written since. `nil` where there is none.
    package var unsureUntil: Instant?
    package var status = Status.inSync
    /// The last wish that changed something.
    package var lastUpdate: HostUpdate?
    /// When a client last said that it is there, to the day at the least, whether anything changed or not.
    package var lastSeen: Instant
    /// Why it has no records, by an administrator; `nil` where it may.
    package var block: String?
    /// Whether its owner has given it up: it goes away when its records are gone.
    package var isLeaving = false

    /// What a host is for.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A machine with addresses.
        case ordinary
        /// The target of a CNAME at somebody's `_acme-challenge`, with TXT at its own name, as acme-dns gives out.
        case challenge
    }

    /// How far the wish has come.
    package enum Status: Hashable, Sendable {
        /// Not all of it is served everywhere.
        case pending
        /// It is served everywhere, as far as the provider says that.
        case inSync
        /// The provider refused it; the reason is for its owner.
        case setAside(String)
    }

    package init(
        name: DomainName, suffix: DomainName, apex: DomainName, owner: AccountID, created: Instant,
        kind: Kind = .ordinary
    ) {
        self.name = name
        self.suffix = suffix
        self.apex = apex
        self.owner = owner
        self.created = created
        self.kind = kind
        wantedAt = created
        lastSeen = created
        written = HostWrite(generation: 0, sets: [])
    }

    /// What should be live: nothing of a host that is blocked or leaving.
    package var effective: [RecordSet] { block == nil && !isLeaving ? wanted : [] }

    /// Whether a store takes it out: its owner gave it up, and nothing of it is left. One that is blocked stays, so
    /// that its owner can't give it up and claim it again to be rid of the block.
    package var isGone: Bool { isLeaving && block == nil && !isDirty && unsureUntil == nil }

    /// Whether the latest wish was not written yet.
    package var isDirty: Bool { written?.generation != generation || submitted != nil }
}

/// Record sets of a host as they were written, and which wish they were.
package struct HostWrite: Hashable, Sendable {
    package var generation: Int64
    /// In canonical order.
    package var sets: [RecordSet]

    package init(generation: Int64, sets: [RecordSet]) {
        self.generation = generation
        self.sets = sets
    }
}

/// When, from where and by what a host was updated.
package struct HostUpdate: Hashable, Sendable {
    package var at: Instant
    package var from: IPAddress?
    /// The program, as it names itself, or `web` for a page.
    package var client: String

    package init(at: Instant, from: IPAddress?, client: String) {
        self.at = at
        self.from = from
        self.client = client
    }
}

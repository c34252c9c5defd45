// Decision 0103: who signs the ledger is named.

/// Where plans, approvals and receipts are kept, and how clones share them.
package struct LedgerSettings: Hashable, Sendable {
    /// When an event is pushed to the remote.
    package enum Push: String, Hashable, Sendable, CaseIterable {
        /// Always; an event that can't be pushed is an error, and nothing is applied.
        case required
        /// Always; an event that can't be pushed stays in this clone until the next one is.
        case attempted = "try"
        /// Not by gate53.
        case never
    }

    /// Whether events are signed.
    package enum Sign: String, Hashable, Sendable, CaseIterable {
        case never = "false"
        /// With the SSH key that git signs with.
        case always = "true"
        /// So too, and a ledger whose last event is signed by nobody of the signers file is refused.
        case required
    }

    /// The branch, here and at the remote.
    package var branch = "gate53-ledger"
    /// The remote's name, `none` for a ledger that is not shared, or `nil` for the protected branch's remote.
    package var remote: String?
    package var push = Push.attempted
    /// Whether the settings say so.
    package var isPushSaid = false
    package var sign = Sign.never
    /// Who of the signers file may sign events, where they have to be signed; nobody named means everybody whose key
    /// may sign for git.
    package var signedBy: [String] = []

    package init() {}
}

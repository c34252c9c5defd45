package import ZoneFiles

// Decision 0092: the ledger is verified where it is read.

/// How a ledger is shared.
package struct LedgerSharing: Sendable {
    /// The remote's name.
    package var remote: String
    package var push: LedgerSettings.Push
    /// Whether the remote is asked at all.
    package var fetches: Bool
    /// Whether a ledger that can't be fetched is an error; else it is read as this clone has it, and that is said.
    package var mustFetch: Bool
    /// Whether events of earlier runs that were not pushed are pushed as soon as the ledger is refreshed.
    package var publishes: Bool
    /// How often an event is tried when other writers are faster.
    package var attempts: Int
    /// Waits before an event is tried again, with how often it was tried; writers that collided must not meet again at
    /// once.
    package var pause: @Sendable (_ times: Int) async -> Void
    package var access: RemoteAccess
    /// Whether it is required because this is a pipeline, whose clone is thrown away, and not by the settings.
    package var isRequiredByPipeline = false
    /// Whether this is a job of a pipeline.
    package var isPipeline = false

    /// What helps where a change can't wait for the remote.
    var wayOut: String {
        isPipeline
            ? "; where that can't wait, whoever may apply by hand does it in a clone that is kept: 'gate53 apply --no-fetch'"
            : "; where that can't wait, whoever may apply by hand goes by what this clone has: 'gate53 apply --no-fetch', "
                + "which is recorded here and pushed by the next apply in this clone"
    }

    /// Who says that something is required.
    func says(_ key: String) -> String {
        key == "push" && isRequiredByPipeline
            ? "in a pipeline the ledger must be pushed, because the clone is gone afterwards ('ledger: {push: try}' "
                + "in the settings turns that off)"
            : "the settings say 'ledger: {\(key): required}'"
    }

    package init(
        remote: String, push: LedgerSettings.Push = .attempted, fetches: Bool = true, mustFetch: Bool = false,
        publishes: Bool = false, attempts: Int = 40,
        access: RemoteAccess, pause: @escaping @Sendable (_ times: Int) async -> Void
    ) {
        self.remote = remote
        self.push = push
        self.fetches = fetches
        self.mustFetch = mustFetch
        self.publishes = publishes
        self.attempts = max(1, attempts)
        self.access = access
        self.pause = pause
    }
}

/// What a user should know of a shared ledger, though it stops nothing.
package struct LedgerNotice: Hashable, Sendable {
    /// The kind of notice.
    package enum Kind: String, Hashable, Sendable {
        /// The ledger is read as this clone has it.
        case notFetched
        /// An event is in this clone only.
        case notPushed
    }

    package var kind: Kind
    /// What happened and what to do.
    package var message: String
}

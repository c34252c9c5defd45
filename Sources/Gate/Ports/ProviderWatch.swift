// Decision 0062: whose account it is is asked with -v.

/// Who watches what is asked of a provider. Nothing secret is told.
package struct ProviderWatch: Sendable {
    /// Called when a page of record sets came: how many of the zone there are so far, and the zone's id.
    package var listed: @Sendable (_ sets: Int, _ zone: String) -> Void
    /// Called when it is known which of the provider's zones is meant: its name and its id.
    package var found: @Sendable (_ zone: String, _ id: String) -> Void
    /// Called when it is known whose credentials are used, as the provider says it; nobody is asked where it is `nil`.
    package var called: (@Sendable (_ caller: String) -> Void)?
    /// Called when a request was answered: where it was sent, and whose credentials it was signed with.
    package var reached: @Sendable (_ endpoint: String, _ credentials: String) -> Void
    /// Called with what was asked, and the answer's status.
    package var asked: @Sendable (_ request: String, _ status: Int) -> Void
    /// Called when the service says that there are too many requests.
    package var throttled: @Sendable (_ request: String) -> Void

    package init(
        listed: @escaping @Sendable (_ sets: Int, _ zone: String) -> Void = { _, _ in },
        found: @escaping @Sendable (_ zone: String, _ id: String) -> Void = { _, _ in },
        called: (@Sendable (_ caller: String) -> Void)? = nil,
        reached: @escaping @Sendable (_ endpoint: String, _ credentials: String) -> Void = { _, _ in },
        asked: @escaping @Sendable (_ request: String, _ status: Int) -> Void = { _, _ in },
        throttled: @escaping @Sendable (_ request: String) -> Void = { _ in }
    ) {
        self.listed = listed
        self.found = found
        self.called = called
        self.reached = reached
        self.asked = asked
        self.throttled = throttled
    }
}

// Decision 0107: what a sign-in stands for.

/// What a sign-in service calls us, and what proves it.
package struct ServiceClient: Sendable {
    /// The client id.
    package var id: String
    /// The secret; `nil` for a client that has none (RFC 6749, section 2.1).
    package var secret: ClientSecret?

    package init(id: String, secret: ClientSecret?) {
        self.id = id
        self.secret = secret
    }
}

/// A secret that is shared with a sign-in service. It is not printed.
package struct ClientSecret: Sendable, CustomStringConvertible, CustomReflectable {
    let text: String

    /// - Parameter text: the secret; an empty one is none.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 4_096, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return nil }
        self.text = text
    }

    package var description: String { "(a secret)" }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

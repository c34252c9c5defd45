/// Where the public half of the key is that somebody signs with.
package enum PublicKeyLocation: Hashable, Sendable {
    /// The line itself, of a key that an agent holds.
    case line(String)
    /// The path of a file.
    case file(String)
}

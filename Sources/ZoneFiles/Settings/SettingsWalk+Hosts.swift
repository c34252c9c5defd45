internal import DNSModel

// Names of hosts, where somebody may have written an address or a URL.

extension SettingsWalk {
    /// The names of name servers.
    mutating func hosts(_ value: YAMLValue) -> [DomainName] {
        guard case .list(let items) = value.content else { return host(value, "name server").map { [$0] } ?? [] }
        var names: [DomainName] = []
        for item in items {
            if let name = host(item, "name server") { names.append(name) }
        }
        return names
    }

    /// The name of a host.
    ///
    /// - Parameters:
    ///   - value: where it is written.
    ///   - what: what it is, for messages.
    /// - Returns: the name, or `nil` where there was an error.
    mutating func host(_ value: YAMLValue, _ what: String) -> DomainName? {
        if case .text(let text, _) = value.content, !isHost(text, what, value) { return nil }
        return name(value)
    }

    /// Whether a text can be the name of a host; reports it where it is an address or a URL. New zones would be made
    /// with it. A mail address is one only where `mayBeMail` says so.
    mutating func isHost(_ text: String, _ what: String, _ value: YAMLValue, mayBeMail: Bool = false) -> Bool {
        let kind = Array(text.utf8).withUnsafeBufferPointer { AddressAsName.kind(of: $0) }
        guard let kind, !(mayBeMail && kind == .mail) else { return true }
        error(AddressAsName.id, AddressAsName.message(what, Shown.text(text), kind), at: value)
        return false
    }
}

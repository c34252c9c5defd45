package import DNSModel

extension NameServerEndpoint {
    /// The resolvers that a text in the form of `/etc/resolv.conf` names (resolv.conf(5)).
    ///
    /// Only the lines `nameserver` are read, and of those the first three with an address that says all; one with a
    /// scope (`fe80::1%eth0`) is passed over, and so is what can't be read.
    ///
    /// - Parameter text: the text of the file.
    /// - Returns: the resolvers, in the order of the file.
    package static func resolvers(inConfiguration text: String) -> [NameServerEndpoint] {
        let addresses = text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
            .lazy.compactMap { line -> NetworkAddress? in
                let words = line.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
                guard words.count >= 2, words[0].elementsEqual("nameserver".utf8) else { return nil }
                return try? NetworkAddress(parsing: String(Substring(words[1])))
            }
        return addresses.prefix(largestNumberOfResolvers).map { NameServerEndpoint($0) }
    }

    /// As many as the C library asks.
    private static let largestNumberOfResolvers = 3
}

internal import ArgumentParser
internal import DNSModel

/// Where name servers are asked.
struct NameServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The resolver that finds name servers. [default: those of this machine]", valueName: "address[:port]"))
    var resolver: EndpointArgument?

    @Option(
        name: .customLong("name-server"),
        help: ArgumentHelp(
            "Ask this name server there, and not at the address that DNS has of it; may be given several times.",
            valueName: "name=address[:port]"))
    var places: [NameServerArgument] = []

    /// Whether any of it is said.
    var isGiven: Bool { resolver != nil || !places.isEmpty }
}

/// An address and a port, as in `192.0.2.1`, `192.0.2.1:5300`, `2001:db8::1` or `[2001:db8::1]:5300`.
struct EndpointArgument: ExpressibleByArgument {
    var endpoint: NameServerEndpoint

    init?(argument: String) {
        guard let endpoint = try? NameServerEndpoint(parsing: argument) else { return nil }
        self.endpoint = endpoint
    }
}

/// A name server and where it is asked, as in `ns1.example.com=192.0.2.1`.
struct NameServerArgument: ExpressibleByArgument {
    var name: DomainName
    var endpoint: NameServerEndpoint

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="),
            let name = try? DomainName(parsing: String(argument[..<sign]), origin: .root),
            let endpoint = try? NameServerEndpoint(parsing: argument[argument.index(after: sign)...])
        else { return nil }
        self.name = name
        self.endpoint = endpoint
    }
}

internal import ArgumentParser
internal import DNSModel
internal import DynamicDNS
internal import Logging
internal import ZonePlanning

/// Which repository says what the service may do.
struct RepositoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .long], help: "The git repository, or a folder in it.", completion: .directory)
    var repository = "."

    @Option(help: "The settings file, as a path in the repository. [default: gate53.yaml, else zones/gate53.yaml]")
    var settings: String?

    @Option(
        help: ArgumentHelp(
            "The protected branch. [default: the remote's default branch, else the current one]",
            valueName: "name"))
    var branch: String?
}

/// Where the service keeps what it knows.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: a file of SQLite, or postgres://user@host/name, with the password in PGPASSWORD. [default: "
                + "gate53d.sqlite, in the folder that STATE_DIRECTORY names]",
            valueName: "place"))
    var database: String?

    var path: String {
        if let database { return database }
        let folder = Output.environment["STATE_DIRECTORY"].map { $0.split(separator: ":").first.map(String.init) ?? $0 }
        return folder.map { $0 + "/gate53d.sqlite" } ?? "gate53d.sqlite"
    }
}

/// Where the service listens, and whom it trusts.
struct ListenOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where to listen: an address and a port; port 0 takes a free one.", valueName: "place"))
    var listen = "127.0.0.1:8053"

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp(
            "A network of proxies whose X-Forwarded-For counts, as in 10.0.0.0/8; may be given several times.",
            valueName: "network"))
    var trustedProxies: [String] = []

    @Option(
        help: ArgumentHelp(
            "A network that may read /metrics; may be given several times. [default: this machine]",
            valueName: "network"))
    var metricsFrom: [String] = []

    /// Address and port.
    func place() throws(ServiceFailure) -> (host: String, port: Int) {
        var host = listen[...]
        guard let colon = host.lastIndex(of: ":"), let port = UInt16(host[host.index(after: colon)...]) else {
            throw ServiceFailure(
                "--listen '\(Printable.text(listen))' is no address with a port, as in 127.0.0.1:8053", id: "usage")
        }
        host = host[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard IPAddress(parsing: host) != nil else {
            throw ServiceFailure(
                "--listen '\(Printable.text(listen))' has no address, as in 127.0.0.1:8053 or [::]:8053", id: "usage")
        }
        return (String(host), Int(port))
    }

    static func networks(_ texts: [String]) throws(ServiceFailure) -> [AddressNetwork] {
        var networks: [AddressNetwork] = []
        for text in texts {
            guard let network = AddressNetwork(parsing: text) else {
                throw ServiceFailure("'\(Printable.text(text))' is no network, as in 10.0.0.0/8", id: "usage")
            }
            networks.append(network)
        }
        return networks
    }
}

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
        help: ArgumentHelp(
            "Where people find the pages, as in https://dyn.example.com; also for mails. "
                + "[default: what browsers ask for]", valueName: "url"))
    var site: String?

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

    @Option(
        help: ArgumentHelp(
            "The certificate for HTTPS with those that signed it, in PEM. It is read again when it changes, and at "
                + "SIGHUP. [default: plain HTTP, for a proxy in front]", valueName: "path"), completion: .file())
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The key of the certificate, in PEM.", valueName: "path"), completion: .file())
    var tlsKey: String?

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

    /// Where people reach the pages: scheme, host and port alone.
    func publicPlace() throws(ServiceFailure) -> String? {
        guard let site else { return nil }
        let parts = site.split(separator: "/", omittingEmptySubsequences: false)
        let isWhole = parts.count == 3 || (parts.count == 4 && parts[3].isEmpty)
        guard isWhole, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty, !parts[2].isEmpty,
            parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !parts[2].contains("@")
        else {
            throw ServiceFailure(
                "--site '\(Printable.text(site))' is no address without a path, as in "
                    + "https://dyn.example.com", id: "usage")
        }
        return "\(parts[0])//\(parts[2].lowercased())"
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

/// By which mail server owners are told.
struct MailOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The mail server: smtps://HOST:PORT, or smtp://HOST:PORT for STARTTLS. [default: no mail]",
            valueName: "url"))
    var mailServer: String?

    @Option(help: ArgumentHelp("Whom mails are from.", valueName: "address"))
    var mailFrom: String?

    @Option(
        help: ArgumentHelp(
            "The user at the mail server. The password is GATE53D_MAIL_PASSWORD, or in the file that "
                + "'--mail-password-file' names.", valueName: "name"))
    var mailUser: String?

    @Option(help: ArgumentHelp("A file with the password alone.", valueName: "path"), completion: .file())
    var mailPasswordFile: String?

    @Flag(help: "Don't use TLS with 'smtp:': for a mail server on this machine.")
    var mailPlain = false
}

/// How much is asked of a provider.
struct PacingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            How many record changes a second the provider's account takes, or 'unlimited'; the service learns from its \
            refusals. [default: 100]
            """, valueName: "count"))
    var changesPerSecond: String?

    /// What the service begins with.
    func limits() throws(ServiceFailure) -> ChangeBudget.Limits {
        var limits = ChangeBudget.Limits()
        guard let changesPerSecond else { return limits }
        if changesPerSecond == "unlimited" {
            limits.limitsChanges = false
            return limits
        }
        guard let count = Int(changesPerSecond), (1...10_000).contains(count) else {
            throw ServiceFailure(
                "--changes-per-second '\(Printable.text(changesPerSecond))' is no number from 1 to 10000, and not "
                    + "'unlimited'", id: "usage")
        }
        limits.changesRate = Double(count)
        limits.changesBurst = Double(count) * 10
        return limits
    }
}

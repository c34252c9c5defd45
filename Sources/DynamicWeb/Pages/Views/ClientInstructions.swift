internal import DNSModel

/// How clients are set up for one host.
struct ClientInstructions: Sendable {
    var path: String
    var clients: [Client]

    struct Client: Sendable {
        var id: String
        var title: String
        var words: String
        var fields: [Field]
        var hasFields: Bool
        /// What can be copied.
        var text: String?

        init(id: String, title: String, words: String, fields: [Field] = [], text: String? = nil) {
            self.id = id
            self.title = title
            self.words = words
            self.fields = fields
            hasFields = !fields.isEmpty
            self.text = text
        }
    }

    struct Field: Sendable {
        var name: String
        var value: String
    }

    /// The line that updates a host, ready to copy.
    ///
    /// - Parameters:
    ///   - name: the host.
    ///   - address: where the service is.
    ///   - token: the token, or what stands for it.
    /// - Returns: the line.
    static func curl(_ name: DomainName, at address: String, token: String) -> String {
        "curl -fsS -u host:\(token) '\(address)/nic/update?hostname=\(name.withoutDot)'"
    }

    /// - Parameters:
    ///   - name: the host.
    ///   - address: where the service is, as in `https://dyn.example.com`.
    init(_ name: DomainName, at address: String) {
        path = HostPaths.path(of: name)
        let host = name.withoutDot
        let isSecure = address.hasPrefix("https://")
        let server = address.split(separator: "/").last.map(String.init) ?? address
        let update = "\(address)/nic/update?hostname=\(host)"
        clients =
            Self.lines(name, address, update) + Self.programs(host, server, isSecure)
            + Self.routers(host, server, address)
            + Self.windows(host, address)
    }

    private static func lines(_ name: DomainName, _ address: String, _ update: String) -> [Client] {
        [
            Client(
                id: "cron", title: "cron with curl",
                words: "Put this line into 'crontab -e'. It runs each five minutes; "
                    + "an address that has not changed costs nothing.",
                text: "*/5 * * * * " + curl(name, at: address, token: "TOKEN") + " >/dev/null"),
            Client(
                id: "wget", title: "wget", words: "The same with wget.",
                text: "wget -qO- --auth-no-challenge --user=host --password=TOKEN '\(update)'"),
            Client(
                id: "both", title: "IPv4 and IPv6",
                words: "Two lines, one for each family; each leaves the other alone.",
                text: curl(name, at: address, token: "TOKEN").replacing("curl ", with: "curl -4 ") + "\n"
                    + curl(name, at: address, token: "TOKEN").replacing("curl ", with: "curl -6 ")),
        ]
    }

    private static func programs(_ host: String, _ server: String, _ isSecure: Bool) -> [Client] {
        let scheme = isSecure ? "https" : "http"
        return [
            Client(
                id: "ddclient", title: "ddclient", words: "In /etc/ddclient.conf, which root alone may read.",
                text: """
                    ssl=\(isSecure ? "yes" : "no")
                    use=web, web=\(scheme)://\(server)/checkip
                    protocol=dyndns2
                    server=\(server)
                    login=host
                    password='TOKEN'
                    \(host)
                    """),
            Client(
                id: "inadyn", title: "inadyn", words: "In /etc/inadyn.conf, which root alone may read.",
                text: """
                    period = 300
                    custom dyn@gate53 {
                        ssl = \(isSecure)
                        checkip-server = "\(server)"
                        checkip-path = "/checkip"
                        checkip-ssl = \(isSecure)
                        username = host
                        password = "TOKEN"
                        ddns-server = "\(server)"
                        ddns-path = "/nic/update?hostname=%h&myip=%i"
                        hostname = "\(host)"
                    }
                    """),
        ]
    }

    private static func routers(_ host: String, _ server: String, _ address: String) -> [Client] {
        [
            Client(
                id: "fritzbox", title: "Fritz!Box",
                words: "Internet, Permit Access, DynDNS; the provider is "
                    + "'User-defined'.",
                fields: [
                    Field(
                        name: "Update-URL",
                        value: "\(address)/nic/update?hostname=<domain>&myip=<ipaddr>&myipv6=<ip6addr>"),
                    Field(name: "Domain name", value: host), Field(name: "User name", value: "host"),
                    Field(name: "Password", value: "TOKEN"),
                ]),
            Client(
                id: "openwrt", title: "OpenWrt", words: "With the packages ddns-scripts and curl, in /etc/config/ddns.",
                text: """
                    config service 'gate53'
                        option enabled '1'
                        option lookup_host '\(host)'
                        option domain '\(host)'
                        option username 'host'
                        option password 'TOKEN'
                        option update_url '\(openWrt(address))'
                        option use_https '\(address.hasPrefix("https://") ? 1 : 0)'
                        option cacert '/etc/ssl/certs'
                        option ip_source 'network'
                        option ip_network 'wan'
                    """),
            Client(
                id: "unifi", title: "UniFi",
                words: "Settings, Internet, the WAN, Dynamic DNS; the service is 'custom'.",
                fields: [
                    Field(name: "Hostname", value: host), Field(name: "Username", value: "host"),
                    Field(name: "Password", value: "TOKEN"),
                    Field(name: "Server", value: "\(server)/nic/update?hostname=%h&myip=%i"),
                ]),
            Client(
                id: "pfsense", title: "pfSense and OPNsense",
                words: "Services, Dynamic DNS; the type is 'Custom', and "
                    + "the result matches 'good %IP%|nochg %IP%'.",
                fields: [
                    Field(name: "Username", value: "host"), Field(name: "Password", value: "TOKEN"),
                    Field(name: "Update URL", value: "\(address)/nic/update?hostname=\(host)&myip=%IP%"),
                    Field(name: "Result match", value: "good %IP%|nochg %IP%"),
                ]),
        ]
    }

    /// OpenWrt puts user and password into the address.
    private static func openWrt(_ address: String) -> String {
        let rest = address.split(separator: "/").last.map(String.init) ?? address
        let scheme = address.hasPrefix("https://") ? "https" : "http"
        return "\(scheme)://[USERNAME]:[PASSWORD]@\(rest)/nic/update?hostname=[DOMAIN]&myip=[IP]"
    }

    private static func windows(_ host: String, _ address: String) -> [Client] {
        [
            Client(
                id: "windows", title: "A task of Windows", words: "In a command prompt; curl is part of Windows.",
                text: "schtasks /create /tn gate53 /sc minute /mo 5 /tr "
                    + "\"curl.exe -fsS -u host:TOKEN \(address)/nic/update?hostname=\(host)\"")
        ]
    }
}

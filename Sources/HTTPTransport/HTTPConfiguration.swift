/// What all requests of a client have in common.
package struct HTTPConfiguration: Hashable, Sendable {
    package var userAgent: String
    /// How many requests are under way at once; the others wait their turn, first come first served.
    package var largestInFlight: Int
    /// How long connecting may take, TLS included.
    package var connectTimeout: Duration
    /// How long a request may take from when it is its turn.
    package var totalTimeout: Duration
    /// A file of PEM certificates that are trusted instead of the system's.
    package var trustedCertificates: String?
    package var proxy: ProxySettings

    package init(
        userAgent: String = "gate53", largestInFlight: Int = 8, connectTimeout: Duration = .seconds(10),
        totalTimeout: Duration = .seconds(60), trustedCertificates: String? = nil, proxy: ProxySettings = .none
    ) {
        self.userAgent = userAgent
        self.largestInFlight = max(1, largestInFlight)
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.trustedCertificates = trustedCertificates
        self.proxy = proxy
    }
}

/// The proxies to use. Their URLs may have passwords, so they are not printed.
package struct ProxySettings: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// For `http` URLs.
    package var http: String?
    /// For `https` URLs.
    package var https: String?
    /// The hosts that are reached directly, as in `NO_PROXY`: names with their subdomains, addresses, networks, or `*`.
    package var exceptions: String

    package init(http: String? = nil, https: String? = nil, exceptions: String = "") {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// No proxy, whatever the environment says.
    package static let none = ProxySettings()

    /// What environment variables say, read as curl reads them.
    ///
    /// The lower-case name goes before the upper-case one; `HTTP_PROXY` is not read, since a CGI program gets it
    /// from the network; `all_proxy` stands in for either.
    package init(environment: [String: String]) {
        func first(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        http = first("http_proxy", "all_proxy", "ALL_PROXY")
        https = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        exceptions = first("no_proxy", "NO_PROXY") ?? ""
    }

    package var description: String {
        "proxies for http: \(http == nil ? "no" : "yes"), for https: \(https == nil ? "no" : "yes")"
    }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

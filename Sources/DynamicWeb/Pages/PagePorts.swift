package import DNSModel
package import DynamicDNS
package import ZonePlanning

// Decision 0108: pages are whole without a script, and a form is bound to its session.

/// What the pages need of others.
package struct PagePorts: Sendable {
    /// The address of the pages, as in `https://dyn.example.com`; `nil` takes what the browser asks for.
    package var publicAddress: String?
    /// Signs what a browser keeps while somebody signs in elsewhere. Processes that share one address share it.
    package var key: [UInt8]
    /// Where people sign in.
    package var services: [any SignInService] = []
    /// Whether somebody who has no account yet gets one.
    package var admits: @Sendable (SignedInPerson, DynamicRules) -> Bool = {
        SignInFlow.maySignUp($0.identity, $1)
    }
    /// How one-time passwords are made and checked; `nil` where there are none.
    package var secondFactor: (any SecondFactor)?
    /// Whether administrators need a second factor for what only they may do.
    package var administratorsNeedSecondFactor = true
    /// Where abuse reports go; `nil` where none are taken.
    package var abuse: (any AbuseDesk)?
    /// What DNS answers now.
    package var answers: (any LiveAnswers)?
    package var times = SessionTimes()

    package init(key: [UInt8]) { self.key = key }
}

/// How long sessions last, in seconds.
package struct SessionTimes: Hashable, Sendable {
    /// Without a request.
    package var idle: Int64 = 7 * 86_400
    /// In all.
    package var most: Int64 = 30 * 86_400
    /// In all, of administrators.
    package var mostOfAdministrators: Int64 = 12 * 3_600

    package init() {}
}

/// One-time passwords (RFC 6238).
package protocol SecondFactor: Sendable {
    /// A new secret.
    func secret() -> [UInt8]

    /// What the person gives to the program that makes the passwords: the secret as text, and as a URL.
    func enrolment(_ secret: [UInt8], account: Account) -> (text: String, url: String)

    /// The time step that a password is of; `nil` where it is none of about now.
    func step(of password: String, secret: [UInt8], at now: Instant) -> Int64?
}

/// Where reports about hosts go, and who looks at them.
package protocol AbuseDesk: Sendable {
    /// Takes a report.
    ///
    /// - Parameters:
    ///   - host: which host, as it was written.
    ///   - words: what is wrong.
    ///   - contact: where whoever writes it can be reached.
    ///   - from: from where it comes.
    ///   - rules: the rules in force.
    /// - Returns: its number.
    /// - Throws: ``AbuseDeskRefusal``.
    func take(
        host: String, words: String, contact: String?, from: IPAddress?, rules: DynamicRules
    ) async throws(AbuseDeskRefusal) -> Int64

    /// The reports that are open, the latest first.
    func open(before: Int64?, limit: Int) async throws(HostStoreError) -> [OpenReport]

    /// Closes a report.
    ///
    /// - Returns: false where there is none with this number that is open.
    func close(_ number: Int64, outcome: String, at: Instant) async throws(HostStoreError) -> Bool
}

/// A report that somebody has to look at.
package struct OpenReport: Hashable, Sendable {
    package var number: Int64
    package var at: Instant
    package var host: DomainName
    package var words: String
    package var contact: String?
    package var from: IPAddress?

    package init(
        number: Int64, at: Instant, host: DomainName, words: String, contact: String?, from: IPAddress?
    ) {
        self.number = number
        self.at = at
        self.host = host
        self.words = words
        self.contact = contact
        self.from = from
    }
}

/// Why a report was not taken.
package struct AbuseDeskRefusal: Error, Hashable, Sendable {
    /// What is wrong and what to do.
    package var message: String

    package init(_ message: String) { self.message = message }
}

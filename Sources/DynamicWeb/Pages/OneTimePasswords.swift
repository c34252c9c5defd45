package import DynamicDNS
package import ZonePlanning

/// The second factor of the pages: one-time passwords (RFC 6238).
package struct OneTimePasswords: SecondFactor {
    private let random: any Randomness
    /// What the service is called in the program that makes the passwords.
    private let service = "gate53"

    package init(random: any Randomness) { self.random = random }

    package func secret() -> [UInt8] { random.octets(OneTimePassword.secretLength) }

    package func enrolment(_ secret: [UInt8], account: Account) -> (text: String, url: String) {
        (
            OneTimePassword.typedSecret(secret),
            OneTimePassword.uri(secret: secret, account: account.name, service: service)
        )
    }

    package func step(of password: String, secret: [UInt8], at now: Instant) -> Int64? {
        OneTimePassword.step(of: password, secret: secret, at: now)
    }
}

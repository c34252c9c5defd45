internal import DynamicDNS
internal import ZonePlanning

/// One-time passwords as every program makes them.
struct OneTimePasswords: SecondFactor {
    let random: any Randomness

    func secret() -> [UInt8] { random.octets(OneTimePassword.secretLength) }

    func enrolment(_ secret: [UInt8], account: Account) -> (text: String, url: String) {
        (
            OneTimePassword.typedSecret(secret),
            OneTimePassword.uri(secret: secret, account: account.name, service: "Dynamic DNS")
        )
    }

    func step(of password: String, secret: [UInt8], at now: Instant) -> Int64? {
        guard secret.count == OneTimePassword.secretLength else { return nil }
        return OneTimePassword.step(of: password, secret: secret, at: now)
    }
}

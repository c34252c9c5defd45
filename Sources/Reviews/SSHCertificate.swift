/// Finds the key that a certificate certifies (OpenSSH, PROTOCOL.certkeys).
enum SSHCertificate {
    /// The types of keys that certificates are for: what ends the certificate's type, and how many fields the key has
    /// after the nonce.
    private static let kinds: [(certificate: String, key: String, fields: Int)] = [
        ("ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", 1),
        ("ssh-rsa-cert-v01@openssh.com", "ssh-rsa", 2),
        ("rsa-sha2-256-cert-v01@openssh.com", "ssh-rsa", 2),
        ("rsa-sha2-512-cert-v01@openssh.com", "ssh-rsa", 2),
        ("ssh-dss-cert-v01@openssh.com", "ssh-dss", 4),
        ("ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp256", 2),
        ("ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp384", 2),
        ("ecdsa-sha2-nistp521-cert-v01@openssh.com", "ecdsa-sha2-nistp521", 2),
        ("sk-ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", 2),
        ("sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", 3),
    ]

    /// The octets of a public key without the certificate around it.
    ///
    /// - Parameter octets: a public key or a certificate.
    /// - Returns: the key; `nil` for a certificate of a type that is not known, or one that is cut off.
    static func key(of octets: [UInt8]) -> [UInt8]? {
        var reader = SSHReader(rest: octets[...])
        guard let type = reader.string() else { return nil }
        let name = String(decoding: type, as: UTF8.self)
        guard name.contains("-cert-") else { return octets }
        guard let kind = kinds.first(where: { $0.certificate == name }), reader.string() != nil else { return nil }
        var key = string(kind.key.utf8)
        for _ in 0..<kind.fields {
            guard let field = reader.string() else { return nil }
            key += string(field)
        }
        return key
    }

    /// Octets with their number before them.
    private static func string(_ octets: some Collection<UInt8>) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: octets.count >> $0) } + octets
    }
}

/// Reads the strings and numbers of SSH (RFC 4251 section 5).
struct SSHReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number() -> Int? { take(4).map { $0.reduce(0) { $0 << 8 | Int($1) } } }

    mutating func string() -> ArraySlice<UInt8>? { number().flatMap { take($0) } }
}

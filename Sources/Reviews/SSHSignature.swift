internal import ZonePlanning

/// What a signature file says of itself (OpenSSH, PROTOCOL.sshsig).
///
/// Only for messages, names and fingerprints: whether the signature is good is for ssh-keygen to say.
struct SSHSignature: Hashable, Sendable {
    /// The public key's octets, or the certificate's.
    var publicKey: [UInt8]
    /// The octets of the key itself, whatever certificate carries it.
    var key: [UInt8]
    /// What the signature was made for.
    var namespace: String

    /// The largest signature file that is read; the largest real ones, with certificates, have some 10,000 octets.
    static let largestFile = 65_536

    /// Reads an armoured signature; `nil` for anything else.
    init?(armoured octets: [UInt8]) {
        let begin = Array("-----BEGIN SSH SIGNATURE-----".utf8)
        let end = Array("-----END SSH SIGNATURE-----".utf8)
        guard octets.count <= Self.largestFile, octets.starts(with: begin) else { return nil }
        let lines = octets.dropFirst(begin.count).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let last = lines.firstIndex(where: { $0.starts(with: end) }) else { return nil }
        guard let blob = Base64.decode(lines[..<last].joined()) else { return nil }
        var reader = SSHReader(rest: blob[...])
        guard reader.take(6) == Array("SSHSIG".utf8)[...], reader.number() == 1, let publicKey = reader.string(),
            let namespace = reader.string(), reader.string() != nil, reader.string() != nil, reader.string() != nil,
            reader.rest.isEmpty, let text = String(validating: namespace, as: UTF8.self),
            let key = SSHCertificate.key(of: Array(publicKey))
        else { return nil }
        self.publicKey = Array(publicKey)
        self.key = key
        self.namespace = text
    }

    /// The key's fingerprint as `ssh-keygen -l` prints it, of a certificate that of the certified key: `SHA256:` and 43
    /// base64 characters.
    var fingerprint: String { "SHA256:" + Base64.encode(digest).prefix { $0 != "=" } }

    /// Twelve characters of the fingerprint that any file name can have.
    var shortFingerprint: String { String(Base64.encode(digest).filter { $0.isLetter || $0.isNumber }.prefix(12)) }

    /// The key as files of public keys have it.
    var encodedKey: String { Base64.encode(publicKey) }

    /// Whether the key is a certificate.
    var isCertificate: Bool { key != publicKey }

    private var digest: [UInt8] {
        let digits = Array(Digest(of: key).hexadecimal.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// Base 64 (RFC 4648 section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads base 64 with line ends between; `nil` for any other text.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        var (bits, count, padding) = (0, 0, 0)
        for character in text where character != 0x0D {
            if character == 0x3D {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: character) else { return nil }
            bits = (bits << 6 | value) & 0xFFFFFF
            count += 1
            if count % 4 != 1 { octets.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * ((count + 3) % 4)))) }
        }
        return (count + padding) % 4 == 0 && padding <= 2 ? octets : nil
    }

    private static func value(of character: UInt8) -> Int? {
        switch character {
        case 0x41...0x5A: Int(character) - 0x41
        case 0x61...0x7A: Int(character) - 0x61 + 26
        case 0x30...0x39: Int(character) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}

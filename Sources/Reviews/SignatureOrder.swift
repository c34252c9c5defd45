/// In which order signatures are checked, where there are more than are.
enum SignatureOrder {
    /// Signatures by keys that the allowed-signers file lists first, then those by certificates, then the rest; of each
    /// key its first before any other's second, so that no key takes all the room.
    ///
    /// - Parameters:
    ///   - files: the signatures.
    ///   - allowedSigners: the octets of the allowed-signers file.
    /// - Returns: all of them.
    static func sorted(_ files: [SignatureFile], _ allowedSigners: [UInt8]) -> [SignatureFile] {
        let words = words(of: allowedSigners)
        var counts: [[UInt8]: Int] = [:]
        let ranked = files.enumerated().map { place, file in
            let signature = SSHSignature(armoured: file.octets)
            let rank = rank(signature, words)
            let key = signature?.publicKey ?? []
            counts[key, default: 0] += 1
            return (rank: rank, turn: counts[key, default: 0], place: place, file: file)
        }
        return ranked.sorted { ($0.rank, $0.turn, $0.place) < ($1.rank, $1.turn, $1.place) }.map(\.file)
    }

    /// Whether a signature may be by somebody whom the allowed-signers file lists.
    static func canApprove(_ file: SignatureFile?, _ allowedSigners: [UInt8]) -> Bool {
        file.map { rank(SSHSignature(armoured: $0.octets), words(of: allowedSigners)) < 2 } ?? false
    }

    private static func rank(_ signature: SSHSignature?, _ words: Set<String>) -> Int {
        signature.map { words.contains($0.encodedKey) ? 0 : $0.isCertificate ? 1 : 2 } ?? 3
    }

    private static func words(of allowedSigners: [UInt8]) -> Set<String> {
        Set(
            allowedSigners.split(whereSeparator: { [0x20, 0x09, 0x0A, 0x0D].contains($0) })
                .map { String(decoding: $0, as: UTF8.self) })
    }
}

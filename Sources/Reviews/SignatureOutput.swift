internal import DNSModel
internal import Glibc
internal import Platform
internal import ZonePlanning

extension SSHSigner {
    /// Writes a signature beside a plan, where ``SSHApprovals`` finds it, and never over another reviewer's.
    ///
    /// - Parameters:
    ///   - signature: the octets of the signature file.
    ///   - plan: the path of the plan's file.
    /// - Returns: the path written to: `PLAN.sig` where that is free or by the same key, else
    ///   `PLAN.<part of the key's fingerprint>.sig`.
    /// - Throws: ``SSHError`` when it cannot be written.
    package static func write(_ signature: [UInt8], beside plan: String) throws(SSHError) -> String {
        guard let mine = SSHSignature(armoured: signature) else {
            throw SSHError("the signature for '\(Printable.text(plan))' is not an SSH signature")
        }
        let folder = plan.lastIndex(of: "/").map { String(plan[...$0]) } ?? ""
        var place = "\(plan).sig"
        do throws(SystemFailure) {
            let draft = try DraftFile(in: folder, mode: 0o644)
            try draft.write(signature)
            for path in [place, "\(plan).\(mine.shortFingerprint).sig"] {
                place = path
                // What is there is not replaced, also when that came this moment.
                if try draft.take(path) { return path }
                guard let octets = readFile(path, limit: SSHSignature.largestFile),
                    let other = SSHSignature(armoured: octets), other.key == mine.key
                else { continue }
                try draft.replace(path)
                return path
            }
        } catch {
            throw SSHError("cannot write '\(Printable.text(place))': \(error.message)")
        }
        throw SSHError(
            "'\(Printable.text(plan)).sig' and '\(Printable.text(plan)).\(mine.shortFingerprint).sig' exist already, "
                + "with signatures by other keys; move them away")
    }
}

internal import Glibc
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
            throw SSHError("what should be written beside '\(Printable.text(plan))' is not an SSH signature")
        }
        let temporary = "\(plan).\(mine.shortFingerprint).\(getpid()).tmp"
        unlink(temporary)
        defer { unlink(temporary) }
        guard writeFile(temporary, signature, mode: 0o644) else { throw failure(temporary) }
        for path in ["\(plan).sig", "\(plan).\(mine.shortFingerprint).sig"] {
            // A link does not replace what is there, also when that came this moment.
            if link(temporary, path) == 0 { return path }
            // Some file systems have no links.
            if errno != EEXIST, writeFile(path, signature, mode: 0o644) { return path }
            guard errno == EEXIST else { throw failure(path) }
            guard let octets = readFile(path, limit: SSHSignature.largestFile),
                let other = SSHSignature(armoured: octets), other.key == mine.key
            else { continue }
            guard rename(temporary, path) == 0 else { throw failure(path) }
            return path
        }
        throw SSHError(
            "'\(Printable.text(plan)).sig' and '\(Printable.text(plan)).\(mine.shortFingerprint).sig' are there already and"
                + " by other keys; move them away")
    }

    private static func failure(_ path: String) -> SSHError {
        SSHError("cannot write '\(Printable.text(path))': \(String(cString: strerror(errno)))")
    }
}

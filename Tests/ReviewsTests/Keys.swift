import Foundation
import Reviews
import Testing
import ZonePlanning

/// A folder for one test, removed with it, with throwaway keys and a plan.
final class KeyFolder {
    let path: String
    let plan: String
    let document: [UInt8]
    let keygen: SSHKeygen

    init(document: String = #"{"format":"gate53-plan","zones":[]}"# + "\n") throws {
        path = FileManager.default.temporaryDirectory.path + "/gate53-keys-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        plan = path + "/plan.json"
        self.document = Array(document.utf8)
        try Data(self.document).write(to: URL(fileURLWithPath: plan))
        keygen = try SSHKeygen(environment: Self.environment(path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// An environment without agent or terminal; passphrases are refused.
    static func environment(_ folder: String) -> [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder, "SSH_ASKPASS": "/bin/false",
            "SSH_ASKPASS_REQUIRE": "force", "LC_ALL": "C",
        ]
    }

    /// Makes a key and returns the path of its private part.
    @discardableResult
    func key(_ name: String, _ type: String = "ed25519", passphrase: String = "") throws -> String {
        try run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", path + "/" + name)
        return path + "/" + name
    }

    /// Type and key of a public key file, without its comment.
    func publicKey(_ name: String) throws -> String {
        let text = try String(contentsOfFile: path + "/" + name + ".pub", encoding: .utf8)
        return text.split(separator: " ").prefix(2).joined(separator: " ")
    }

    func fingerprint(_ name: String) throws -> String {
        String(try run("ssh-keygen", "-lf", path + "/" + name + ".pub").split(separator: " ")[1])
    }

    /// The signature that `ssh-keygen -Y sign` by hand makes of the plan or other octets.
    func signature(
        by name: String, namespace: String = "gate53-plan", of document: [UInt8]? = nil
    ) throws -> [UInt8] {
        let file = path + "/document-\(UUID().uuidString)"
        try Data(document ?? self.document).write(to: URL(fileURLWithPath: file))
        try run("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", path + "/" + name, file)
        return Array(try Data(contentsOf: URL(fileURLWithPath: file + ".sig")))
    }

    func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// The verdicts on signatures of the plan, or of other octets.
    func verdicts(_ signers: String, _ signatures: [UInt8]..., of document: [UInt8]? = nil) async throws
        -> [ApprovalVerdict]
    {
        let files = signatures.enumerated().map { SignatureFile(source: "s\($0)", octets: $1) }
        let source = try SSHApprovals(
            plan: nil, signatures: files, allowedSigners: Array(signers.utf8), keygen: keygen)
        return try await source.approvals(of: document ?? self.document)
    }

    /// Runs a program and returns its output; fails the test when it fails.
    @discardableResult
    func run(_ program: String, _ arguments: String..., environment: [String: String] = [:]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/" + program)
        process.arguments = arguments
        process.environment = Self.environment(path).merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments): \(trouble)")
        return text
    }
}

/// The principals of the approvals among verdicts, in order.
func principals(_ verdicts: [ApprovalVerdict]) -> [String] {
    verdicts.compactMap { if case .approved(let approval) = $0 { approval.reviewer.principal } else { nil } }
}

/// The reasons of the rejections among verdicts, in order.
func reasons(_ verdicts: [ApprovalVerdict]) -> [RejectedApproval.Reason] {
    verdicts.compactMap { if case .rejected(let rejected) = $0 { rejected.reason } else { nil } }
}

/// The message of the error that the body throws; empty where it throws none.
func message(_ body: () throws(SSHError) -> some Any) -> String {
    do {
        _ = try body()
        return ""
    } catch { return error.message }
}

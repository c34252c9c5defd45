import Foundation
import Testing

@Suite("The unit of systemd")
struct PackagingTests {
    private static let analyze = "/usr/bin/systemd-analyze"
    private static let unit = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "ci/packaging/systemd/gate53d.service")

    /// The unit with a program that is there.
    private func copy() throws -> String {
        let folder = NSTemporaryDirectory() + "gate53d-unit-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = try String(contentsOf: Self.unit, encoding: .utf8)
            .replacingOccurrences(of: "/usr/local/bin/gate53d", with: try ClientTests.program().path)
        try text.write(toFile: folder + "/gate53d.service", atomically: false, encoding: .utf8)
        return folder + "/gate53d.service"
    }

    @Test(
        "It has what a service that faces the network should",
        arguments: [
            "NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectSystem=strict", "StateDirectory=gate53d",
            "ProtectHome=yes",
            "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "UMask=0077",
        ])
    func settings(_ line: String) throws {
        #expect(try String(contentsOf: Self.unit, encoding: .utf8).split(separator: "\n").contains { $0 == line })
    }

    @Test(
        "systemd reads it without a complaint, and finds it little exposed",
        .enabled(if: FileManager.default.isExecutableFile(atPath: analyze), "no systemd-analyze on this machine"))
    func analyzed() throws {
        let path = try copy()
        defer { try? FileManager.default.removeItem(atPath: URL(filePath: path).deletingLastPathComponent().path) }
        let problems = try ServedProgram.run("sh", ["-c", "\(Self.analyze) verify '\(path)' 2>&1"])
        #expect(!problems.contains("gate53d.service"), "\(problems)")
        // It fails where the exposure, of 0 to 10, is over 2.
        _ = try ServedProgram.run(
            Self.analyze, ["security", "--offline=yes", "--threshold=20", "--no-pager", path])
    }
}

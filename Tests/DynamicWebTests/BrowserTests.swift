import Foundation
import Testing

@Suite("A browser", .serialized)
struct BrowserTests {
    @Test("Chromium signs in by an invitation, claims a host and sees curl update it; axe finds nothing on any page")
    func pages() async throws {
        let demo = try DemoService()
        defer { demo.stop() }
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let browser = Process()
        let python = here.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".build/venv/bin/python")
        try #require(FileManager.default.isExecutableFile(atPath: python.path), "no Playwright; run 'ci/setup test'")
        browser.executableURL = python
        browser.arguments = [
            here.appending(path: "browser.py").path, demo.place, try #require(demo.values["invitation"]),
            demo.folder + "/live/example.com.zone",
        ]
        // Where somebody wants to look at the pages.
        if let folder = ProcessInfo.processInfo.environment["GATE53_SCREENSHOTS"] { browser.arguments?.append(folder) }
        let report = Pipe()
        browser.standardOutput = report
        browser.standardError = report
        try browser.run()
        let text = String(decoding: report.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        browser.waitUntilExit()
        #expect(browser.terminationStatus == 0, "\(text)")
    }
}

/// A running `gate53d demo`, with what it said.
final class DemoService {
    let folder = NSTemporaryDirectory() + "gate53d-demo-\(UUID().uuidString)"
    private(set) var values: [String: String] = [:]
    private let process = Process()

    init() throws {
        process.executableURL = try ClientTests.program()
        process.arguments = ["demo", "--folder", folder]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var said = Data()
        while !String(decoding: said, as: UTF8.self).contains("grep home") {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty {
                stop()
                throw ClientTests.DemoFailed(said: String(decoding: said, as: UTF8.self))
            }
            said += part
        }
        for line in String(decoding: said, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", omittingEmptySubsequences: true)
            if parts.count >= 2, parts[0].hasSuffix(":") { values[String(parts[0].dropLast())] = String(parts[1]) }
        }
    }

    /// As in `http://127.0.0.1:8053`.
    var place: String {
        let page = values["page"] ?? ""
        return page.hasSuffix("/") ? String(page.dropLast()) : page
    }

    func stop() {
        if process.isRunning { process.interrupt() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

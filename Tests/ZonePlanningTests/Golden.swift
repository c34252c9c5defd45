internal import FoundationEssentials
internal import Testing

/// Expects a text to be the one in a file of the folder `Golden`.
///
/// With `GATE53_RECORD=1` in the environment the file is written anew, and the test fails, so that nobody records by
/// mistake.
func expectGolden(_ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let path = #filePath.replacing("Golden.swift", with: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["GATE53_RECORD"] == "1" {
        try Data(text.utf8).write(to: URL(filePath: path))
        Issue.record(
            "\(name) was recorded; look at it, then run the tests without GATE53_RECORD", sourceLocation: sourceLocation
        )
        return
    }
    let golden = (try? String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)) ?? ""
    guard text != golden else { return }
    let (actual, expected) = (
        text.split(separator: "\n", omittingEmptySubsequences: false),
        golden.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line = zip(actual, expected).prefix { $0 == $1 }.count
    Issue.record(
        """
        \(name) differs from line \(line + 1) on:
        golden: \(line < expected.count ? String(expected[line]) : "(end)")
        now:    \(line < actual.count ? String(actual[line]) : "(end)")
        """, sourceLocation: sourceLocation)
}

internal import Foundation

/// A text that is kept in a file of the folder `Golden` beside a test.
package enum GoldenFile {
    /// Holds a text against the one that is kept.
    ///
    /// With `GATE53_RECORD=1` in the environment the file is written anew, and the test fails, so that nobody records by
    /// mistake.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - name: the file's name.
    ///   - test: the file of the test.
    /// - Returns: what is wrong; nothing where they are the same.
    /// - Throws: where the file cannot be written.
    package static func problem(of text: String, _ name: String, beside test: String) throws -> String? {
        let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Golden/\(name)")
        if ProcessInfo.processInfo.environment["GATE53_RECORD"] == "1" {
            try Data(text.utf8).write(to: file)
            return "\(name) was recorded; look at it, then run the tests without GATE53_RECORD"
        }
        let golden = (try? String(decoding: Data(contentsOf: file), as: UTF8.self)) ?? ""
        guard text != golden else { return nil }
        let (actual, expected) = (
            text.split(separator: "\n", omittingEmptySubsequences: false),
            golden.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let line = zip(actual, expected).prefix { $0 == $1 }.count
        return """
            \(name) differs from line \(line + 1) on:
            golden: \(line < expected.count ? String(expected[line]) : "(end)")
            now:    \(line < actual.count ? String(actual[line]) : "(end)")
            """
    }
}

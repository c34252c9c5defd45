package import ZonePlanning

/// What `gate53 check` found as JUnit's XML, which most pipelines show.
///
/// Each file with a mistake is a test that failed; a file with warnings only is one that passed and says them. Without
/// any of them there is one test that passed.
package struct JUnitReport: Sendable {
    private let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.map(\.worded) }

    /// The report.
    package var text: String {
        var files: [String] = []
        var found: [String: [Diagnostic]] = [:]
        for diagnostic in diagnostics {
            let file = diagnostic.location?.file ?? ""
            if found[file] == nil { files.append(file) }
            found[file, default: []].append(diagnostic)
        }
        let failures = found.values.count { $0.contains { $0.severity == .error } }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let counts = #"tests="\#(max(1, files.count))" failures="\#(failures)""#
        lines += ["<testsuites \(counts)>", #"  <testsuite name="gate53 check" \#(counts)>"#]
        if files.isEmpty { lines.append(#"    <testcase classname="gate53 check" name="settings and zone files"/>"#) }
        for file in files { lines += Self.test(file, found[file] ?? []) }
        lines += ["  </testsuite>", "</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func test(_ file: String, _ diagnostics: [Diagnostic]) -> [String] {
        let name = file.isEmpty ? "settings and zone files" : file
        let place = file.isEmpty ? "" : #" file="\#(escaped(file))""#
        var lines = [#"    <testcase classname="gate53 check" name="\#(escaped(name))"\#(place)>"#]
        let errors = diagnostics.filter { $0.severity == .error }
        if let first = errors.first {
            lines.append(
                #"      <failure type="\#(escaped(first.id))" message="\#(escaped(first.message))">"#
                    + errors.map { escaped($0.description) }.joined(separator: "\n") + "</failure>")
        }
        let others = diagnostics.filter { $0.severity != .error }
        if !others.isEmpty {
            lines.append(
                "      <system-out>" + others.map { escaped($0.description) }.joined(separator: "\n") + "</system-out>")
        }
        return lines + ["    </testcase>"]
    }

    private static func escaped(_ text: String) -> String { Markup.escaped(text) }
}

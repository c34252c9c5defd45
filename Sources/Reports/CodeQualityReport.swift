internal import DNSModel
package import ZonePlanning

/// Diagnostics as GitLab's Code Quality report, which a merge request shows: a JSON array of Code Climate issues.
package struct CodeQualityReport: Sendable {
    private let diagnostics: [Diagnostic]
    private let settingsPath: String

    /// - Parameters:
    ///   - diagnostics: what was found.
    ///   - settingsPath: the file that is named for what is in no file; an issue must be in one.
    package init(_ diagnostics: [Diagnostic], settingsPath: String) {
        self.diagnostics = diagnostics
        self.settingsPath = settingsPath
    }

    private struct Issue: Encodable {
        var description: String
        var checkName: String
        var fingerprint: String
        var severity: String
        var location: Location

        enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }
    }

    private struct Location: Encodable {
        var path: String
        var lines: Lines
    }

    private struct Lines: Encodable { var begin: Int }

    /// The report.
    ///
    /// A fingerprint does not depend on the line, so that an issue that only moved is not shown as another one; of
    /// issues that are alike in one file each has its own.
    package func octets() throws(DocumentError) -> [UInt8] {
        var seen: [String: Int] = [:]
        return try DocumentCoding.encode(
            diagnostics.map { diagnostic in
                let path = Printable.text(diagnostic.location?.file ?? settingsPath)
                let message = Printable.text(diagnostic.worded.message)
                let identity = [path, diagnostic.id, message].joined(separator: "\n")
                let count = seen[identity, default: 0]
                seen[identity] = count + 1
                let severity: String =
                    switch diagnostic.severity {
                    case .error: "critical"
                    case .warning: "minor"
                    case .note: "info"
                    }
                return Issue(
                    description: message, checkName: diagnostic.id,
                    fingerprint: Digest(of: Array("\(identity)\n\(count)".utf8)).hexadecimal, severity: severity,
                    location: Location(path: path, lines: Lines(begin: max(1, diagnostic.location?.line ?? 1))))
            })
    }
}

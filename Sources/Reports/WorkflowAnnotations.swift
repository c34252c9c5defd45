internal import DNSModel
package import ZonePlanning

/// Diagnostics as annotations of a GitHub workflow, which are shown beside the lines that they are about.
///
/// One workflow command a line: `::error file=zones/example.com.yaml,line=12,col=9,title=id::message`. Gitea and
/// Forgejo read them too.
package struct WorkflowAnnotations: Sendable {
    private let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// The lines.
    package var lines: [String] { diagnostics.map(Self.line) }

    private static func line(_ diagnostic: Diagnostic) -> String {
        let command: String =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties: [String] = []
        if let location = diagnostic.location {
            properties.append("file=\(escaped(property: location.file))")
            if location.line > 0 { properties.append("line=\(location.line)") }
            if location.line > 0, location.column > 0 { properties.append("col=\(location.column)") }
        }
        properties.append("title=\(escaped(property: diagnostic.id))")
        return "::\(command) \(properties.joined(separator: ","))::\(escaped(diagnostic.worded.message))"
    }

    /// Text as the message of a workflow command: what the runner takes for its own is percent-encoded.
    private static func escaped(_ text: String) -> String {
        Printable.text(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    /// Text as the value of a property: the separators too.
    private static func escaped(property text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}

import DNSProviders
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

/// Reads marked settings and compares the diagnostics with what is expected.
///
/// - Parameters:
///   - sample: the file, with marks such as `⟦1⟧`.
///   - expected: for each diagnostic in any order: mark, severity, id, and part of the message.
///   - place: where the test is.
/// - Returns: the settings, where there is no error.
@discardableResult
func expectSettingsDiagnostics(
    in sample: String, _ expected: [(mark: Int, severity: Diagnostic.Severity, id: String, part: String)],
    sourceLocation place: Testing.SourceLocation = #_sourceLocation
) -> Settings? {
    let marked = MarkedYAML(sample)
    let (settings, diagnostics) = SettingsReader.read(marked.octets, path: "gate53.yaml", ProviderModules.kinds)
    var rest = diagnostics
    for one in expected {
        let index = rest.firstIndex { found in
            found.id == one.id && found.severity == one.severity && found.message.contains(one.part)
                && found.location?.line == marked.marks[one.mark]?.line
                && found.location?.column == marked.marks[one.mark]?.column
        }
        if let index {
            rest.remove(at: index)
        } else {
            Issue.record("no \(one.id) at ⟦\(one.mark)⟧ that says '\(one.part)'", sourceLocation: place)
        }
    }
    for diagnostic in rest { Issue.record("not expected: \(diagnostic)", sourceLocation: place) }
    return settings
}

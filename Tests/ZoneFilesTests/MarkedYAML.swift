internal import DNSModel
internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

/// Reads marked zone files and compares the diagnostics with what is expected.
///
/// - Parameters:
///   - sample: the file, with marks.
///   - apex: the zone's name.
///   - options: how to read it.
///   - expected: for each diagnostic in any order: mark, severity, id, and part of the message.
///   - place: where the test is.
/// - Returns: the zone, where there is no error.
@discardableResult
func expectDiagnostics(
    in sample: String, apex: DomainName = "example.com.", options: ZoneFileOptions = ZoneFileOptions(),
    _ expected: [(mark: Int, severity: Diagnostic.Severity, id: String, part: String)],
    sourceLocation place: Testing.SourceLocation = #_sourceLocation
) -> DesiredZone? {
    let marked = MarkedYAML(sample)
    let input = ZoneFileInput(path: "zones/example.com.yaml", blob: "b10b", octets: marked.octets)
    let (zone, diagnostics) = ZoneFileReader.read(files: [input], apex: apex, options: options)
    compare(diagnostics, with: expected, marked, place)
    #expect((zone == nil) == diagnostics.contains { $0.severity == .error }, sourceLocation: place)
    return zone
}

/// As ``expectDiagnostics(in:apex:options:_:sourceLocation:)``, for settings.
@discardableResult
func expectSettingsDiagnostics(
    in sample: String, _ expected: [(mark: Int, severity: Diagnostic.Severity, id: String, part: String)],
    sourceLocation place: Testing.SourceLocation = #_sourceLocation
) -> Settings? {
    let marked = MarkedYAML(sample)
    let (settings, diagnostics) = SettingsReader.read(marked.octets, path: "gate53.yaml", ProviderModules.kinds)
    compare(diagnostics, with: expected, marked, place)
    #expect((settings == nil) == diagnostics.contains { $0.severity == .error }, sourceLocation: place)
    return settings
}

private func compare(
    _ diagnostics: [Diagnostic], with expected: [(mark: Int, severity: Diagnostic.Severity, id: String, part: String)],
    _ marked: MarkedYAML, _ place: Testing.SourceLocation
) {
    var rest = diagnostics
    for one in expected {
        guard let mark = marked.marks[one.mark] else {
            Issue.record("the sample has no mark ⟦\(one.mark)⟧", sourceLocation: place)
            continue
        }
        let index = rest.firstIndex {
            $0.id == one.id && $0.severity == one.severity && $0.location?.line == mark.line
                && $0.location?.column == mark.column && $0.message.contains(one.part)
        }
        if let index {
            rest.remove(at: index)
        } else {
            Issue.record(
                "no \(one.severity) [\(one.id)] '\(one.part)' at \(mark.line):\(mark.column), but: \(diagnostics)",
                sourceLocation: place)
        }
    }
    for one in rest { Issue.record("unexpected: \(one)", sourceLocation: place) }
}

/// Reads a zone that has no mistakes.
func readZone(
    _ sample: String, apex: DomainName = "example.com.", options: ZoneFileOptions = ZoneFileOptions(),
    sourceLocation place: Testing.SourceLocation = #_sourceLocation
) throws -> DesiredZone {
    try #require(expectDiagnostics(in: sample, apex: apex, options: options, [], sourceLocation: place))
}

internal import TestSupport
internal import Testing

/// Expects a text to be the one in a file of the folder `Golden`; see ``GoldenFile``.
func expectGolden(
    _ text: String, _ name: String, file: String = #filePath,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    if let problem = try GoldenFile.problem(of: text, name, beside: file) {
        Issue.record("\(problem)", sourceLocation: sourceLocation)
    }
}

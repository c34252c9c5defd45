package import ZonePlanning

/// What `gate53 check` found, as a document: JSON, see `Schemas/check.schema.json`.
package struct CheckReport: Sendable {
    package var zones: Int
    package var recordSets: Int
    package var diagnostics: [Diagnostic]

    package init(zones: Int, recordSets: Int, diagnostics: [Diagnostic]) {
        self.zones = zones
        self.recordSets = recordSets
        self.diagnostics = diagnostics
    }

    /// The document.
    package func octets() throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(
            CheckFile(
                format: "gate53-check/1", zones: zones, recordSets: recordSets,
                diagnostics: diagnostics.map { diagnostic in
                    CheckFile.DiagnosticMember(
                        severity: diagnostic.severity.rawValue, id: diagnostic.id, message: diagnostic.worded.message,
                        location: diagnostic.location.map {
                            LocationMember(file: $0.file, line: $0.line, column: $0.column)
                        })
                }))
    }
}

private struct CheckFile: Encodable {
    var format: String
    var zones: Int
    var recordSets: Int
    var diagnostics: [DiagnosticMember]

    struct DiagnosticMember: Encodable {
        var severity: String
        var id: String
        var message: String
        var location: LocationMember?
    }
}

internal import Foundation
internal import Testing

@testable internal import gate53

/// `gate53 schema`, and what the shell completes.
@Suite struct SchemaCommandTests {
    private static func file(_ schema: EmbeddedSchema) throws -> String {
        try String(contentsOfFile: Scratch.packageRoot + "/Schemas/\(schema.rawValue).schema.json", encoding: .utf8)
    }

    @Test("the program carries the schemas of Schemas")
    func theProgramCarriesTheSchemas() throws {
        if TranscriptTests.isRecording {
            try Self.source().write(
                toFile: Scratch.packageRoot + "/Sources/gate53/Init/EmbeddedSchema+All.swift", atomically: true,
                encoding: .utf8)
            Issue.record("recorded; build again, and run without GATE53_RECORD")
            return
        }
        for schema in EmbeddedSchema.allCases {
            let text = try Self.file(schema)
            #expect(text == schema.text, "\(schema): record it with GATE53_RECORD=1")
        }
    }

    /// The Swift file with the schemas.
    private static func source() throws -> String {
        var text = "// Made from Schemas by SchemaCommandTests with GATE53_RECORD=1; edit the files there.\n\n"
        text += "extension EmbeddedSchema {\n    /// The schema.\n    var text: String {\n        switch self {\n"
        for schema in EmbeddedSchema.allCases {
            text += "        case .\(schema.rawValue): Self.\(schema.rawValue)Text\n"
        }
        text += "        }\n    }\n"
        for schema in EmbeddedSchema.allCases {
            text += "\n    private static let \(schema.rawValue)Text = ##\"\"\"\n"
            for line in try file(schema).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                text += line.isEmpty ? "\n" : "        \(line)\n"
            }
            text += "\n        \"\"\"##\n"
        }
        return text + "}\n"
    }

    @Test("a schema is printed as it is, and an unknown one is usage")
    func aSchemaIsPrintedAsItIs() throws {
        let scratch = try Scratch()
        for schema in EmbeddedSchema.allCases {
            let text = try Self.file(schema)
            let result = try scratch.gate53("schema", schema.rawValue)
            #expect(result.exitCode == 0 && result.text == text)
        }
        let unknown = try scratch.gate53("schema", "plan")
        #expect(unknown.exitCode == 64 && unknown.errorText.contains("settings"))
    }

    @Test("the shell completes the names of zones, and nothing where there are none")
    func theShellCompletesTheNamesOfZones() throws {
        let scratch = try Scratch()
        try scratch.must("start")
        let zones = try scratch.bash("gate53 zones --help >/dev/null; ls zones").text
        #expect(zones.contains("example.com.yaml"))
        #expect(ZoneNames.completions(in: scratch.repository).contains("example.com"))
        #expect(ZoneNames.completions(in: scratch.path + "/home").isEmpty)
        // An unreadable settings file is no reason for words in the middle of a command line.
        try scratch.write("zones/gate53.yaml", "{")
        #expect(ZoneNames.completions(in: scratch.repository).isEmpty)
    }
}

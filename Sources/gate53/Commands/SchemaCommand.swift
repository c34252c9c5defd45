internal import ArgumentParser
internal import ZonePlanning

/// `gate53 schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of zone files or settings, for completion and checks in an editor.",
        usage: "gate53 schema <zone | settings>",
        discussion: """
            An editor with the YAML language server finds the schema by the first line of a file.

            Examples:
              gate53 schema zone >zone.schema.json
              gate53 schema settings >settings.schema.json
              # yaml-language-server: $schema=../zone.schema.json
            """
    )

    @Argument(help: "What the schema is of: zone or settings.")
    var subject: EmbeddedSchema

    func run() { Terminal.standardOutput.write(octets: Array(subject.text.utf8)) }
}

/// A schema of `Schemas`, which the program carries with it.
enum EmbeddedSchema: String, ExpressibleByArgument, CaseIterable {
    case zone, settings
}

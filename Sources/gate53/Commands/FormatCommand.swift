internal import ArgumentParser
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 fmt`.
struct FormatCommand: ParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Write zone files in their canonical form; comments stay.",
        usage: "gate53 fmt [<options>] [<files> ...]",
        discussion: """
            Without files, all zone files of the working folder are meant. With --check no file is changed, and the exit \
            code is 2 where one is not canonical.

            Examples:
              gate53 fmt
              gate53 fmt zones/example.com.yaml
              gate53 fmt --check
            """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Flag(help: "Only say which files are not canonical.")
    var check = false

    @Argument(help: "The zone files.", completion: .file(extensions: ["yaml"]))
    var files: [String] = []

    func run() throws {
        let paths =
            files.isEmpty ? try Wiring(settings, verbosity).workingZoneFiles().map { RelativePath.of($0) } : files
        var changed = 0
        var diagnostics: [Diagnostic] = []
        for path in paths {
            let octets = try InputFile.read(path)
            let (formatted, problems) = ZoneFileFormatter.format(octets, path: path)
            diagnostics += problems
            guard let formatted, formatted != octets else { continue }
            changed += 1
            if check {
                Terminal.standardOutput.write("\(Printable.text(path)) is not in canonical form")
            } else {
                try OutputFile.write(formatted, to: path, links: .refuse)
                if !verbosity.quiet { Terminal.standardOutput.write("\(Printable.text(path)) rewritten") }
            }
        }
        for diagnostic in diagnostics { Terminal.standardError.write(diagnostic.description) }
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
        if check && changed > 0 { throw ExitCode.differences }
        if !verbosity.quiet && changed == 0 {
            Terminal.standardOutput.write("\(counted(paths.count, "file")) in canonical form.")
        }
    }
}

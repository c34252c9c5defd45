internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 fmt`.
struct FormatCommand: ParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Write zone files in their canonical form; comments stay.",
        usage: "gate53 fmt [<options>] [<files> ...]",
        discussion: """
            Without files, all zone files of the working folder are formatted. With --check no file is changed, and \
            the exit code is 2 if one is not canonical. With --fix, what messages ask for is written too: the final \
            dots of names (all of them under 'lenient', otherwise those in the zone), aliases without a TTL, quotes. \
            What the zone declares does not change.

            Examples:
              gate53 fmt
              gate53 fmt zones/example.com.yaml
              gate53 fmt --check
              gate53 fmt --fix
            """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Flag(help: "Only say which files are not canonical.")
    var check = false

    @Flag(help: "Write what messages ask for: final dots, aliases without TTLs, quotes.")
    var fix = false

    @Argument(help: "The zone files.", completion: .file(extensions: ["yaml"]))
    var files: [String] = []

    func run() throws {
        let known =
            files.isEmpty || fix ? try DeclaredFiles(try Composition(settings, verbosity)).workingZoneFiles() : []
        let paths = files.isEmpty ? known.map { RelativePath.of($0.path) } : files
        var changed = 0
        var diagnostics: [Diagnostic] = []
        for path in paths {
            let octets = try InputFile.read(path)
            if isSettings(path, octets) {
                diagnostics.append(
                    Diagnostic(
                        .error, id: "settings-file",
                        "this is a settings file, not a zone file, and is left as it is; name zone files",
                        at: SourceLocation(file: path)))
                continue
            }
            let (formatted, problems) = fix ? mended(octets, path, known) : ZoneFileFormatter.format(octets, path: path)
            diagnostics += problems
            guard let formatted, formatted != octets else { continue }
            changed += 1
            if check {
                Terminal.standardOutput.write(
                    "\(Printable.text(path)) \(fix ? "can be mended, or" : "is") \(fix ? "is " : "")not in canonical form"
                )
            } else {
                try OutputFile.write(formatted, to: path, links: .refuse)
                if !verbosity.quiet { Terminal.standardOutput.write("\(Printable.text(path)) rewritten") }
            }
        }
        Terminal.standardError.report(diagnostics, verbosity, lister: "gate53 fmt --verbose")
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
        if check && changed > 0 { throw ExitCode.differences }
        if !verbosity.quiet && changed == 0 {
            Terminal.standardOutput.write(
                unchanged(of: paths.count, left: diagnostics.count { $0.id == "not-formatted" }))
        }
    }

    /// What is said where no file was written.
    private func unchanged(of count: Int, left: Int) -> String {
        if left == 0 { return "\(counted(count, "file")) in canonical form." }
        let canonical = left == count ? "" : "\(counted(count - left, "file")) in canonical form; "
        return canonical + "\(counted(left, "file")) left as \(left == 1 ? "it is" : "they are")."
    }

    /// Whether a file is the settings, by its name, or by what only settings have.
    private func isSettings(_ path: String, _ octets: [UInt8]) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if name == "gate53.yaml" || settings.settings.map({ path == $0 || path.hasSuffix("/\($0)") }) ?? false {
            return true
        }
        let lines = octets.split(separator: UInt8(ascii: "\n"))
        return ["providers:", "zones:"].allSatisfy { key in lines.contains { $0.starts(with: key.utf8) } }
    }

    private func mended(
        _ octets: [UInt8], _ path: String, _ known: [DeclaredFiles.WorkingZoneFile]
    ) -> (octets: [UInt8]?, diagnostics: [Diagnostic]) {
        let parts = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
        guard
            let file = known.first(where: {
                $0.path == path || URL(filePath: $0.path).resolvingSymlinksInPath().path == parts
            })
        else {
            let problem = Diagnostic(
                .error, id: "no-zone-file",
                "the settings do not know this zone file, so its zone is not known; give its path as in the repository",
                at: SourceLocation(file: path))
            return (nil, [problem])
        }
        return ZoneFileFixer.fix(octets, path: path, apex: file.apex, options: file.options)
    }
}

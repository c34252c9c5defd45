internal import Foundation
internal import Testing

/// The scripts in the pipelines of `ci/pipelines`, as a runner hands them to a shell.
enum PipelineScript {
    static let folder = Scratch.packageRoot + "/ci/pipelines"

    private static func lines(_ file: String) throws -> [String] {
        try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    /// The line of a step's name in a workflow.
    private static func start(of step: String, in lines: [String], job: String) throws -> Int {
        let start = try #require(lines.firstIndex(of: "  \(job):"))
        return try #require(lines[start...].firstIndex { $0.hasSuffix("- name: \(step)") })
    }

    /// The script of a step, by its name in a workflow.
    static func step(_ step: String, of file: String, job: String) throws -> String {
        let lines = try lines(file)
        let named = try start(of: step, in: lines, job: job)
        let run = try #require(lines[named...].firstIndex { $0.contains(" run: ") })
        let first = lines[run].drop { $0 == " " }.dropFirst("run: ".count)
        if first != "|" { return String(first) }
        return lines[(run + 1)...].prefix { $0.isEmpty || indent($0) > indent(lines[run]) }.joined(separator: "\n")
    }

    /// The variables of a step as a runner sets them, for `env`: the workflow's token is "token", what somebody may write
    /// who starts it by hand is empty, all else is "x".
    static func environment(_ step: String, of file: String, job: String) throws -> String {
        let lines = try lines(file)
        let named = try start(of: step, in: lines, job: job)
        let run = try #require(lines[named...].firstIndex { $0.contains(" run: ") })
        return lines[named..<run].compactMap { line in
            line.wholeMatch(of: /\s+([A-Z_]+): \$\{\{ ([a-zA-Z0-9_.]+) \}\}.*/)
        }.map { match in
            let value = match.output.2 == "github.token" ? "token" : match.output.2.hasPrefix("inputs.") ? "" : "x"
            return "\(match.output.1)=\(value)"
        }.joined(separator: " ")
    }

    /// The script of a job of GitLab, after what is before every script, and with the references in it followed.
    static func gitLab(_ job: String) throws -> String {
        let lines = try lines("gitlab/.gitlab-ci.yml")
        func items(after start: Int) -> [String] {
            let first = lines[(start + 1)...].first { !$0.isEmpty }.map(indent) ?? 0
            let body = lines[(start + 1)...].prefix { $0.isEmpty || indent($0) >= first }
            return body.filter { !$0.isEmpty && !$0.drop(while: { $0 == " " }).hasPrefix("#") }
                .map { line in
                    let line = String(line.drop { $0 == " " })
                    return line.hasPrefix("- ") ? String(line.dropFirst(2)) : line
                }
        }
        let start = try #require(lines.firstIndex(of: job + ":"))
        let script = try #require(lines[start...].firstIndex(of: "  script:"))
        let before = try #require(lines.firstIndex(of: "  before_script:"))
        return try (items(after: before) + items(after: script)).flatMap { line -> [String] in
            if line == "|" { return [] }
            guard line.hasPrefix("*") else { return [line] }
            let name = line.dropFirst()
            return items(after: try #require(lines.firstIndex(of: ".\(name): &\(name)")))
        }.joined(separator: "\n")
    }
}

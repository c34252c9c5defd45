internal import Foundation

/// One folder of `Tests/Field`: something that a file, a report or a person in the field broke, and the right outcome.
///
/// - `source`: where it was reported, and the kind of fault in a line.
/// - `command`: bash, run in a new repository that has every other file of the folder, with the prelude of the transcripts.
/// - `expect`: what the outcome is held against; see ``Expectation``.
struct FieldCase: Sendable {
    /// What a line of `expect` asks for.
    enum Expectation: Hashable, Sendable {
        /// The exit code of `command`.
        case exit(Int32)
        /// A line of either output that has this in it.
        case says(String)
        /// No line of either output has this in it.
        case never(String)
    }

    /// Why a folder is no case.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    var folder: String
    /// Where it was reported.
    var source: String
    /// The kind of fault in a line.
    var kind: String
    var command: String
    var expectations: [Expectation]

    /// The files of a case that are not part of its repository.
    private static let own: Set<String> = ["source", "command", "expect"]

    /// Reads a folder.
    ///
    /// - Throws: ``Mistake`` where a file is missing or says nothing.
    init(folder: String) throws {
        self.folder = folder
        let source = try Self.lines(of: "source", in: folder)
        guard source.count == 2, let place = Self.text(after: "source:", in: source[0]),
            let kind = Self.text(after: "kind:", in: source[1])
        else { throw Mistake(description: "'source' needs two lines: 'source: WHERE' and 'kind: WHAT'") }
        self.source = place
        self.kind = kind
        command = try Self.lines(of: "command", in: folder).joined(separator: "\n")
        guard command.contains(where: { !$0.isWhitespace }) else { throw Mistake(description: "'command' is empty") }
        expectations = try Self.lines(of: "expect", in: folder).compactMap(Self.expectation)
        let isHeld = expectations.contains { if case .never = $0 { false } else { true } }
        guard isHeld else { throw Mistake(description: "'expect' has no 'exit' and no 'says'") }
    }

    private static func lines(of name: String, in folder: String) throws -> [String] {
        guard let octets = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            throw Mistake(description: "there is no '\(name)'")
        }
        var lines = String(decoding: octets, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map(String.init)
    }

    private static func text(after word: String, in line: String) -> String? {
        guard line.hasPrefix(word) else { return nil }
        let text = line.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? nil : text
    }

    /// What a line asks for; nothing where it is empty or a comment.
    private static func expectation(_ line: String) throws -> Expectation? {
        if line.isEmpty || line.hasPrefix("#") { return nil }
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count > 1 ? parts[1] : "") {
        case ("says", let text) where !text.isEmpty: return .says(text)
        case ("never", let text) where !text.isEmpty: return .never(text)
        case ("exit", let text):
            if let code = Int32(text) { return .exit(code) }
            fallthrough
        default:
            throw Mistake(description: "'expect' has the line '\(line)'; write 'exit N', 'says TEXT' or 'never TEXT'")
        }
    }

    /// Runs the case.
    ///
    /// - Returns: what is not as it should be, a sentence each; nothing where all is well.
    /// - Throws: when the case can't be set up.
    func problems() throws -> [String] {
        let scratch = try Scratch()
        for entry in try FileManager.default.contentsOfDirectory(atPath: folder) where !Self.own.contains(entry) {
            try FileManager.default.copyItem(atPath: "\(folder)/\(entry)", toPath: "\(scratch.repository)/\(entry)")
        }
        // What is served and what commands write is not in git, and no file says so that the case does not have.
        try scratch.must(
            """
            git init --quiet
            printf '/live/\\n/*.json\\n/*.sig\\n/server.*\\n' >>.git/info/exclude
            if [[ -n $(git status --porcelain) ]]; then commit 'The zones'; fi
            """)
        let result = try scratch.bash(command)
        let lines = [result.output, result.errors].flatMap {
            Transcript.normalised($0, scratch).split(separator: "\n").map(String.init)
        }
        var problems: [String] = []
        if case .killed(let signal) = result.end { problems.append("it was ended by signal \(signal)") }
        if let line = lines.first(where: { $0.contains("<RAW CONTROL ") }) {
            problems.append("a control character reaches the output raw: \(line)")
        }
        for expectation in expectations {
            switch expectation {
            case .exit(let code):
                if result.exitCode != code { problems.append("it ended with \(result.end), not \(code)") }
            case .says(let text):
                if !lines.contains(where: { $0.contains(text) }) { problems.append("no line says: \(text)") }
            case .never(let text):
                for line in lines where line.contains(text) { problems.append("a line says: \(line)") }
            }
        }
        if !problems.isEmpty { problems.append("it printed:\n" + lines.joined(separator: "\n")) }
        return problems
    }
}

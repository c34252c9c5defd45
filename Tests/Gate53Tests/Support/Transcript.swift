internal import Foundation
internal import Testing

/// One folder of `Transcripts`: a bash script, and what it must print.
struct Transcript: Sendable, CustomTestStringConvertible {
    let name: String
    var folder: String { "\(Self.root)/\(name)" }
    var testDescription: String { name }

    private static let root = Scratch.sources + "/Transcripts"
    /// The files of a case that are not copied into its repository.
    private static let own: Set<String> = ["command", "stdout", "stderr", "exit"]

    /// All cases by name.
    static let all: [Transcript] = {
        let recorded = ProcessInfo.processInfo.environment["GATE53_RECORD"].map {
            Set($0.split(separator: ",").map(String.init))
        }
        var names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        // Where some are recorded, nothing else is run; and a run that records fails.
        if let recorded, recorded != ["1"] { names = names.filter(recorded.contains) }
        return names.sorted().filter { FileManager.default.fileExists(atPath: "\(root)/\($0)/command") }
            .map(Transcript.init(name:))
    }()

    /// What a script printed, and what each of its runs of gate53 found and left behind.
    struct Recording: Sendable {
        /// What is held against the goldens.
        var texts: [Golden: String]
        /// Standard output and standard error as they came.
        var output: [UInt8]
        var errors: [UInt8]
        var runs: [ObservedRun]
    }

    /// Runs the script in a new scratch folder.
    func record() throws -> Recording {
        let scratch = try Scratch(isObserved: true)
        for entry in try FileManager.default.contentsOfDirectory(atPath: folder) where !Self.own.contains(entry) {
            try FileManager.default.copyItem(
                atPath: "\(folder)/\(entry)", toPath: "\(scratch.repository)/\(entry)")
        }
        let command = try String(contentsOfFile: folder + "/command", encoding: .utf8)
        let result = try scratch.bash(command)
        let exit =
            switch result.end {
            case .exited(let code): "\(code)\n"
            case .killed(let signal): "signal \(signal)\n"
            }
        var digests = DigestNames(seed: name)
        let texts: [Golden: String] = [
            .stdout: digests.replaced(in: Self.normalised(result.output, scratch)),
            .stderr: digests.replaced(in: Self.normalised(result.errors, scratch)), .exit: exit,
        ]
        return Recording(
            texts: texts, output: result.output, errors: result.errors, runs: try ObservedRun.all(in: scratch))
    }

    enum Golden: String, CaseIterable, Sendable {
        case stdout, stderr, exit
    }

    /// What must be printed; nothing where it was never recorded.
    func golden(_ golden: Golden) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(golden.rawValue)").map { String(decoding: $0, as: UTF8.self) }
    }

    func write(_ text: String, as golden: Golden) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(golden.rawValue)"))
    }

    /// Replaces what varies from run to run, and shows control characters.
    static func normalised(_ octets: [UInt8], _ scratch: Scratch) -> String {
        var text = String(decoding: octets, as: UTF8.self)
        text = text.replacingOccurrences(of: scratch.path, with: "<scratch>")
        text.replace(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z/, with: "<time>")
        text.replace(/\b[0-9]{8}T[0-9]{6}(\.[0-9]+)?Z/, with: "<time>")
        text.replace(/\b20[0-9]{6}[0-9]{2}\b/, with: "<serial>")
        text.replace(/([Gg]ood until )[0-9]{4}-[0-9]{2}-[0-9]{2}/) { "\($0.1)<day>" }
        text.replace(/("validUntil" ?: ?")[0-9-]{10}/) { "\($0.1)<day>" }
        text.replace(/("ledgerRoot" ?: ?")[0-9a-f]{40}/) { "\($0.1)<commit>" }
        text.replace(/process [0-9]+ on [^)\s]+/, with: "process <number> on <host>")
        text.replace(/(intents\/)[0-9]{8}(\/\S*)-[0-9a-z]+(\.json|\.ended)/) { "\($0.1)<day>\($0.2)-<run>\($0.3)" }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t" {
                shown.append(contentsOf: "<RAW CONTROL \(scalar.value)>".unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }
}

/// The difference of two texts by line, as a person reads it.
func lineDifference(from old: String, to new: String) -> String {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var lines: [(position: Double, text: String)] = old.enumerated().map { (Double($0.offset), "  \($0.element)") }
    let difference = new.difference(from: old)
    for change in difference.removals {
        if case .remove(let offset, let line, _) = change { lines[offset].text = "- \(line)" }
    }
    // Added lines stand where they do in the new text, beside the old lines that are kept.
    var merged: [String] = []
    var rest = lines.map(\.text)[...]
    for (index, line) in new.enumerated() {
        let isAdded = difference.insertions.contains { if case .insert(index, _, _) = $0 { true } else { false } }
        if isAdded {
            while let first = rest.first, first.hasPrefix("- ") {
                merged.append(first)
                rest = rest.dropFirst()
            }
            merged.append("+ \(line)")
        } else {
            while let first = rest.first {
                merged.append(first)
                rest = rest.dropFirst()
                if first.hasPrefix("  ") { break }
            }
        }
    }
    return (merged + rest).joined(separator: "\n")
}

internal import Foundation

/// One run of gate53 in a script, with what was there before it and after it, as `observed-gate53.bash` kept it.
struct ObservedRun: Sendable {
    /// What a run could change.
    struct World: Hashable, Sendable {
        /// The octets of every file in a folder `live` by path; the target of a symbolic link.
        var served: [String: [UInt8]]
        /// The folders and other things among them that are no files.
        var others: Set<String>
        /// Every repository's HEAD and references, a line each.
        var references: String
    }

    /// The place of this run in the script, from 1.
    var number: Int
    /// The first argument: plan, apply, …
    var command: String
    /// The exit code; nothing where the run did not end by itself.
    var exitCode: Int32?
    var before: World
    var after: World

    /// Whether gate53 says by its exit code that it refused: policy or review, or stale.
    var isRefusal: Bool { exitCode == 3 || exitCode == 4 }

    /// All runs of a scratch folder in their order.
    ///
    /// - Parameter scratch: a folder made with `isObserved`.
    /// - Returns: the runs.
    /// - Throws: when something that was kept can't be read, or could not be kept.
    static func all(in scratch: Scratch) throws -> [ObservedRun] {
        let folder = scratch.path + "/runs"
        let numbers = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap(Int.init).sorted()
        return try numbers.map { number in
            let run = "\(folder)/\(number)"
            let trouble = text(run + "/trouble") ?? "nothing was kept"
            guard trouble.isEmpty else { throw ChildProcess.Failure(message: "run \(number): \(trouble)") }
            return ObservedRun(
                number: number, command: text(run + "/command") ?? "",
                exitCode: text(run + "/exit").flatMap(Int32.init), before: try world(run + "/before"),
                after: try world(run + "/after"))
        }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func world(_ folder: String) throws -> World {
        guard let references = text(folder + "/references") else {
            throw ChildProcess.Failure(message: "\(folder)/references was not kept")
        }
        var world = World(served: [:], others: [], references: references)
        let files = FileManager.default
        for path in try files.subpathsOfDirectory(atPath: folder + "/files") {
            // Its content is not looked at by anybody.
            if path.hasSuffix("/.gate53.lock") { continue }
            let whole = "\(folder)/files/\(path)"
            let type = try files.attributesOfItem(atPath: whole)[.type] as? FileAttributeType
            switch type {
            case .typeRegular: world.served[path] = files.contents(atPath: whole).map { Array($0) }
            case .typeSymbolicLink: world.served[path] = Array(try files.destinationOfSymbolicLink(atPath: whole).utf8)
            default: world.others.insert(path)
            }
        }
        return world
    }

    /// What differs between before and after, for a person; empty where nothing does.
    var changes: [String] {
        var lines: [String] = []
        for path in Set(before.served.keys).union(after.served.keys).sorted()
        where before.served[path] != after.served[path] {
            lines.append("\(path) was changed")
        }
        lines += before.others.symmetricDifference(after.others).sorted().map { "\($0) came or went" }
        if before.references != after.references {
            lines.append("references:\n" + lineDifference(from: before.references, to: after.references))
        }
        return lines
    }
}

/// The recordings of this process: every script is run once, whatever looks at it.
actor Recordings {
    static let shared = Recordings()
    private var started: [String: Task<Transcript.Recording, any Error>] = [:]

    /// What a script did; runs it where it was not run yet.
    ///
    /// - Parameter transcript: the script.
    /// - Returns: its recording.
    /// - Throws: what ``Transcript/record()`` throws.
    func recording(of transcript: Transcript) async throws -> Transcript.Recording {
        if let task = started[transcript.name] { return try await task.value }
        let task = Task.detached { try transcript.record() }
        started[transcript.name] = task
        return try await task.value
    }
}

internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles

// What the shell offers after `--zone`.

extension ZoneNames {
    /// The zones that the working folder declares.
    static var completion: CompletionKind { .custom { arguments, _, _ in completions(in: folder(of: arguments)) } }

    /// The names of the zones that the working folder of a repository declares, without their final dots; none where
    /// that can't be read, for whoever is asked sits in the middle of a command line.
    static func completions(in folder: String) -> [String] {
        guard let clone = try? Composition(folder: folder, VerbosityOptions.parse([])).clone,
            let tree = try? clone.repository.workingFiles(),
            let settings = try? clone.settings(in: tree).settings,
            let zones = try? clone.reader().zoneFolders(in: tree, settings).zones
        else { return [] }
        return zones.keys.sorted().map { apex in
            let name = apex.description
            return name == "." ? name : String(name.dropLast())
        }
    }

    /// The repository that a command line names.
    private static func folder(of arguments: [String]) -> String {
        Array(zip(arguments, arguments.dropFirst())).last { $0.0 == "-C" || $0.0 == "--repository" }?.1 ?? "."
    }
}

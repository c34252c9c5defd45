internal import ArgumentParser
internal import ZonePlanning

/// Reads plan files that a user names.
enum PlanInput {
    /// The plan in a file.
    static func read(_ path: String) throws(CommandFailure) -> PlanDocument {
        try document(InputFile.read(path, orElse: "name the file of a plan"), shown: Printable.text(path))
    }

    /// The plan in a file, or on standard input where the path is `-`.
    static func readOrStandardInput(_ path: String) throws(CommandFailure) -> PlanDocument {
        if path == "-" { return try document(InputFile.readStandardInput(), shown: "standard input") }
        return try document(
            InputFile.read(path, orElse: "name the file of a plan, or '-' for standard input"),
            shown: Printable.text(path))
    }

    private static func document(_ octets: [UInt8], shown: String) throws(CommandFailure) -> PlanDocument {
        do {
            return try PlanDocument(octets: octets)
        } catch {
            switch error.code {
            case .newerFormat: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "newer-format")
            case .unreadable: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "not-a-plan")
            }
        }
    }
}

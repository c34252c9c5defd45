internal import ArgumentParser
internal import DNSModel
internal import ZonePlanning

/// Reads plan files that a user names.
enum PlanInput {
    /// The plan in a file.
    static func read(_ path: String) throws(CommandFailure) -> PlanDocument {
        try document(octets(path, orElse: "name the file of a plan"), shown: Printable.text(path))
    }

    /// The plan in a file, or on standard input where the path is `-`.
    static func readOrStandardInput(_ path: String) throws(CommandFailure) -> PlanDocument {
        if path == "-" { return try document(InputFile.readStandardInput(), shown: "standard input") }
        return try document(
            octets(path, orElse: "name the file of a plan, or '-' for standard input"), shown: Printable.text(path))
    }

    /// The octets of the file; that it is not there is a mistake on the command line.
    private static func octets(_ path: String, orElse remedy: String) throws(CommandFailure) -> [UInt8] {
        guard InputFile.exists(path) else {
            throw CommandFailure(
                .validationFailure, "there is no file '\(Printable.text(path))'; \(advice)", id: "no-such-plan")
        }
        do {
            return try InputFile.read(path, orElse: remedy)
        } catch {
            throw CommandFailure(.validationFailure, error.lines)
        }
    }

    private static let advice = "write a plan with 'gate53 plan --out plan.json', and name that file"

    private static func document(_ octets: [UInt8], shown: String) throws(CommandFailure) -> PlanDocument {
        do {
            let document = try PlanDocument(octets: octets)
            Manner.isAbout(document.plan.zones.map(\.apex))
            return document
        } catch {
            switch error.code {
            case .newerFormat: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "newer-format")
            case .olderFormat: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "older-format")
            case .unreadable:
                // What calls itself a plan was altered; else another file was named.
                if PlanDocument.isPlan(octets) {
                    throw CommandFailure(.refused, "\(shown): \(error.message)", id: "not-a-plan")
                }
                throw CommandFailure(
                    .validationFailure, "\(shown): \(error.message); \(advice)", id: "not-a-plan")
            }
        }
    }
}

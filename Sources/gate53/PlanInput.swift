internal import ArgumentParser
internal import ZonePlanning

/// Reads plan files that a user names.
enum PlanInput {
    /// The plan in a file.
    static func read(_ path: String) throws(CommandFailure) -> PlanDocument {
        let octets = try OutputFile.read(path)
        do {
            return try PlanDocument(octets: octets)
        } catch {
            let shown = Printable.text(path)
            switch error.code {
            case .newerFormat: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "newer-format")
            case .unreadable: throw CommandFailure(.refused, "\(shown): \(error.message)", id: "not-a-plan")
            }
        }
    }
}

internal import ArgumentParser
internal import DNSModel
internal import ZonePlanning

/// The file in which looks for drift keep what the next one needs.
enum DriftStateFile {
    /// Reads the state; an empty one where there is no file yet.
    static func read(_ path: String) throws(CommandFailure) -> DriftState {
        guard !path.isEmpty else {
            throw CommandFailure(
                .validationFailure, "a file name is needed, as in --state drift-state.json", id: "file")
        }
        guard InputFile.exists(path) else { return DriftState() }
        // What is read here is written next.
        try OutputFile.checkPlace(path)
        let octets = try InputFile.read(path)
        do {
            return try DriftStateDocument.decode(octets)
        } catch {
            throw CommandFailure(
                .failure, "\(Printable.text(path)): \(error.message); remove it to start again", id: "drift-state")
        }
    }

    /// Writes the state after a look.
    static func write(_ state: DriftState, to path: String) throws(CommandFailure) {
        let octets: [UInt8]
        do {
            octets = try DriftStateDocument.encode(state)
        } catch {
            throw CommandFailure(.failure, error.message, id: "drift-state")
        }
        try OutputFile.write(octets, to: path)
    }
}

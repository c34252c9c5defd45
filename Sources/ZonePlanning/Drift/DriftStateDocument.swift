/// The state of looks for drift as a file: JSON, see `Schemas/drift-state.schema.json`.
package enum DriftStateDocument {
    /// The version of the format that is written, and the newest that is read.
    package static let version = 1

    /// Writes the state.
    ///
    /// - Parameters:
    ///   - state: the state.
    ///   - drift: the look that it was made after; nothing where that failed.
    ///   - time: when the last look was.
    ///   - failure: why the last look failed as a whole, as sentences.
    /// - Returns: the document.
    /// - Throws: ``DocumentError`` when JSON can't be written, which no state causes.
    package static func encode(
        _ state: DriftState, drift: Drift?, time: String, failure: [String] = []
    ) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(
            DriftStateFile(
                format: "gate53-drift-state/\(version)", status: status(state, drift), time: time,
                lastSuccess: state.lastSuccess, failedLooks: state.failedLooks, failure: failure,
                drifted: state.sightings, runs: state.runs))
    }

    /// Reads a state.
    ///
    /// - Throws: ``DocumentError`` when the octets are not a state, or one of a newer format.
    package static func decode(_ octets: [UInt8]) throws(DocumentError) -> DriftState {
        let file = try DocumentCoding.decode(
            DriftStateFile.self, from: octets, what: "state of drift", format: \.format, name: "gate53-drift-state",
            newest: version)
        var state = DriftState()
        state.runs = Array(file.runs.suffix(DriftState.mostRuns))
        state.sightings = file.drifted
        state.lastSuccess = file.lastSuccess
        state.failedLooks = max(0, file.failedLooks)
        return state
    }

    private static func status(_ state: DriftState, _ drift: Drift?) -> DriftStateFile.Status {
        if drift == nil || state.failedLooks > 0 { return .failed }
        return state.sightings.isEmpty ? .ok : .drift
    }
}

private struct DriftStateFile: Codable {
    /// For a probe: how the last look went.
    enum Status: String, Codable {
        /// All zones were looked at, and there is no drift.
        case ok
        /// All zones were looked at, and there is drift.
        case drift
        /// Not all zones could be looked at.
        case failed
    }

    var format: String
    var status: Status
    var time: String
    var lastSuccess: String?
    var failedLooks: Int
    var failure: [String]
    var drifted: [DriftState.Sighting]
    var runs: [DriftState.Run]
}

/// The state of looks for drift as a file: JSON, see `Schemas/drift-state.schema.json`.
package enum DriftStateDocument {
    /// The version of the format that is written, and the newest that is read.
    package static let version = 1

    /// Writes the state.
    ///
    /// - Parameter state: the state, after a look at least.
    /// - Returns: the document.
    /// - Throws: ``DocumentError`` when there was no look yet.
    package static func encode(_ state: DriftState) throws(DocumentError) -> [UInt8] {
        guard let time = state.lastLook else {
            throw DocumentError(.unreadable, "drift was never checked, so there is no state of it")
        }
        return try DocumentCoding.encode(
            DriftStateFile(
                format: "gate53-drift-state/\(version)", status: status(state), time: time,
                nextLook: state.nextLook, lastSuccess: state.lastSuccess, failedLooks: state.failedLooks,
                failure: state.failure, drifted: state.sightings, told: state.told.isEmpty ? nil : state.told,
                runs: state.runs))
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
        state.lastLook = file.time
        state.failure = file.failure
        state.nextLook = file.nextLook
        state.told = file.told ?? []
        return state
    }

    private static func status(_ state: DriftState) -> DriftStateFile.Status {
        if state.failedLooks > 0 { return .failed }
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
    var nextLook: String?
    var lastSuccess: String?
    var failedLooks: Int
    var failure: [String]
    var drifted: [DriftState.Sighting]
    var told: [DriftState.Told]?
    var runs: [DriftState.Run]
}

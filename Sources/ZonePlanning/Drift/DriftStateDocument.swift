/// The state of looks for drift as a file: JSON, see `Schemas/drift-state.schema.json`.
package enum DriftStateDocument {
    /// The version of the format that is written, and the newest that is read.
    package static let version = 2

    /// Writes the state.
    ///
    /// - Parameter state: the state, after a look at least.
    /// - Returns: the document.
    /// - Throws: ``DocumentError`` when there was no look yet.
    package static func encode(_ state: DriftState) throws(DocumentError) -> [UInt8] {
        guard let time = state.lastCheck else {
            throw DocumentError(.unreadable, "drift was never checked, so there is no state of it")
        }
        return try DocumentCoding.encode(
            DriftStateFile(
                format: "gate53-drift-state/\(version)", status: status(state), time: time,
                nextCheck: state.nextCheck, lastSuccess: state.lastSuccess, failedChecks: state.failedChecks,
                failure: state.failure, drifted: state.sightings,
                notified: state.notified.isEmpty ? nil : state.notified,
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
        state.failedChecks = max(0, file.failedChecks)
        state.lastCheck = file.time
        state.failure = file.failure
        state.nextCheck = file.nextCheck
        state.notified = file.notified ?? []
        return state
    }

    private static func status(_ state: DriftState) -> DriftStateFile.Status {
        if state.failedChecks > 0 { return .failed }
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
    var nextCheck: String?
    var lastSuccess: String?
    var failedChecks: Int
    var failure: [String]
    var drifted: [DriftState.Sighting]
    var notified: [DriftState.Notified]?
    var runs: [DriftState.Run]
}

extension DriftStateFile {
    /// The members that have another name in version 1.
    private enum FirstVersionKeys: String, CodingKey {
        case nextCheck = "nextLook"
        case failedChecks = "failedLooks"
        case notified = "told"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        format = try members.decode(String.self, forKey: .format)
        status = try members.decode(Status.self, forKey: .status)
        time = try members.decode(String.self, forKey: .time)
        lastSuccess = try members.decodeIfPresent(String.self, forKey: .lastSuccess)
        failure = try members.decode([String].self, forKey: .failure)
        drifted = try members.decode([DriftState.Sighting].self, forKey: .drifted)
        runs = try members.decode([DriftState.Run].self, forKey: .runs)
        if format == "gate53-drift-state/1" {
            let first = try decoder.container(keyedBy: FirstVersionKeys.self)
            nextCheck = try first.decodeIfPresent(String.self, forKey: .nextCheck)
            failedChecks = try first.decode(Int.self, forKey: .failedChecks)
            notified = try first.decodeIfPresent([DriftState.Notified].self, forKey: .notified)
        } else {
            nextCheck = try members.decodeIfPresent(String.self, forKey: .nextCheck)
            failedChecks = try members.decode(Int.self, forKey: .failedChecks)
            notified = try members.decodeIfPresent([DriftState.Notified].self, forKey: .notified)
        }
    }
}

internal import DNSModel
package import ZonePlanning

// Decision 0082: a provider is a module.

extension ZoneProvider {
    /// Applies a batch, and does for the provider what its ``ProviderCapabilities`` leave to be done, so that a batch
    /// is as far as it can be a compare-and-swap at every provider.
    ///
    /// - Parameter batch: the batch.
    /// - Returns: what ``apply(_:)`` says.
    /// - Throws: what ``apply(_:)`` throws; a conflict that was seen before anything was sent; and where changes were
    ///   passed over without a word, an error with code `invalid` after the others were taken back.
    package func send(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        let answer = try await applyAsBefore(batch)
        switch capabilities.acceptance {
        case .isApplied: return answer
        case .mayHideIgnoredChanges:
            do {
                try await requireAfter(batch)
            } catch {
                var error = error
                error.leavesZone = batch.createsZone
                error.zoneID = answer.zoneID
                throw error
            }
            return answer
        }
    }

    /// Applies a batch where every set is live as before its change, as far as the provider does not see to that.
    ///
    /// A provider that compares the version of the zone refuses a batch when anything in it has moved since it was
    /// read. It is read again then, and the batch sent again where nothing has moved that the batch changes.
    private func applyAsBefore(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        let precondition = capabilities.precondition
        // Of a zone that is created nothing is there yet.
        guard precondition.needsRead, !batch.createsZone else { return try await apply(batch) }
        for _ in 1..<versionTries where precondition == .zoneVersion {
            try await requireBefore(batch)
            do {
                return try await apply(batch)
            } catch {
                guard error.code == .conflict else { throw error }
            }
        }
        try await requireBefore(batch)
        return try await apply(batch)
    }

    /// Looks whether every set of a batch is live as before its change.
    ///
    /// - Throws: ``ProviderError``, a conflict where one is not.
    private func requireBefore(_ batch: ChangeBatch) async throws(ProviderError) {
        let live = try await liveZone(batch.apex)
        guard live.exists else {
            throw ProviderError(.conflict, "the zone \(batch.apex) is gone; plan again")
        }
        let moved = BatchEvidence(of: batch, in: live.zone).moved
        guard !moved.isEmpty else { return }
        throw ProviderError(
            .conflict,
            "\(counted(moved.count, "record set")) of \(batch.apex) \(moved.count == 1 ? "is" : "are") not what the "
                + "plan expects at the provider; nothing of the batch was applied", conflicts: moved)
    }

    /// Looks whether every change of a batch that was accepted is live. Where some are not, the others are taken back.
    ///
    /// - Throws: ``ProviderError`` where some are not; with code `unknownOutcome` where the others could not be taken
    ///   back, or live can't be read.
    private func requireAfter(_ batch: ChangeBatch) async throws(ProviderError) {
        if batch.deletesZone { return }
        let zone = try await liveAfter(batch)
        let ignored = batch.changes.filter { $0.before != $0.after && zone[$0.key] == $0.before }
        guard !ignored.isEmpty else { return }
        let names = ignored.map { "\($0.key)" }.joined(separator: ", ")
        let message =
            "the provider accepted the batch of \(batch.apex), but ignored \(counted(ignored.count, "change")) of it: \(names)"
        var inverse = batch
        inverse.createsZone = false
        inverse.changes = batch.changes.filter { $0.before != $0.after && zone[$0.key] == $0.after }.map(\.inverse)
        inverse.origin?.isUndo = true
        if !inverse.changes.isEmpty {
            do {
                _ = try await apply(inverse)
            } catch {
                throw ProviderError(
                    .unknownOutcome, "\(message); the others could not be taken back: \(error.message)")
            }
            let again = try await liveAfter(batch)
            guard inverse.changes.allSatisfy({ again[$0.key] == $0.after }) else {
                throw ProviderError(.unknownOutcome, "\(message); the others could not be taken back")
            }
        }
        throw ProviderError(
            .invalid, "\(message); \(inverse.changes.isEmpty ? "nothing was changed" : "the others were taken back")",
            refusals: ignored.map { change in
                ProviderError.Refusal(
                    key: change.key,
                    message: "the provider ignored the change and reported no "
                        + "error")
            })
    }

    /// Reads live after a batch was accepted.
    private func liveAfter(_ batch: ChangeBatch) async throws(ProviderError) -> Zone {
        do {
            return try await liveZone(batch.apex).zone
        } catch {
            throw ProviderError(
                .unknownOutcome,
                "the batch of \(batch.apex) was accepted, but live can't be read: \(error.message)")
        }
    }
}

/// How often a batch is sent at a provider that refuses it when anything else of the zone moves.
private let versionTries = 4

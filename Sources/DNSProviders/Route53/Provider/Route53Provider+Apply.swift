internal import DNSModel
package import Gate
internal import HTTPTransport
internal import Platform
package import ZonePlanning

extension Route53Provider {
    package func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        var applied = AppliedBatch(changeID: nil)
        var batch = batch
        if batch.createsZone {
            let created = try await createZone(batch)
            batch.zoneID = created.zone.id
            applied.zoneID = created.zone.id
            applied.changeID = created.changeID
            applied.remarks = ["created the zone \(batch.apex) as \(Printable.message(created.zone.id))"]
        }
        if !batch.changes.isEmpty {
            do {
                let outcome = try await write(batch)
                applied.changeID = outcome.changeID ?? applied.changeID
                applied.remarks += outcome.remarks
            } catch {
                var error = error
                error.remarks = applied.remarks
                error.leavesZone = batch.createsZone
                error.zoneID = applied.zoneID
                throw error
            }
        }
        if batch.deletesZone {
            do {
                applied.changeID = try await deleteZone(batch) ?? applied.changeID
                applied.remarks.append("deleted the zone \(batch.apex) (\(Printable.message(batch.zoneID)))")
            } catch {
                // What is not known to be there can't be put back into.
                if error.code != .unknownOutcome, !batch.changes.isEmpty { try await putBack(batch, after: error) }
                throw error
            }
        }
        return applied
    }

    /// What Route 53 keeps with a change, for people who read it in CloudTrail; at most 256 characters.
    static func comment(of batch: ChangeBatch) -> String {
        guard let origin = batch.origin else { return "" }
        return (origin.isUndo ? "undo: " : "") + "gate53 \(origin.commit.prefix(12)) \(origin.plan)"
    }

    /// Makes the record sets of a zone that could not be deleted what they were.
    ///
    /// - Throws: ``ProviderError`` with code `unknownOutcome` where that fails, so that live is read again.
    private func putBack(_ batch: ChangeBatch, after failure: ProviderError) async throws(ProviderError) {
        var inverse = batch
        inverse.changes = batch.changes.map(\.inverse)
        inverse.origin?.isUndo = true
        do {
            _ = try await write(inverse)
        } catch {
            throw ProviderError(
                .unknownOutcome, "\(failure.message); and its record sets could not be put back: \(error.message)")
        }
    }

    // MARK: - Record sets

    private struct Written {
        var changeID: String?
        var remarks: [String] = []
    }

    /// Sends a batch until it is known what became of it.
    ///
    /// A batch whose answer was lost is sent again only after reading that nothing of it is live; and it is a
    /// compare-and-swap, so that even then it can't be made twice.
    private func write(_ batch: ChangeBatch) async throws(ProviderError) -> Written {
        let service = try account.connected()
        // A zone that is not there yet goes by its name, which is no id.
        guard !batch.zoneID.isEmpty, !batch.zoneID.contains(".") else {
            throw ProviderError(
                .unavailable, "the id of the zone \(batch.apex) is not known, so nothing was sent; apply again")
        }
        try await checkOverwritten(batch, at: service)
        var isLost = false
        var asStored = listed.state.value.flatMap { $0.zoneID == batch.zoneID ? $0.asStored : nil } ?? [:]
        for attempt in 1...6 {
            let failure: Route53Failure
            do throws(Route53Failure) {
                let id = try await service.change(
                    batch.zoneID, steps(batch, asStored), comment: Self.comment(of: batch))
                didApply(batch)
                return Written(changeID: id)
            } catch {
                failure = error
            }
            let wasLost = failure.isOutcomeUnknown
            // Once an answer was lost, no later answer says what became of the batch: live does.
            guard isLost || wasLost || Self.isAboutState(failure) else { throw Self.error(failure, batch) }
            if wasLost {
                isLost = true
                await account.time.sleep(service.retry.bound(attempt))
            }
            let live: ZoneListing
            do {
                live = try await touched(by: batch, at: service)
            } catch {
                throw isLost
                    ? ProviderError(
                        .unknownOutcome, "\(failure.message); and what is live can't be read: \(error.message)") : error
            }
            if let written = try judged(batch, by: live.zone, failure, isLost: isLost) { return written }
            // Live is as before. It may be stored in other words than those that were sent; else sending again is of no
            // use, unless the answer was lost.
            let stored = asStored.filter { key, _ in !batch.changes.contains { $0.key == key } }
                .merging(live.asStored) { _, new in new }
            guard wasLost || (isLost && !Self.isAboutState(failure)) || stored != asStored else {
                throw Self.error(failure, batch)
            }
            asStored = stored
        }
        throw ProviderError(
            .unknownOutcome,
            "\(batch.apex): Route 53 gave no answer to the batch; nothing of it is live, but it may still be under way")
    }

    /// What live says of a batch that failed.
    ///
    /// - Parameters:
    ///   - batch: the batch.
    ///   - live: its record sets as they are live.
    ///   - failure: what the service said last.
    ///   - isLost: whether an answer was lost, so that it may have been applied.
    /// - Returns: that it is applied; `nil` where live is as before, so that it may be sent again.
    /// - Throws: ``ProviderError`` where live is neither.
    private func judged(
        _ batch: ChangeBatch, by live: Zone, _ failure: Route53Failure, isLost: Bool
    ) throws(ProviderError) -> Written? {
        let evidence = BatchEvidence(of: batch, in: live)
        if isLost, evidence.verdict == .applied {
            didApply(batch)
            return Written(
                remarks: ["\(failure.message); live was read again, and the batch is applied"] + evidence.remarks)
        }
        if isLost, evidence.verdict == .unknown {
            throw ProviderError(
                .unknownOutcome,
                "\(failure.message); live was read again, and is neither as before the batch nor as after",
                conflicts: evidence.moved)
        }
        guard evidence.verdict != .applied || !evidence.foreign.isEmpty else {
            throw ProviderError(.conflict, "somebody else made the same changes")
        }
        guard evidence.moved.isEmpty else {
            let count = evidence.moved.count
            throw ProviderError(
                .conflict,
                "\(counted(count, "record set")) of \(batch.apex) \(count == 1 ? "is" : "are") not what the plan "
                    + "expects at the provider; nothing of the batch was applied", conflicts: evidence.moved)
        }
        return nil
    }

    /// The batch in the service's words and order.
    private func steps(_ batch: ChangeBatch, _ asStored: [RecordSet.Key: XMLElement]) -> [ChangeAction] {
        BatchStep.steps(of: batch.changes, apex: batch.apex, capabilities.order).map { step in
            switch step {
            case .delete(let set):
                ChangeAction(.delete, asStored[set.key] ?? RecordSetElement.element(set, zoneID: batch.zoneID))
            case .overwrite(let set): ChangeAction(.upsert, RecordSetElement.element(set, zoneID: batch.zoneID))
            case .create(let set): ChangeAction(.create, RecordSetElement.element(set, zoneID: batch.zoneID))
            }
        }
    }

    /// Remembers that what the batch created is stored in our words.
    private func didApply(_ batch: ChangeBatch) {
        listed.state.locked { listing in
            guard listing?.zoneID == batch.zoneID else { return }
            for change in batch.changes { listing?.asStored[change.key] = nil }
        }
    }

    /// Looks at sets that can only be overwritten just before that is done.
    private func checkOverwritten(_ batch: ChangeBatch, at service: Route53Service) async throws(ProviderError) {
        let overwritten = batch.changes.filter { BatchStep.isOverwritten($0, apex: batch.apex) }
        guard overwritten.contains(where: { !batch.replacesProvided($0) }) else { return }
        var only = batch
        only.changes = overwritten
        let live = try await touched(by: only, at: service)
        let conflicts = overwritten.compactMap { change -> Conflict? in
            let set = live.zone[change.key]
            // The NS that a new zone came with are replaced, whatever they are.
            if set == change.before || batch.replacesProvided(change) { return nil }
            return Conflict(key: change.key, expected: change.before, live: set)
        }
        guard conflicts.isEmpty else {
            throw ProviderError(
                .conflict, "the name servers of \(batch.apex) are not what the plan expects; nothing was changed",
                conflicts: conflicts)
        }
    }

    /// What is live at the names of a batch: name by name, or the whole zone where that takes fewer requests.
    private func touched(by batch: ChangeBatch, at service: Route53Service) async throws(ProviderError) -> ZoneListing {
        let names = Set(batch.changes.map(\.key.name))
        let known = listed.state.value.flatMap { $0.zoneID == batch.zoneID ? $0.setCount : nil }
        let pages = (known ?? 0) / Route53Service.pageSize + 1
        let elements = try await providing("reading again what is live in \(batch.apex)") {
            () async throws(Route53Failure) in
            if known != nil, pages <= names.count { return try await service.recordSets(of: batch.zoneID) }
            var elements: [XMLElement] = []
            for name in names.sorted() {
                elements += try await service.recordSets(of: batch.zoneID, at: Route53Text.name(name))
            }
            return elements
        }
        return ZoneListing(elements, apex: batch.apex, zoneID: batch.zoneID)
    }

    // MARK: - Refusals

    /// Whether a refusal may be because live is not as the batch expects.
    private static func isAboutState(_ failure: Route53Failure) -> Bool {
        guard case .refused(let refusal) = failure else { return false }
        return refusal.code == "InvalidChangeBatch" || refusal.code == "InvalidInput"
    }

    /// A refusal of a batch in words that say what to do, for each record set that the service names.
    private static func error(_ failure: Route53Failure, _ batch: ChangeBatch) -> ProviderError {
        let what = "changing \(counted(batch.changes.count, "record set")) of \(batch.apex)"
        guard case .refused(let refusal) = failure else { return ProviderError(failure, doing: what) }
        if isGone(failure) { return ProviderError(.conflict, "\(what): the zone is gone; plan again") }
        guard isAboutState(failure) else {
            var error = ProviderError(failure, doing: what)
            if refusal.status == 404 { error.refusals = missingReferences(refusal, batch) }
            return error
        }
        let messages = refusal.messages.flatMap { ChangeBatchMessage.split($0) }.map { ChangeBatchMessage($0) }
        let refusals = messages.map { message in
            Refusal(key: key(message, batch), message: "\(Printable.message(message.text)): \(message.advice)")
        }
        let request = refusal.requestID.map { " (request \(Printable.message($0)))" } ?? ""
        return ProviderError(
            .invalid,
            "\(what): Route 53 refuses the batch\(request): \(refusals.map(\.message).joined(separator: "; "))",
            refusals: refusals)
    }

    /// The record sets that refer to something that is not there: a health check, a collection of addresses.
    private static func missingReferences(_ refusal: ServiceRefusal, _ batch: ChangeBatch) -> [Refusal] {
        batch.changes.compactMap { change in
            var references = [change.after?.healthCheck].compactMap { $0 }
            if case .cidr(let collection, _)? = change.after?.routing?.policy { references.append(collection) }
            guard let missing = references.first(where: { id in refusal.messages.contains { $0.contains(id) } }) else {
                return nil
            }
            return Refusal(
                key: change.key,
                message:
                    "\(Printable.message(refusal.code)): there is no '\(Printable.message(missing))' in the account; correct the id, or "
                    + "make it first")
        }
    }

    private typealias Refusal = ProviderError.Refusal

    /// The record set of the batch that a message is about; for an alias that is named by its target, that alias.
    private static func key(_ message: ChangeBatchMessage, _ batch: ChangeBatch) -> RecordSet.Key? {
        let type = message.type.flatMap { RecordType(parsing: $0) }
        if let name = message.name.flatMap({ try? Route53Text.domainName($0) }) {
            let fitting = batch.changes.map(\.key).filter { key in
                key.name == name && (type == nil || key.type == type)
                    && (message.setIdentifier == nil || key.identifier?.description == message.setIdentifier)
            }
            return fitting.first ?? batch.changes.map(\.key).first { $0.name == name }
        }
        if let target = message.aliasTarget.flatMap({ try? Route53Text.domainName($0) }) {
            return batch.changes.first { $0.after?.alias?.name == target && (type == nil || $0.key.type == type) }?.key
        }
        guard let value = message.value else { return nil }
        return batch.changes.first { change in
            change.after?.data.contains { Route53Text.value($0) == value } ?? false
        }?.key
    }
}

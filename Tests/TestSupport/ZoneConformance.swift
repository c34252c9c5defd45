internal import DNSModel
package import Gate
internal import ZonePlanning

/// What every provider must do with zones as such, and with a batch over its limits: as much as its
/// ``ProviderCapabilities`` say, and a refusal for the rest.
package enum ZoneConformance {
    private static let apex: DomainName = "new.example.com."

    /// Creates, lists and deletes the zone `new.example.com`, as far as the provider says that it can.
    ///
    /// - Parameters:
    ///   - provider: a provider that does not have the zone.
    ///   - directory: the same, as what lists zones and looks up changes.
    /// - Returns: what is not as it must be; nothing where all is well.
    /// - Throws: what the provider throws where it must not fail.
    package static func problems(at provider: any ZoneProvider, _ directory: any ZoneDirectory) async throws -> [String]
    {
        let actions = provider.capabilities.zones
        var problems: [String] = []
        let absent = try await provider.liveZone(apex)
        if absent.exists { problems.append("the zone is there already") }
        let change = Change.create(recordSet("www 300 A 192.0.2.1", in: apex))
        var batch = ChangeBatch(apex: apex, zoneID: absent.id, createsZone: true, changes: [change])
        batch.isOfCreatedZone = true
        guard actions.contains(.create) else {
            problems += await refusal("creating a zone") { () async throws(ProviderError) in
                _ = try await provider.send(batch)
            }
            if try await provider.liveZone(apex).exists { problems.append("a zone was created all the same") }
            return problems
        }
        let applied = try await provider.send(batch)
        let created = try await provider.liveZone(apex)
        if !created.exists || created.zone[change.key] != change.after { problems.append("the zone was not created") }
        if let id = applied.zoneID, id != created.id {
            problems.append("the zone is \(created.id), and was to be \(id)")
        }
        if actions.contains(.list) {
            let listed = try await directory.zones().filter { $0.apex == apex }
            if listed.map(\.id) != [created.id] { problems.append("the zone is listed as \(listed.map(\.id))") }
        } else {
            problems += await refusal("listing zones") { () async throws(ProviderError) in
                _ = try await directory.zones()
            }
        }
        if provider.capabilities.followsChanges, let id = applied.changeID {
            if try await directory.change(id).id != id { problems.append("the change \(id) is found as another one") }
        } else {
            problems += await refusal("looking up a change") { () async throws(ProviderError) in
                _ = try await directory.change(applied.changeID ?? "1")
            }
        }
        var deletion = ChangeBatch(apex: apex, zoneID: created.id, createsZone: false, changes: [change.inverse])
        deletion.deletesZone = true
        if actions.contains(.delete) {
            _ = try await provider.send(deletion)
            if try await provider.liveZone(apex).exists { problems.append("the zone was not deleted") }
        } else {
            problems += await refusal("deleting a zone") { () async throws(ProviderError) in
                _ = try await provider.send(deletion)
            }
            if try await provider.liveZone(apex).zone[change.key] != change.after {
                problems.append("of a zone that was not to be deleted, sets are gone")
            }
        }
        return problems
    }

    /// Applies a batch with as many records as the provider says that one can have, and one with one more.
    ///
    /// - Parameter provider: a provider of the zone `example.com`, which has nothing below its apex.
    /// - Returns: what is not as it must be; nothing where all is well.
    /// - Throws: what the provider throws where it must not fail.
    package static func limitProblems(at provider: any ZoneProvider) async throws -> [String] {
        guard case .message(let limits) = provider.capabilities.scope,
            let most = [limits.both.records, limits.additions.records].compactMap({ $0 }).min()
        else { return [] }
        let zone = try await provider.liveZone("example.com.")
        let changes = (0...most).map { Change.create(recordSet("h\($0) 300 A 192.0.2.1")) }.sorted { $0.key < $1.key }
        let batch = ChangeBatch(apex: "example.com.", zoneID: zone.id, createsZone: false, changes: changes)
        var problems = await refusal("a batch of \(most + 1) records") { () async throws(ProviderError) in
            _ = try await provider.apply(batch)
        }
        if try await provider.liveZone("example.com.").zone != zone.zone { problems.append("a part of it was applied") }
        if !problems.isEmpty { return problems }
        var right = batch
        right.changes.removeLast()
        _ = try await provider.apply(right)
        return problems
    }

    /// What the provider says it can't do must be an error with code `invalid`.
    private static func refusal(
        _ what: String, _ body: () async throws(ProviderError) -> Void
    ) async -> [String] {
        do {
            try await body()
            return ["\(what) was not refused"]
        } catch {
            return error.code == .invalid ? [] : ["\(what): \(error.code.rawValue): \(error.message)"]
        }
    }
}

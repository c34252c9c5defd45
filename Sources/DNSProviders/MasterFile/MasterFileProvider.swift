package import DNSModel
package import Gate
package import ZonePlanning

/// Zones in a folder of RFC 1035 master files, as BIND, NSD, Knot and CoreDNS serve them.
///
/// A batch rewrites the zone's whole file: beside the old one, then in its place at once, so that at any instant the
/// file is the old or the new one. One run writes at a time (a lock on `.gate53.lock` in the folder). An edit that
/// somebody makes while a batch is being applied is found by comparing the file's octets right before the new file
/// takes its place; the batch is refused then. Where the command that has the server read the file fails, the file that
/// was there before is put back, and the batch is not applied.
///
/// `$INCLUDE` reads files in the folder only, paths relative to it, without `..` and without symbolic links.
package struct MasterFileProvider: ZoneProvider {
    let configuration: MasterFileConfiguration
    let today: @Sendable () -> CalendarDate
    let system: MasterFileSystem
    /// Whether a set that is not declared may be live all the same, because the settings ignore it.
    let mayExistElsewhere: @Sendable (DomainName, RecordType) -> Bool

    /// Makes a provider.
    ///
    /// - Parameters:
    ///   - configuration: the folder and how files are written.
    ///   - today: the day for serials of the form `YYYYMMDDnn`.
    ///   - system: the steps on files.
    ///   - mayExistElsewhere: whether a set that is not declared may be live all the same.
    package init(
        configuration: MasterFileConfiguration, today: @escaping @Sendable () -> CalendarDate,
        system: MasterFileSystem = .machine,
        mayExistElsewhere: @escaping @Sendable (DomainName, RecordType) -> Bool = { _, _ in false }
    ) {
        self.mayExistElsewhere = mayExistElsewhere
        var configuration = configuration
        while configuration.directory.count > 1, configuration.directory.hasSuffix("/") {
            configuration.directory.removeLast()
        }
        self.configuration = configuration
        self.today = today
        self.system = system
    }

    /// What the settings name the kind.
    package static let kind = "master-file"

    package static let capabilities = ProviderCapabilities(
        kind: kind, scope: .wholeBatch, precondition: .exactSet, zones: [.list, .create])

    package var capabilities: ProviderCapabilities { Self.capabilities }

    package func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        guard let snapshot = try snapshot(of: apex) else {
            return LiveZone(id: apex.description, exists: false, zone: Zone(empty: apex))
        }
        return LiveZone(
            id: apex.description, exists: true, zone: snapshot.content.zone,
            unmodelled: Self.unmodelledSets(snapshot.content.unmodelled),
            notes: notes(on: snapshot))
    }

    /// The sets of records, each once, by first appearance; where one record of a set has a reason, it is that.
    private static func unmodelledSets(_ records: [WrittenRecord]) -> [UnmodelledSet] {
        var sets: [UnmodelledSet] = []
        var places: [UnmodelledSet: Int] = [:]
        for record in records {
            let known = record.registeredType.flatMap { $0.isModelled ? "\($0)" : nil }
            var set = UnmodelledSet(name: record.name, type: known ?? record.type, reason: "")
            let reason = reason(for: record)
            if let place = places[set] {
                if sets[place].reason == companion { sets[place].reason = reason }
                continue
            }
            places[set] = sets.count
            set.reason = reason
            sets.append(set)
        }
        return sets
    }

    /// Why a record is not modelled that could be, were it alone.
    private static let companion = "another record of the set is not modelled"

    /// Why a record is not modelled, as a phrase.
    private static func reason(for record: WrittenRecord) -> String {
        guard let type = record.registeredType else { return "\(record.type) is not a registered record type" }
        guard type.isModelled else { return "no presentation format known for \(record.type)" }
        let data = Result { () throws(DNSParseError) in
            try RecordData(type: type, parsing: String(decoding: record.data, as: UTF8.self), origin: .root)
        }
        if case .failure(let error) = data { return error.message }
        return companion
    }

    /// What a reviewer should know before the file is rewritten.
    private func notes(on snapshot: MasterFileSnapshot) -> [String] {
        let path = path(snapshot.name)
        let content = snapshot.content
        var notes: [String] = []
        if content.usesInclude {
            notes.append(
                "'\(path)' has $INCLUDE lines; the first apply copies the included records in and drops the lines")
        }
        if content.usesGenerate {
            notes.append(
                "'\(path)' has $GENERATE lines; the first apply writes out the records they make and drops the lines")
        }
        if content.hasComments, !content.isOurs {
            notes.append("'\(path)' has comments; the first apply rewrites the file without them")
        }
        if content.zone[RecordSet.Key(name: content.zone.apex, type: .soa)] == nil {
            notes.append("'\(path)' has no SOA record; the first apply adds one from the settings")
        }
        if content.unmodelled.contains(where: { $0.type == "RRSIG" }) {
            notes.append(
                "'\(path)' holds DNSSEC signatures, which are kept as they are; sign the zone again after an apply")
        }
        if !snapshot.others.isEmpty {
            let others = snapshot.others.map { "'\(self.path($0))'" }.joined(separator: ", ")
            notes.append("'\(path)' is the zone's file; \(others) is not read")
        }
        notes += content.notes.map { "\($0.location): \($0.message)" }
        return notes
    }

    // MARK: - Applying

    package func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        if batch.deletesZone {
            throw ProviderError(
                .invalid, "a \(Self.kind) provider deletes no zones; delete the file there by hand")
        }
        if batch.createsZone {
            try step { () throws(MasterFileSystem.Failure) in try system.makeFolder(configuration.directory) }
        }
        guard try hasFolder() else { throw Self.zoneIsGone(batch, path: configuration.directory) }
        let lock = try await takeLock()
        let result = Result { () throws(ProviderError) in try write(batch) }
        system.unlock(lock)
        let written = try result.get()
        if let replaced = written.replaced, !configuration.reload.isEmpty, let failure = await reload(batch.apex) {
            throw await putBack(replaced, of: batch.apex, because: failure)
        }
        return AppliedBatch(changeID: String(written.serial), warnings: written.warnings)
    }

    /// Runs the reload command, which a run that was killed after writing the file did not.
    package func ensureServed(_ apex: DomainName) async throws(ProviderError) -> [String] {
        guard !configuration.reload.isEmpty, let failure = await reload(apex) else { return [] }
        return ["the file of zone '\(apex)' is written, but its server may not serve it yet: \(failure)"]
    }

    func hasFolder() throws(ProviderError) -> Bool {
        try step { () throws(MasterFileSystem.Failure) in try system.kind(configuration.directory) } != nil
    }

    /// Waits until no other run writes in the folder, for at most half a minute.
    func takeLock() async throws(ProviderError) -> Int32 {
        let path = path(MasterFileName.ownPrefix + ".lock")
        var wait = Duration.milliseconds(1)
        let end = ContinuousClock.now + .seconds(30)
        while true {
            let lock = try step { () throws(MasterFileSystem.Failure) in try system.lock(path) }
            if let lock { return lock }
            if ContinuousClock.now > end {
                throw ProviderError(
                    .unavailable,
                    "another run of gate53 has held '\(path)' for 30 seconds; nothing was changed; apply again later")
            }
            do {
                try await Task.sleep(for: wait)
            } catch {
                throw ProviderError(.unavailable, "stopped while waiting for '\(path)'; nothing was changed")
            }
            wait = min(wait * 2, .milliseconds(200))
        }
    }

    /// Runs the reload command; what went wrong, if anything did.
    func reload(_ apex: DomainName) async -> String? {
        let name = apex.description
        let zone = name == "." ? name : String(name.dropLast())
        let command = ReloadCommand(
            arguments: configuration.reload.map { $0.replacing("<zone>", with: zone) },
            environment: configuration.reloadEnvironment, timeLimit: .seconds(configuration.reloadTimeLimit))
        return await command.run()
    }
}

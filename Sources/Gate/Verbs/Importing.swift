package import DNSModel
package import ZoneFiles
package import ZonePlanning

// Decision 0055: an import is by the settings that are there.

/// A zone as its provider has it, on its way into zone files.
package struct ImportedZone: Sendable {
    package var apex: DomainName
    /// The zone file; `nil` where there is not a record set to write.
    package var octets: [UInt8]?
    /// How many record sets the file has.
    package var count = 0
    /// What the settings need to say of it besides its provider.
    package var settingsLines: [String] = []
    /// What the file does not have.
    package var unmodelled: [UnmodelledSet] = []
    /// What is live; `nil` where the provider does not have the zone.
    package var live: LiveZone?

    package var exists: Bool { live != nil }
}

/// Reads zones from a provider as zone files, and proves that these say what is live.
package struct Importing: Sendable {
    /// Why what new files declare is not what was read.
    package enum Difference: Sendable {
        /// A mistake in a file, or what the provider can't serve.
        case mistake(Diagnostic)
        /// A plan of the zone would change it.
        case changes(DomainName, PlanSummary)
    }

    private let ports: GatePorts
    private let kinds: ProviderKinds

    package init(_ ports: GatePorts) {
        self.ports = ports
        kinds = ports.clone.kinds
    }

    /// Reads zones from a provider.
    ///
    /// - Parameters:
    ///   - name: what the settings call the provider.
    ///   - provider: the provider's settings.
    ///   - apexes: the zones; none means all that there are.
    ///   - zoneID: the one that is meant of several zones of one name.
    ///   - settings: the settings that are there: what they ignore is not imported, and their TTL is not written.
    /// - Returns: the zones in canonical order; those of `apexes` that the provider does not have are empty.
    /// - Throws: ``GateError``.
    package func zones(
        of name: String, _ provider: ProviderSettings, _ apexes: [DomainName], zoneID: String?, _ settings: Settings?
    ) async throws(GateError) -> [ImportedZone] {
        if let settings { try await Directories(ports).check([(name: name, settings: provider)], of: settings) }
        guard let directory = ports.providers.directory(of: name, provider) else { return [] }
        let listed: [ListedZone]
        do throws(ProviderError) { listed = try await directory.zones() } catch { throw Self.error(error) }
        let meant = zoneID.map { id in listed.filter { $0.id == id } } ?? listed
        let wanted = apexes.isEmpty ? Set(meant.map(\.apex)) : Set(apexes)
        var zones: [ImportedZone] = []
        for apex in wanted.sorted() {
            let found = meant.filter { $0.apex == apex }
            guard let zone = found.first else {
                zones.append(ImportedZone(apex: apex))
                continue
            }
            if found.count > 1 {
                let kinds = found.map { "\($0.id) (\($0.isPrivate ? "private" : "public"))" }
                throw GateError(
                    .failed,
                    "there are \(found.count) zones \(apex): \(Printable.text(kinds.joined(separator: ", "))); "
                        + "name one, as in '--zone \(apex) --zone-id \(Printable.text(zone.id))'",
                    id: "ambiguous-zone")
            }
            do throws(ProviderError) {
                zones.append(try await imported(zone, from: directory, isNamed: zoneID != nil, provider, settings))
            } catch {
                throw Self.error(error)
            }
        }
        return zones
    }

    private static func error(_ error: ProviderError) -> GateError {
        GateError(.failed, Printable.lines(error.message), id: error.code.id)
    }

    private func imported(
        _ listed: ListedZone, from directory: any ZoneDirectory, isNamed: Bool, _ provider: ProviderSettings,
        _ settings: Settings?
    ) async throws(ProviderError) -> ImportedZone {
        let live = try await directory.liveZone(listed)
        let namesServers = kinds[provider.kind]?.starter(folder: "").namesServers ?? false
        let ownership = Ownership(
            ignored: settings?.zone(listed.apex)?.ignore ?? [], dynamic: settings?.dynamic ?? [])
        let exemptions = ownership.exemptions(declared: Zone(empty: listed.apex))
        let sets = live.zone.sets.filter { set in
            if exemptions.exemption(of: set.key) != nil { return false }
            guard set.name == listed.apex else { return true }
            if namesServers, set.type == .ns { return false }
            return set.type != .soa
        }
        // A part of sets that are in order and unique is in order and unique.
        let zone = (try? Zone(apex: listed.apex, ordered: sets)) ?? Zone(empty: listed.apex)
        var lines: [String] = []
        if isNamed { lines.append("zone-id: \(listed.id)") } else if listed.isPrivate { lines.append("private: true") }
        let octets =
            sets.isEmpty
            ? nil : ZoneFileWriter.write(zone, defaultTTL: settings?.defaultTTL ?? ZoneFileOptions.octoDNSDefaultTTL)
        return ImportedZone(
            apex: listed.apex, octets: octets, count: sets.count, settingsLines: lines, unmodelled: live.unmodelled,
            live: live)
    }

    /// Proves an import: what the new files declare is what was read.
    ///
    /// - Parameters:
    ///   - zones: the zones that were imported.
    ///   - settings: the settings that they are under.
    /// - Returns: what is not as it should be; none where a plan of every zone has no changes.
    package func differences(_ zones: [ImportedZone], by settings: Settings) -> [Difference] {
        let declared = DeclaredState(settings)
        var differences: [Difference] = []
        for zone in zones {
            guard let live = zone.live, let zoneSettings = settings.zone(zone.apex) else { continue }
            let path = ZoneFilePaths.path(of: zone.apex, below: settings.zoneFiles)
            let (read, diagnostics) = ZoneFileReader.read(
                files: [ZoneFileInput(path: path, blob: "", octets: zone.octets ?? [])], apex: zone.apex,
                options: settings.zoneFileOptions(for: zoneSettings))
            differences += diagnostics.filter { $0.severity == .error }.map(Difference.mistake)
            guard let read,
                let provider = ports.providers.uncheckedProvider(
                    of: DesiredState.DeclaredZone(desired: read, settings: zoneSettings), in: declared)
            else { continue }
            let (desired, problems) = provider.servable(read, isLenient: zoneSettings.leavesOutUnserved)
            differences += problems.filter { $0.severity == .error }.map(Difference.mistake)
            let planner = ZonePlanner(
                providerName: zoneSettings.provider, capabilities: provider.capabilities,
                ownership: Ownership(of: desired, by: zoneSettings),
                policy: PlanPolicy(settings: zoneSettings.policies, allowed: [], today: ports.clock.today()))
            let plan = planner.plan(desired: desired, live: live, protectedBefore: []).plan
            if plan.hasChanges { differences.append(.changes(plan.apex, PlanSummary(plan.changes))) }
        }
        return differences
    }
}

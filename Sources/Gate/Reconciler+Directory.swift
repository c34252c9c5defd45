package import DNSModel
package import ZonePlanning

// Looking at providers: nothing here changes anything.

extension Reconciler {
    /// Lists the zones of providers, held against what git declares.
    ///
    /// A provider that can't be listed is a failure in the list, and nothing is said about its zones.
    ///
    /// - Parameters:
    ///   - directories: the providers.
    ///   - declared: what git declares, for these and other providers.
    /// - Returns: the list.
    package func zones(of directories: [NamedDirectory], declared: [ZoneList.Declared]) async -> ZoneList {
        let (listed, failures) = await listedZones(of: directories)
        return ZoneList(
            zip(directories, listed).compactMap { directory, zones in zones.map { (directory.name, $0) } },
            declared: declared, failures: failures)
    }

    /// Looks for record sets in the zones of providers, declared or not.
    ///
    /// - Parameters:
    ///   - query: what is looked for.
    ///   - directories: the providers.
    ///   - apexes: the zones to look through; `nil` means all.
    /// - Returns: what was found, and the names of `apexes` that no provider has. Where a provider can't be listed, no
    ///   name is said to be missing.
    package func records(
        _ query: RecordQuery, of directories: [NamedDirectory], in apexes: Set<DomainName>? = nil
    ) async -> (list: RecordList, missing: [DomainName]) {
        var (listed, failures) = await listedZones(of: directories)
        var requests: [(directory: NamedDirectory, zone: ListedZone)] = []
        for (directory, zones) in zip(directories, listed) {
            for zone in zones ?? [] where apexes?.contains(zone.apex) ?? true { requests.append((directory, zone)) }
        }
        let found = Set(requests.map(\.zone.apex))
        let missing = failures.isEmpty ? (apexes ?? []).subtracting(found).sorted() : []
        let places = requests
        let results = await concurrently(places.count, saysProgress: true) { index in
            let (directory, zone) = places[index]
            return await Self.records(query, in: zone, directory)
        }
        var zones: [RecordList.ZoneRecords] = []
        for result in results {
            switch result {
            case .found(let records): zones.append(records)
            case .failed(let failure): failures.append(failure)
            }
        }
        return (RecordList(zones, failures: failures), missing)
    }

    private enum ZoneSearch: Sendable {
        case found(RecordList.ZoneRecords)
        case failed(ReadFailure)
    }

    private static func records(
        _ query: RecordQuery, in zone: ListedZone, _ directory: NamedDirectory
    ) async -> ZoneSearch {
        do throws(ProviderError) {
            let live = try await directory.directory.liveZone(zone)
            var zone = zone
            zone.readOnly = live.readOnly ?? zone.readOnly
            return .found(
                RecordList.ZoneRecords(provider: directory.name, zone: zone, match: query.match(in: live)))
        } catch {
            return .failed(
                ReadFailure(provider: directory.name, zone: zone, code: error.code.id, message: error.message))
        }
    }

    /// The zones of each provider; `nil` for those that can't be listed.
    private func listedZones(
        of directories: [NamedDirectory]
    ) async -> (zones: [[ListedZone]?], failures: [ReadFailure]) {
        let results: [Result<[ListedZone], ProviderError>] = await concurrently(directories.count) { index in
            do throws(ProviderError) {
                return .success(try await directories[index].directory.zones())
            } catch {
                return .failure(error)
            }
        }
        var zones: [[ListedZone]?] = []
        var failures: [ReadFailure] = []
        for (directory, result) in zip(directories, results) {
            switch result {
            case .success(let listed): zones.append(listed)
            case .failure(let error):
                zones.append(nil)
                failures.append(ReadFailure(provider: directory.name, code: error.code.id, message: error.message))
            }
        }
        return (zones, failures)
    }
}

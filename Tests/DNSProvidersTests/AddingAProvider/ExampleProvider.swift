package import DNSModel
package import Gate
internal import Platform
package import ZonePlanning

/// A zone at Example DNS, which changes a zone only where it still has the serial that the request names.
package struct ExampleProvider: ZoneProvider {
    package static let kind = "example"

    package let capabilities = ProviderCapabilities(
        kind: Self.kind, types: [.a, .aaaa, .caa, .cname, .mx, .ns, .txt],
        scope: .message(BatchLimits(records: 100)), precondition: .zoneVersion, zones: [.list], version: .serial)

    let service: ExampleService
    let view: String?
    let watch: ProviderWatch
    /// The serial that the zone had when it was read last.
    private let serial = LockedValue<Int?>(nil)

    init(service: ExampleService, view: String?, watch: ProviderWatch) {
        self.service = service
        self.view = view
        self.watch = watch
    }

    package func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        guard let found = await service.zone(apex, view) else {
            return LiveZone(id: apex.description, exists: false, zone: Zone(empty: apex))
        }
        watch.listed(found.sets.count, found.id)
        serial.locked { $0 = found.serial }
        // A set that can't be modelled goes into `unmodelled`, and is never touched.
        guard let zone = try? Zone(apex: apex, sets: found.sets) else {
            throw ProviderError(.unreadable, "the zone \(apex) has a set twice; have Example DNS look at it")
        }
        return LiveZone(id: found.id, exists: true, zone: zone)
    }

    package func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        guard let found = await service.zone(apex, view) else {
            return ZoneSummary(zoneID: apex.description, exists: false)
        }
        return ZoneSummary(
            zoneID: found.id, exists: true, setCount: found.sets.count, version: String(found.serial))
    }

    package func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        if batch.createsZone || batch.deletesZone {
            throw ProviderError(.invalid, "zones are made and deleted at Example DNS by hand")
        }
        guard let known = serial.value else {
            throw ProviderError(.conflict, "the zone \(batch.apex) was not read before it was to be changed")
        }
        do {
            let next = try await service.change(
                batch.apex, view, ifSerial: known, delete: batch.changes.compactMap(\.before),
                create: batch.changes.compactMap(\.after))
            serial.locked { $0 = next }
            return AppliedBatch(changeID: String(next))
        } catch {
            switch error {
            case .serialMoved:
                throw ProviderError(.conflict, "the zone \(batch.apex) has changed since it was read")
            case .tooLarge: throw ProviderError(.invalid, "Example DNS takes 100 records in a request")
            case .noAnswer:
                throw ProviderError(.unknownOutcome, "Example DNS gave no answer to a change of \(batch.apex)")
            }
        }
    }
}

extension ExampleProvider: ZoneDirectory {
    package func zones() async throws(ProviderError) -> [ListedZone] {
        await service.zones(view).map { ListedZone(id: $0.id, apex: $0.apex, setCount: $0.sets.count) }
    }

    package func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone {
        try await liveZone(listed.apex)
    }

    package func change(_ id: String) async throws(ProviderError) -> ChangeStatus {
        throw ProviderError(.invalid, "Example DNS has no changes to look up")
    }
}

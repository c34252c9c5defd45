internal import DNSModel
package import Gate
package import ZonePlanning

/// The zones and changes of an account of Route 53.
package struct Route53Directory: ZoneDirectory {
    let account: Route53Account

    package init(account: Route53Account) { self.account = account }

    package func zones() async throws(ProviderError) -> [ListedZone] {
        var zones: [ListedZone] = []
        for zone in try await account.allZones() {
            guard let apex = try? Route53Text.domainName(zone.name) else {
                throw ProviderError(.unreadable, "the name of the zone \(Printable.message(zone.id)) can't be read")
            }
            zones.append(
                ListedZone(
                    id: zone.id, apex: apex, isPrivate: zone.isPrivate, setCount: zone.setCount,
                    readOnly: zone.readOnly, comment: zone.comment))
        }
        return zones
    }

    package func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone {
        let service = try account.connected()
        service.watch.found(listed.apex.description, listed.id)
        let elements = try await providing("reading the zone \(listed.apex)") { () async throws(Route53Failure) in
            try await service.recordSets(of: listed.id)
        }
        let listing = ZoneListing(elements, apex: listed.apex, zoneID: listed.id)
        var live = LiveZone(id: listed.id, exists: true, zone: listing.zone, unmodelled: listing.unmodelled)
        live.readOnly = listed.readOnly
        return live
    }

    package func change(_ id: String) async throws(ProviderError) -> ChangeStatus {
        let service = try account.connected()
        return try await providing("asking for the change \(Printable.message(id))") {
            () async throws(Route53Failure) in
            try await service.changeStatus(id)
        }
    }
}

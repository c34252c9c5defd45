package import DNSModel
package import Gate
internal import HTTPTransport
internal import Platform
package import ZonePlanning

/// A zone at Amazon Route 53.
///
/// Every change is a compare-and-swap: one batch deletes the sets as they are stored and creates the new ones, and the
/// service carries out all of it or nothing. Nothing is overwritten but a declared NS of the apex, which may never be
/// missing; it is read again just before.
package struct Route53Provider: ZoneProvider {
    let account: Route53Account
    let choice: HostedZoneChoice
    /// How many record sets the zone is to have, to know whether to ask for its limit.
    let expectedSets: Int
    /// Whether a set that is not declared may be live all the same, because the settings ignore it.
    let mayExistElsewhere: @Sendable (DomainName, RecordType) -> Bool
    /// What was listed, to delete sets as they are stored.
    let listed = ListedZoneState()

    package init(
        account: Route53Account, choice: HostedZoneChoice = HostedZoneChoice(), expectedSets: Int = 0,
        mayExistElsewhere: @escaping @Sendable (DomainName, RecordType) -> Bool = { _, _ in false }
    ) {
        self.mayExistElsewhere = mayExistElsewhere
        self.account = account
        self.choice = choice
        self.expectedSets = expectedSets
    }

    /// What the settings name the kind.
    package static let kind = "route53"

    /// Source: "Quotas on ChangeResourceRecordSets requests" and "Quotas on entities", Amazon Route 53 Developer Guide.
    package static let capabilities = ProviderCapabilities(
        kind: kind, types: Route53Rules.types, scope: .message(BatchLimits(records: 1_000, characters: 32_000)),
        precondition: .exactSet, order: [.deletionsFirst, .aliasesAfterTargets, .apexIsOverwritten],
        zones: [.list, .create, .delete], followsChanges: true, hasRouting: true, setsPerZone: 10_000,
        characters: { Route53Text.value($0).unicodeScalars.count })

    package var capabilities: ProviderCapabilities { Self.capabilities }

    // MARK: - Reading

    package func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        guard let zone = try await account.zone(apex, choice) else {
            var absent = LiveZone(id: apex.description, exists: false, zone: Zone(empty: apex))
            absent.creationAttributes = choice.creationAttributes
            absent.notes = await account.warnings()
            return absent
        }
        return try await liveZone(apex, zone)
    }

    package func account() async throws(ProviderError) -> String? { try await account.identify().number }

    package func caller() async throws(ProviderError) -> String? { try await account.identify().arn }

    /// From the list of zones, which one request a hundred zones gives, or from the lookup of one where few are asked
    /// for.
    package func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        guard let zone = try await account.zone(apex, choice) else {
            return ZoneSummary(zoneID: apex.description, exists: false)
        }
        return ZoneSummary(zoneID: zone.id, exists: true, isPrivate: zone.isPrivate, setCount: zone.setCount)
    }

    /// The record sets of a hosted zone.
    func liveZone(_ apex: DomainName, _ zone: HostedZone) async throws(ProviderError) -> LiveZone {
        let service = try account.connected()
        service.watch.found(apex.description, zone.id)
        let elements = try await providing("reading the zone \(apex)") { () async throws(Route53Failure) in
            try await service.recordSets(of: zone.id)
        }
        let listing = ZoneListing(elements, apex: apex, zoneID: zone.id)
        listed.state.value = ListedZoneState.Listing(
            zoneID: zone.id, asStored: listing.asStored, setCount: elements.count)
        var live = LiveZone(id: zone.id, exists: true, zone: listing.zone, unmodelled: listing.unmodelled)
        live.storedCharacters = listing.storedCharacters
        live.readOnly = zone.readOnly
        live.isPrivate = zone.isPrivate
        live.notes = await account.warnings() + listing.notes
        if max(elements.count, expectedSets) > Self.capabilities.setsPerZone ?? .max {
            live.largestSetCount = try await providing("asking for the limit of the zone \(apex)") {
                () async throws(Route53Failure) in
                try await service.largestSetCount(of: zone.id)
            }
        }
        return live
    }

    // MARK: - What the service would refuse

    package func servable(
        _ desired: DesiredZone, isLenient: Bool
    ) -> (zone: DesiredZone, diagnostics: [Diagnostic]) {
        let (converted, conversion) = Route53Aliases.convert(desired)
        let (limited, problems) = Servability.limit(converted, to: capabilities, isLenient: isLenient)
        return (limited, conversion + problems)
    }

    package func findings(in subject: RuleSubject) -> [RuleFinding] {
        Route53Rules.findings(
            in: subject, isPrivate: choice.isPrivate ?? false,
            mayExistElsewhere: {
                subject.stage == .declared && mayExistElsewhere($0, $1) || subject.mayBeForeign($0, $1)
            })
    }

    package func objections(to batch: ChangeBatch, in live: LiveZone) -> [String] {
        batch.createsZone ? choice.objections : []
    }

    // MARK: - Propagation

    package func awaitPropagation(
        of changeIDs: [String], progress: @escaping @Sendable (_ done: Int) -> Void
    ) async throws(ProviderError) {
        let service = try account.connected()
        let poller = account.poller
        let failure = await withTaskGroup(of: ProviderError?.self) { group in
            for id in changeIDs {
                group.addTask {
                    do throws(ProviderError) {
                        try await poller.wait(for: id, at: service)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var (done, failure): (Int, ProviderError?) = (0, nil)
            for await result in group {
                done += 1
                progress(done)
                failure = failure ?? result
            }
            return failure
        }
        if let failure { throw failure }
    }
}

/// What was listed of a zone last, as far as it is needed to change it.
final class ListedZoneState: Sendable {
    struct Listing: Sendable {
        var zoneID: String
        /// The elements of those sets that are stored otherwise than we would write them.
        var asStored: [RecordSet.Key: XMLElement]
        /// How many sets the zone has.
        var setCount: Int
    }

    let state = LockedValue<Listing?>(nil)
}

/// The record sets of a list, as the model has them, and what it does not have.
struct ZoneListing {
    private(set) var zone: Zone
    private(set) var unmodelled: [UnmodelledSet] = []
    /// The elements of sets that are stored otherwise than we would write them.
    private(set) var asStored: [RecordSet.Key: XMLElement] = [:]
    private(set) var storedCharacters: [RecordSet.Key: Int] = [:]
    private(set) var notes: [String] = []

    /// Reads a list; a set that can't be read is one that is not modelled, whatever is odd about it.
    init(_ elements: [XMLElement], apex: DomainName, zoneID: String) {
        var sets: [RecordSet] = []
        sets.reserveCapacity(elements.count)
        for element in elements {
            let text = element.text(of: "Name") ?? ""
            guard let name = try? Route53Text.domainName(text), name.isAtOrBelow(apex) else {
                // Its type with its name is no type, so that it stands in the place of no set that could be declared.
                unmodelled.append(
                    UnmodelledSet(
                        name: apex, type: "\(element.text(of: "Type") ?? "") at '\(Printable.message(text))'",
                        reason: "gate53 can't read its name, or the name is not in the zone"))
                continue
            }
            do throws(RecordSetElement.Unmodelled) {
                let set = try RecordSetElement.recordSet(element, name: name, zoneID: zoneID)
                let stored = RecordSetElement.sendable(element)
                let written = RecordSetElement.element(set, zoneID: zoneID)
                if stored != written {
                    asStored[set.key] = stored
                    let characters = RecordSetElement.characters(stored)
                    if characters != RecordSetElement.characters(written) { storedCharacters[set.key] = characters }
                }
                sets.append(set)
            } catch {
                unmodelled.append(
                    UnmodelledSet(name: name, type: element.text(of: "Type") ?? "", reason: error.reason))
            }
        }
        while true {
            do throws(DuplicateRecordSet) {
                zone = try Zone(apex: apex, sets: sets)
                return
            } catch {
                let key = error.key
                sets.removeAll { $0.key == key }
                asStored[key] = nil
                storedCharacters[key] = nil
                unmodelled.append(
                    UnmodelledSet(
                        name: key.name, type: "\(key.type)",
                        reason: "it is listed more than once" + (key.identifier.map { " as '\($0.shown)'" } ?? "")))
            }
        }
    }
}

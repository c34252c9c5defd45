internal import DNSModel
internal import Gate
internal import HTTPTransport
internal import Hashing
internal import Platform
internal import ZonePlanning

/// Zones that are created and deleted.
extension Route53Provider {
    /// Creates the zone, or finds the one that this plan created before: one plan makes one zone, however often and
    /// from wherever it is applied.
    func createZone(_ batch: ChangeBatch) async throws(ProviderError) -> HostedZoneDetails {
        let service = try account.connected()
        if let objection = choice.objections.first { throw ProviderError(.invalid, objection) }
        let own = Self.reference(of: batch)
        var reference = own
        let what = "creating the zone \(batch.apex)"
        // Once an answer was lost the zone may be there, whatever goes wrong after that.
        var isLost = false
        for attempt in 1...5 {
            account.forgetZones()
            let found: HostedZone?
            do {
                found = try await account.zone(batch.apex, choice, isFresh: true)
            } catch {
                throw isLost ? Self.perhapsCreated(error) : error
            }
            if let zone = found {
                guard zone.callerReference.hasPrefix(own) else {
                    throw ProviderError(
                        .conflict,
                        "somebody else created the zone \(batch.apex) as \(Printable.message(zone.id)); plan again")
                }
                do {
                    return try await providing(what) { () async throws(Route53Failure) in
                        try await service.hostedZone(zone.id)
                    }
                } catch {
                    var error = error
                    error.leavesZone = true
                    error.zoneID = zone.id
                    throw error
                }
            }
            do throws(Route53Failure) {
                let details = try await service.createZone(batch.apex, choice, reference: reference)
                account.forgetZones()
                listed.state.value = nil
                return details
            } catch {
                if case .refused(let refusal) = error, refusal.code == "HostedZoneAlreadyExists" {
                    // The zone that had this reference is gone, and a reference is good for one zone only.
                    reference = "\(own)-\(service.clock.now().basic)"
                } else if !error.isOutcomeUnknown {
                    let refusal = ProviderError(error, doing: what)
                    throw isLost ? Self.perhapsCreated(refusal) : refusal
                } else {
                    isLost = true
                }
                if attempt == 5 {
                    let last = ProviderError(error, doing: what)
                    throw isLost ? Self.perhapsCreated(last) : last
                }
                await account.time.sleep(.seconds(1 << attempt))
            }
        }
        throw ProviderError(.unavailable, "\(what): no answer")
    }

    /// What went wrong after the answer to the creation of a zone was lost.
    private static func perhapsCreated(_ error: ProviderError) -> ProviderError {
        ProviderError(.unknownOutcome, "the answer to the creation of the zone was lost; then: \(error.message)")
    }

    /// What the creation of a zone by a plan is called: the same for every run of that plan.
    static func reference(of batch: ChangeBatch) -> String {
        let plan = batch.origin.map { "\($0.plan)" } ?? ""
        return "gate53-" + Hexadecimal.text(SHA256.digest(of: Array("\(plan) \(batch.apex)".utf8)))
    }

    func deleteZone(_ batch: ChangeBatch) async throws(ProviderError) -> String? {
        let service = try account.connected()
        let what = "deleting the zone \(batch.apex)"
        do throws(Route53Failure) {
            let id = try await service.deleteZone(batch.zoneID)
            account.forgetZones()
            return id
        } catch {
            if case .refused(let refusal) = error, refusal.code == "HostedZoneNotEmpty" {
                throw ProviderError(
                    .conflict,
                    "\(what): there are record sets in it that the plan does not know, or it is signed (DNSSEC); plan again, "
                        + "or have its signing switched off")
            }
            account.forgetZones()
            if Self.isGone(error) { return nil }
            guard error.isOutcomeUnknown else { throw ProviderError(error, doing: what) }
            // An answer that was lost: the zone is there or it is not.
            do throws(Route53Failure) {
                _ = try await service.hostedZone(batch.zoneID)
            } catch let second where Self.isGone(second) {
                return nil
            } catch let second {
                throw ProviderError(
                    .unknownOutcome,
                    "\(what): \(error.message); and whether it is there can't be read: \(second.message)")
            }
            throw ProviderError(.unavailable, "\(error.message); the zone is still there")
        }
    }

    static func isGone(_ failure: Route53Failure) -> Bool {
        if case .refused(let refusal) = failure { refusal.code == "NoSuchHostedZone" } else { false }
    }
}

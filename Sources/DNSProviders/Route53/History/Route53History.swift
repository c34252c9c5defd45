package import Gate
package import ZonePlanning

/// Who changed record sets in an account of Route 53, as AWS CloudTrail has it.
package struct Route53History: ChangeHistory {
    let account: Route53Account

    package init(account: Route53Account) { self.account = account }

    /// How many pages are asked for at most: 2,000 events, which takes 20 seconds at two pages a second.
    static let mostPages = 40

    package func events(
        since: String?, until isEnough: @escaping @Sendable (_ found: [ZoneEvent]) -> Bool
    ) async throws(ProviderError) -> ZoneHistory {
        let trail = try account.trail()
        // CloudTrail takes minutes to log; what it logs later is found by a later look.
        let end = trail.clock.now()
        let earliest = end.adding(seconds: -CloudTrail.reach)
        let start = max(since.flatMap { Instant(aws: $0) } ?? earliest, earliest)
        var history = ZoneHistory()
        var token: String?
        var tokens: Set<String> = []
        for page in 0... {
            if page == Self.mostPages {
                history.gap = "only the last \(history.events.count) changes in CloudTrail were read"
                return history
            }
            let found: CloudTrailPage
            do throws(CloudTrailFailure) {
                found = try await trail.page(from: min(start, end), to: end, token: token)
            } catch {
                if error.isDenied {
                    throw ProviderError(
                        .denied,
                        "the credentials may not read CloudTrail; give them the permission "
                            + "cloudtrail:LookupEvents")
                }
                throw ProviderError(.unavailable, error.message)
            }
            history.events += found.events.compactMap { ZoneEvent($0) }
            guard let next = found.nextToken, !isEnough(history.events) else { return history }
            if !tokens.insert(next).inserted {
                history.gap = "CloudTrail repeats its pages; only what was read before that counts"
                return history
            }
            token = next
        }
        return history
    }
}

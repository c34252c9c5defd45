import Gate
import StrictRoute53
import Synchronization
import TestSupport
import Testing

@testable import DNSProviders

@Suite("Whose credentials they are") struct CallerIdentityTests {
    @Test("is asked once where somebody wants to know it, and never else") func once() async throws {
        let service = try Service()
        let said = Mutex<[String]>([])
        let account = service.account(
            watch: ProviderWatch(called: { caller in said.withLock { $0.append(caller) } }),
            environment: ["AWS_ENDPOINT_URL_STS": "https://sts.us-east-1.amazonaws.com"])
        _ = try await account.allZones()
        _ = try await account.zone("example.com.", HostedZoneChoice(), isFresh: true)
        #expect(said.withLock { $0 } == ["account 123456789012, arn:aws:iam::123456789012:user/test"])
        #expect(service.strict.log.identifications == 1)
        let other = try Service()
        _ = try await other.account().allZones()
        #expect(other.strict.log.identifications == 0)
    }
}

import DNSModel
import TestSupport
import Testing

@testable import DNSProviders

@Suite("Route 53: conformance") struct Route53ConformanceTests {
    @Test("What every provider must do", arguments: ConformanceCase.all) func conforms(to example: ConformanceCase)
        async throws
    {
        let service = try Service()
        let problems = try await example.problems(at: service.provider()) { sets in
            try service.write(sets)
        }
        #expect(problems.isEmpty)
    }

    @Test("What every provider must do with zones, and with too large a batch") func zones() async throws {
        let service = try Service()
        let directory = Route53Directory(account: service.account())
        #expect(try await ZoneConformance.problems(at: service.provider(), directory).isEmpty)
        #expect(try await ZoneConformance.limitProblems(at: service.provider()).isEmpty)
    }
}

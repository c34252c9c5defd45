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
}

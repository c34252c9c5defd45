import DNSModel
import TestSupport
import Testing

@testable import DNSProviders

@Suite("Master files: conformance") struct MasterFileConformanceTests {
    @Test("What every provider must do", arguments: ConformanceCase.all) func conforms(to example: ConformanceCase)
        async throws
    {
        let folder = try TemporaryFolder()
        let start = try zone("@ 3600 SOA ns1 hostmaster 1 10800 3600 1209600 3600\n@ 3600 NS ns1.example.net.\n").sets
        let problems = try await example.problems(at: folder.provider()) { sets in
            let zone = try Zone(apex: "example.com.", sets: start + sets)
            try folder.write(MasterFileWriter.octets(of: zone), to: "example.com.zone")
        }
        #expect(problems.isEmpty)
    }

    @Test("What every provider must do with zones") func zones() async throws {
        let provider = try TemporaryFolder().provider()
        #expect(try await ZoneConformance.problems(at: provider, provider).isEmpty)
    }
}

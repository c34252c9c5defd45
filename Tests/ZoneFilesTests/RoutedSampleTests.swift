internal import DNSModel
internal import FoundationEssentials
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("The sample zone with aliases and routing")
struct RoutedSampleTests {
    private func octets() throws -> [UInt8] {
        let path = #filePath.replacing("RoutedSampleTests.swift", with: "Valid/routed.example.yaml")
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    @Test("It has no mistakes, and every kind of set")
    func reads() throws {
        let input = ZoneFileInput(path: "routed.example.yaml", blob: "", octets: try octets())
        let (zone, diagnostics) = ZoneFileReader.read(files: [input], apex: "routed.example.")
        #expect(diagnostics == [])
        let sets = try #require(zone).zone.sets
        #expect(sets.count == 16)
        #expect(sets.count { $0.alias != nil } == 6)
        #expect(Set(sets.compactMap(\.routing?.policy.kind)) == [.weighted, .failover, .geolocation])
        #expect(sets.count { $0.healthCheck != nil } == 2)
    }

    @Test("The formatter has nothing to do")
    func formatted() throws {
        let (once, diagnostics) = ZoneFileFormatter.format(try octets(), path: "routed.example.yaml")
        #expect(diagnostics == [])
        #expect(String(decoding: try #require(once), as: UTF8.self) == String(decoding: try octets(), as: UTF8.self))
    }

    @Test("The fast scanner reads it")
    func scanned() throws {
        let isScanned = try octets().withUnsafeBufferPointer { octets in
            guard var scanner = BlockScanner(octets) else { return false }
            var tree = YAMLTree()
            do {
                while try scanner.nextEntry(into: &tree) {}
                return true
            } catch {
                return false
            }
        }
        #expect(isScanned)
    }
}

import DNSModel
import Foundation
import Testing
import ZonePlanning

/// What octoDNS's own providers would send of a zone file is what gate53 would send of it.
///
/// Every zone file of the generator goes through octoDNS with its Route 53 and BIND providers, and through gate53's reader,
/// its encoder of Route 53 requests and its writer of master files. What differs must be one of ``Difference``, each of
/// which must be met.
@Suite("octoDNS and gate53 send the same")
struct DifferentialTests {
    /// Every comparison of the generated zone files.
    private static func comparisons() throws -> [Comparison] {
        var generator = ZoneFileGenerator(seed: 53)
        var zones = ZoneFileGenerator.written
        for type in ZoneFileGenerator.types {
            for _ in 0..<80 { zones.append(generator.zone(of: type)) }
        }
        // The other way to write a semicolon, which octoDNS 2 will have where nothing is said, counts for these two alone.
        for type in ["TXT", "SPF"] {
            for _ in 0..<60 {
                var zone = generator.zone(of: type)
                zone.escapesSemicolons = false
                zones.append(zone)
            }
        }
        let readings = try zones.map { zone in
            try ProviderKind.allCases.map { (provider: $0, reading: try Gate53Reading(zone, $0)) }
        }
        let answers = try OctoDNS.answers(
            to: zip(zones, readings).map { zone, readings in
                (
                    zone,
                    gate53: Dictionary(
                        uniqueKeysWithValues: readings.compactMap { one in
                            one.reading.sent.map { (one.provider, $0) }
                        })
                )
            })
        var comparisons: [Comparison] = []
        for ((zone, readings), answer) in zip(zip(zones, readings), answers) {
            for (provider, reading) in readings {
                guard let theirs = answer.octodns[provider] else { continue }
                let ours = answer.gate53[provider].map { Outcome($0, provider) } ?? .refused(reading.refusals)
                comparisons.append(
                    Comparison(
                        zone: zone, provider: provider, octoDNS: Outcome(theirs, provider), gate53: ours,
                        warnings: reading.warnings))
            }
        }
        return comparisons
    }

    @Test("what differs is listed, and what is listed differs")
    func differences() throws {
        let comparisons = try Self.comparisons()
        var met: [Difference: Int] = [:]
        var agreed = 0
        for comparison in comparisons {
            if comparison.isAgreement {
                agreed += 1
                continue
            }
            guard let found = Difference.found(in: comparison) else {
                Issue.record("\(comparison)")
                continue
            }
            for difference in found { met[difference, default: 0] += 1 }
        }
        for difference in Difference.allCases where met[difference] == nil {
            Issue.record("no zone file shows the difference \(difference.rawValue)")
        }
        // Most zone files are ordinary enough to be the same to both.
        #expect(agreed * 3 > comparisons.count * 2, "\(agreed) of \(comparisons.count)")
    }

    @Test("the page lists the same differences")
    func page() throws {
        let page = try String(contentsOf: OctoDNS.root.appending(path: OctoDNS.page), encoding: .utf8)
        let listed = page.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("- **"), let end = line.range(of: "**:") else { return nil }
            return String(line[line.index(line.startIndex, offsetBy: 4)..<end.lowerBound])
        }
        #expect(listed == Difference.allCases.map(\.rawValue))
    }
}

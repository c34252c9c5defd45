internal import DNSModel
internal import FoundationEssentials
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Drift, reported") struct DriftReportTests {
    static let clean = Drift(
        time: "2026-11-24T10:15:30Z", branch: "main", commit: String(repeating: "d", count: 40),
        zones: [
            ZoneDrift.fixture(
                base: [recordSet("www 300 A 192.0.2.1")], head: [recordSet("www 300 A 192.0.2.1")],
                live: [recordSet("www 300 A 192.0.2.1")])
        ])

    static let runs = (0..<200).map { index in
        DriftState.Run(
            time: Instant(seconds: 1_795_000_000 + Int64(index) * 900).description, zones: 3,
            failed: index == 30 ? 1 : 0, drifted: index < 120 ? 0 : index / 40, pending: index % 50 < 5 ? 2 : 0,
            accepted: 0)
    }

    @Test("Text") func text() throws {
        var sample = Drift.sample()
        sample.whoUnknown = "the provider does not say"
        let report = DriftTextReport(style: TextStyle(isColoured: false))
        try expectGolden(report.text(of: sample) + "\n" + report.text(of: Self.clean), "drift.txt")
        #expect(report.text(of: sample).split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test("Markdown") func markdown() throws {
        let text = DriftMarkdownReport().text(of: Drift.sample())
        try expectGolden(text, "drift.md")
        let short = DriftMarkdownReport(limit: 1500).text(of: Drift.sample())
        #expect(short.utf8.count <= 1500 && short.contains("not shown here"))
    }

    @Test("JSON") func document() throws {
        try expectGolden(String(decoding: DriftDocument.encode(Drift.sample()), as: UTF8.self), "drift.json")
    }

    @Test("HTML: whole in itself, and nothing in a zone is markup") func html() throws {
        let text = DriftHTMLReport(runs: Self.runs).text(of: Drift.sample())
        try expectGolden(text, "drift.html")
        // The policy lets nothing in but the style, and there is nothing else that could ask for anything.
        for word in ["<script", "http:", "https:", "//", "url(", "@import", "src=", "href=", " style=", "\u{1B}"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.contains("default-src &apos;none&apos;") || text.contains("default-src 'none'"))
        // Every element that is opened is closed, in order.
        var open: [Substring] = []
        for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
            let name = match.output.2
            if ["meta", "rect", "wbr", "input"].contains(name) || !match.output.3.isEmpty { continue }
            if match.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
        #expect(DriftHTMLReport().text(of: Self.clean).contains("<h1 class=\"good\">In sync</h1>"))
        #expect(!DriftHTMLReport().text(of: Self.clean).contains("<svg"))
    }

    @Test("The chart keeps to its room however many looks there are, and says the worst of several") func chart() {
        var runs = Self.runs
        runs[77].drifted = 1_000_000
        for count in [2, 3, 96, 97, 200] {
            let text = DriftHTMLReport(runs: Array(runs.prefix(count))).text(of: Self.clean)
            let bars = text.matches(of: /<rect class="[a-z]+" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/)
            #expect(!bars.isEmpty)
            for bar in bars {
                let numbers = [bar.output.1, bar.output.2, bar.output.3, bar.output.4].compactMap { Int($0) }
                #expect(numbers.count == 4 && numbers[0] + numbers[2] <= 960 && numbers[1] + numbers[3] <= 100)
            }
            #expect(text.contains("1000000 drifted") == (count > 77))
        }
    }

    @Test("JUnit: one test a zone") func junit() throws {
        let text = DriftJUnitReport.text(of: Drift.sample())
        try expectGolden(text, "drift.xml")
        #expect(text.matches(of: #/<testcase /#).count == 6)
        #expect(text.contains(#"tests="6" failures="3" errors="1""#))
    }

    @Test("SARIF: a result for each drifted set, at its line, and accepted ones suppressed") func sarif() throws {
        struct Log: Decodable {
            struct Run: Decodable { var results: [Result] }
            struct Result: Decodable {
                var ruleId: String
                var locations: [Location]
                var suppressions: [Suppression]?
                var partialFingerprints: [String: String]
            }
            struct Suppression: Decodable { var kind: String }
            struct Location: Decodable { var physicalLocation: Place? }
            struct Place: Decodable {
                struct Region: Decodable { var startLine: Int }
                struct Artifact: Decodable { var uri: String }
                var region: Region
                var artifactLocation: Artifact
            }
            var version: String
            var runs: [Run]
        }
        let octets = try DriftSARIFReport.encode(Drift.sample())
        try expectGolden(String(decoding: octets, as: UTF8.self), "drift.sarif")
        let log = try JSONDecoder().decode(Log.self, from: Data(octets))
        let results = try #require(log.runs.first?.results)
        #expect(log.version == "2.1.0" && log.runs.count == 1)
        let sets = Drift.sample().zones.flatMap(\.sets)
        let zones = Drift.sample().zones.count { $0.existence.state == .drift }
        #expect(results.count == sets.count { $0.isDrifted || $0.isAccepted } + zones)
        #expect(results.count { $0.suppressions != nil } == sets.count(where: \.isAccepted))
        #expect(results.allSatisfy { ($0.locations.first?.physicalLocation?.region.startLine ?? 0) > 0 })
        #expect(Set(results.map(\.partialFingerprints)).count == results.count)
    }

    @Test("Metrics: each line is a comment or a sample, and each zone has its own") func metrics() throws {
        let text = DriftMetrics.text(of: Drift.sample(), lastSuccess: "2026-11-24T10:00:30Z")
        try expectGolden(text, "drift.prom")
        for line in text.split(separator: "\n") {
            let sample = /gate53_[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? -?[0-9]+/
            #expect(
                line.hasPrefix("# HELP gate53_") || line.hasPrefix("# TYPE gate53_")
                    || line.wholeMatch(of: sample) != nil)
        }
        #expect(text.contains("gate53_drifted_sets{zone=\"example.com.\",provider=\"live\"} 5\n"))
        // By whoever did it first: 2026-11-23T11:00:00Z.
        #expect(text.contains("gate53_oldest_drift_seconds 83730\n"))
        var kept = DriftState()
        var check = Drift.sample()
        check.time = "2026-11-24T10:15:00Z"
        kept.take(&check, isWhole: true)
        kept.takeFailure(at: "2026-11-24T10:15:30Z")
        let failed = DriftMetrics.text(ofFailureAt: "2026-11-24T10:15:30Z", kept)
        #expect(
            failed.contains("gate53_oldest_drift_seconds 30\n") && failed.contains("gate53_drift_failed_checks 2\n"))
        #expect(!failed.contains("last_success"))
    }

    @Test("Every form says what was looked at by DNS, and what that can't show") func byNameServers() throws {
        var unchecked = Unchecked()
        unchecked.aliases = 3
        unchecked.routed = 1
        unchecked.mayHaveMore = true
        var drift = Self.clean
        try #require(drift.zones.count > 0)
        drift.zones[0].method = .nameServers(4, unchecked)
        let phrase = "3 aliases, 1 set of routing policies, whether there are sets that git does not know"
        let listed = drift.zones.count - 1
        let sentence = "1 zone checked by DNS, \(listed) listed. Unchecked by DNS: \(phrase)."
        let text = DriftTextReport(style: TextStyle(isColoured: false)).text(of: drift)
        #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(sentence))
        #expect(DriftMarkdownReport().text(of: drift).contains("- \(sentence)\n"))
        #expect(DriftHTMLReport(runs: []).text(of: drift).contains("<li>\(sentence)</li>"))
        #expect(DriftJUnitReport.text(of: drift).contains("<system-out>unchecked by DNS: \(phrase)</system-out>"))
        #expect(
            DriftMetrics.text(of: drift, lastSuccess: nil)
                .contains("gate53_unchecked_sets{zone=\"\(drift.zones[0].apex)\",provider=\"live\"} 4\n"))
        #expect(
            DriftMetrics.text(of: drift, lastSuccess: nil)
                .contains("gate53_unknown_sets_possible{zone=\"\(drift.zones[0].apex)\",provider=\"live\"} 1\n"))
        let document = try JSONDecoder().decode(CheckDocument.self, from: Data(DriftDocument.encode(drift)))
        #expect(document.zones.compactMap(\.check) == [CheckDocument.Look(nameServers: 4, unchecked: unchecked)])
    }

    private struct CheckDocument: Decodable {
        struct Look: Decodable, Equatable {
            var nameServers: Int
            var unchecked: Unchecked
        }

        struct Zone: Decodable { var check: Look? }

        var zones: [Zone]
    }

    @Test("The age of drift is 0 only where it is known that there is none") func ageOfDrift() {
        #expect(DriftMetrics.text(of: Self.clean, lastSuccess: nil).contains("gate53_oldest_drift_seconds 0\n"))
        var drifted = Drift.sample()
        drifted.failures = []
        for zone in drifted.zones.indices {
            for set in drifted.zones[zone].sets.indices {
                drifted.zones[zone].sets[set].who = nil
                drifted.zones[zone].sets[set].firstSeen = nil
            }
        }
        var unread = Self.clean
        unread.failures = Drift.sample().failures
        for text in [
            DriftMetrics.text(of: drifted, lastSuccess: nil), DriftMetrics.text(of: unread, lastSuccess: nil),
            DriftMetrics.text(ofFailureAt: "2026-11-24T10:15:30Z", DriftState()),
        ] {
            #expect(!text.contains("gate53_oldest_drift_seconds"))
            #expect(text.contains("gate53_drift_last_check_timestamp_seconds"))
        }
    }

    @Test("Without colours nothing steers a terminal, whatever is in a zone") func harmless() throws {
        let texts = [
            DriftTextReport(style: TextStyle(isColoured: false)).text(of: Drift.sample()),
            DriftMarkdownReport().text(of: Drift.sample()), DriftHTMLReport().text(of: Drift.sample()),
            DriftJUnitReport.text(of: Drift.sample()), DriftMetrics.text(of: Drift.sample(), lastSuccess: nil),
            String(decoding: try DriftDocument.encode(Drift.sample()), as: UTF8.self),
            String(decoding: try DriftSARIFReport.encode(Drift.sample()), as: UTF8.self),
        ]
        for text in texts { #expect(text.utf8.allSatisfy { $0 == 10 || $0 >= 32 && $0 != 127 }) }
    }
}

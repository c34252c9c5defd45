internal import DNSModel
package import ZonePlanning

/// Drift as JUnit's XML: one test a zone, failed where it drifted, in error where it could not be checked.
package enum DriftJUnitReport {
    /// The report.
    package static func text(of drift: Drift) -> String {
        let failures = drift.zones.count(where: \.isDrifted)
        let counts =
            #"tests="\#(drift.zones.count + drift.failures.count)" failures="\#(failures)" errors="\#(drift.failures.count)""#
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites \(counts)>"]
        let time = DriftWords.toTheSecond(drift.time).dropLast()
        lines.append(#"  <testsuite name="gate53 drift" \#(counts) timestamp="\#(time)">"#)
        for zone in drift.zones { lines += test(of: zone) }
        for failure in drift.failures {
            lines.append(#"    <testcase classname="gate53 drift" name="\#(Markup.escaped("\(failure.apex)"))">"#)
            let message = Markup.escaped(failure.message.replacing("\n", with: " "))
            lines.append(#"      <error type="\#(Markup.escaped(failure.code))" message="\#(message)"/>"#)
            lines.append("    </testcase>")
        }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func test(of zone: ZoneDrift) -> [String] {
        let file = zone.files.first.map { #" file="\#(Markup.escaped($0.path))""# } ?? ""
        let start = #"    <testcase classname="gate53 drift" name="\#(Markup.escaped("\(zone.apex)"))"\#(file)"#
        let drifted =
            [zone.isExistenceDrifted ? DriftWords.phrase(existenceOf: zone) : nil].compactMap { $0 }
            + zone.sets.filter(\.isDrifted).map(DriftWords.sentence)
        var others = zone.sets.filter { !$0.isDrifted }.map(DriftWords.sentence) + zone.notes
        if case .nameServers(_, let unchecked) = zone.method, let phrase = unchecked.phrase {
            others.append("unchecked by DNS: \(phrase)")
        }
        if drifted.isEmpty, others.isEmpty { return [start + "/>"] }
        var lines = [start + ">"]
        if !drifted.isEmpty {
            let message = Markup.escaped(DriftWords.phrase(zone.counts))
            lines.append(
                #"      <failure type="drift" message="\#(message)">"#
                    + drifted.map { Markup.escaped($0) }.joined(separator: "\n") + "</failure>")
        }
        if !others.isEmpty {
            lines.append(
                "      <system-out>" + others.map { Markup.escaped($0) }.joined(separator: "\n") + "</system-out>")
        }
        return lines + ["    </testcase>"]
    }
}

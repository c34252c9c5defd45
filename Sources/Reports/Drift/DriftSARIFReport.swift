internal import DNSModel
package import ZonePlanning

/// Drift as SARIF, which code scanning shows beside the zone files.
///
/// What drifted is an error, at the line that declares the set, else at the zone's file. An accepted difference is a
/// result that is suppressed. What is pending is no result.
///
/// Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard.
package enum DriftSARIFReport {
    /// The document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no drift causes.
    package static func encode(_ drift: Drift) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(SARIFLog(drift))
    }
}

private struct SARIFLog: Encodable {
    var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        var tool: Tool
        var columnKind = "unicodeCodePoints"
        var invocations: [Invocation]
        var results: [Result]
    }

    struct Tool: Encodable {
        struct Driver: Encodable {
            var name = "gate53"
            var rules: [Rule]
        }
        var driver: Driver
    }

    struct Rule: Encodable {
        var id: String
        var shortDescription: Message
    }

    struct Message: Encodable {
        var text: String
    }

    struct Invocation: Encodable {
        var executionSuccessful: Bool
        var endTimeUtc: String
        var toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        var level = "error"
        var message: Message
    }

    struct Result: Encodable {
        var ruleId: String
        var level = "error"
        var message: Message
        var locations: [Location]
        var partialFingerprints: [String: String]
        var suppressions: [Suppression]?
    }

    struct Suppression: Encodable {
        var kind = "external"
        var justification: String
    }

    struct Location: Encodable {
        var physicalLocation: Place?
        var logicalLocations: [LogicalLocation]
    }

    struct LogicalLocation: Encodable {
        var fullyQualifiedName: String
    }

    struct Place: Encodable {
        struct Artifact: Encodable {
            var uri: String
        }
        struct Region: Encodable {
            var startLine: Int
            var startColumn: Int?
        }
        var artifactLocation: Artifact
        var region: Region
    }

    init(_ drift: Drift) {
        let rules = [SetDrift.State.drift, .both, .differs].map { state in
            Rule(
                id: Self.rule(state), shortDescription: Message(text: "A record set is \(DriftWords.heading(state))."))
        }
        let zoneRule = Rule(
            id: "zone-drift",
            shortDescription: Message(text: "A zone was created or deleted outside, or is not as git says."))
        let failures = drift.failures.map { failure in
            Notification(
                message: Message(text: Printable.text("\(failure.apex): \(failure.message.replacing("\n", with: " "))"))
            )
        }
        runs = [
            Run(
                tool: Tool(driver: Tool.Driver(rules: rules + [zoneRule])),
                invocations: [
                    Invocation(
                        executionSuccessful: drift.failures.isEmpty, endTimeUtc: DriftWords.toTheSecond(drift.time),
                        toolExecutionNotifications: failures)
                ], results: drift.zones.flatMap(Self.results))
        ]
    }

    private static func rule(_ state: SetDrift.State) -> String {
        switch state {
        case .drift: "drift"
        case .both: "conflict"
        case .differs: "difference-without-base"
        case .pending, .inSync: state.rawValue
        }
    }

    private static func results(of zone: ZoneDrift) -> [Result] {
        var results: [Result] = []
        let file = zone.files.first.map { SourceLocation(file: $0.path) }
        if zone.isExistenceDrifted, let phrase = DriftWords.phrase(existenceOf: zone) {
            results.append(
                result("zone-drift", "\(zone.apex): \(phrase)", at: file, name: "\(zone.apex)"))
        }
        for set in zone.sets where set.isDrifted || set.isAccepted {
            var result = result(
                rule(set.state), DriftWords.sentence(set), at: set.location ?? file, name: "\(set.key)")
            if let accepted = set.accepted, set.isAccepted {
                result.suppressions = [Suppression(justification: DriftWords.phrase(accepted))]
            }
            results.append(result)
        }
        return results
    }

    private static func result(
        _ rule: String, _ text: String, at location: SourceLocation?, name: String
    ) -> Result {
        let place = location.map { location in
            Place(
                artifactLocation: Place.Artifact(uri: uri(location.file)),
                region: Place.Region(
                    startLine: max(1, location.line), startColumn: location.column > 0 ? location.column : nil))
        }
        let shown = Printable.text(name)
        return Result(
            ruleId: rule, message: Message(text: text),
            locations: [
                Location(physicalLocation: place, logicalLocations: [LogicalLocation(fullyQualifiedName: shown)])
            ], partialFingerprints: ["gate53/v1": Digest(of: Array("\(rule) \(name)".utf8)).short])
    }

    /// A path as a relative reference (RFC 3986 section 4.2).
    private static func uri(_ path: String) -> String {
        var result = ""
        for octet in path.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}

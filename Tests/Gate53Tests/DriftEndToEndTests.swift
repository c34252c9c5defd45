internal import Foundation
internal import Testing

/// Drift from one end to the other: made with the AWS CLI behind git's back, found, put to somebody, told in every
/// form, taken back by a reviewed plan, and gone.
@Suite("Drift, end to end") struct DriftEndToEndTests {
    /// What the AWS CLI does behind git's back: one set changed, one added, one of two weighted ones deleted.
    private static let batch = """
        {"Comment": "by hand", "Changes": [
          {"Action": "UPSERT", "ResourceRecordSet": {"Name": "mail.example.com", "Type": "A", "TTL": 300,
            "ResourceRecords": [{"Value": "203.0.113.9"}]}},
          {"Action": "CREATE", "ResourceRecordSet": {"Name": "shop.example.com", "Type": "A", "TTL": 60,
            "ResourceRecords": [{"Value": "198.51.100.7"}]}},
          {"Action": "DELETE", "ResourceRecordSet": {"Name": "www.example.com", "Type": "A", "TTL": 60,
            "SetIdentifier": "green", "Weight": 0, "ResourceRecords": [{"Value": "192.0.2.11"}]}}]}
        """
    private static let names = ["mail.example.com.", "shop.example.com.", "www.example.com."]
    private static let actor = "arn:aws:iam::123456789012:user/test"
    private static let formats = ["text", "markdown", "json", "html", "junit", "sarif", "prometheus"]

    /// Text without what a form does to it: line ends, indents, and the escapes of HTML and XML.
    private static func plain(_ text: String) -> String {
        var text = text
        for (escape, character) in [("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
            text = text.replacing(escape, with: character)
        }
        text.replace(/<[^>]*>/, with: " ")
        return text.split { $0.isWhitespace }.joined(separator: " ")
    }

    private static func json(_ octets: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
    }

    /// The record sets of the zone, as the AWS CLI lists them.
    private static func list(_ scratch: Scratch) throws -> NSArray {
        let text = try scratch.must(
            """
            source ./server.env
            aws route53 list-resource-record-sets --hosted-zone-id "$(cat ../zone)" --output json
            """)
        return try #require(json(Array(text.utf8))["ResourceRecordSets"] as? NSArray)
    }

    private static func change(_ scratch: Scratch, _ batch: String = batch) throws {
        try scratch.write("../batch.json", batch)
        try scratch.must(
            """
            source ./server.env
            aws route53 change-resource-record-sets --hosted-zone-id "$(cat ../zone)" \
                --change-batch file://../batch.json >/dev/null
            """)
    }

    /// Runs a command in the repository as one who has the credentials.
    private static func run(_ scratch: Scratch, _ command: String) throws -> Scratch.Result {
        try scratch.bash("source ./server.env; \(command)")
    }

    /// The zone at a strict Route 53 that goes on until the server's script is ended, applied.
    private static func start() throws -> (scratch: Scratch, server: ChildProcess) {
        let scratch = try Scratch()
        let server = try scratch.start(
            [
                "/bin/bash", "-u", "-c",
                """
                . "$PRELUDE"
                start-route53 --zone example.com --any-order --no-throttling
                deploy
                aws route53 list-hosted-zones --query 'HostedZones[0].Id' --output text | sed 's#.*/##' >../zone
                : >../ready
                while sleep 0.05; do [[ -e ../done ]] && exit; done
                """,
            ], output: scratch.path + "/out/server.out", errors: scratch.path + "/out/server.err")
        for _ in 0..<2_400 where scratch.octets(of: "../ready") == nil { usleep(50_000) }
        guard scratch.octets(of: "../ready") != nil else {
            let errors = String(decoding: scratch.octets(of: scratch.path + "/out/server.err") ?? [], as: UTF8.self)
            throw ChildProcess.Failure(message: "no server: \(errors)")
        }
        return (scratch, server)
    }

    @Test("What the AWS CLI did is found, told in every form, taken back by a reviewed plan, and gone")
    func endToEnd() throws {
        let (scratch, server) = try Self.start()
        defer {
            try? scratch.write("../done", "")
            _ = server.wait()
        }
        let before = try Self.list(scratch)
        #expect(try Self.run(scratch, "gate53 drift").exitCode == 0)

        // Made, found, and told.
        let earliest = Date()
        try Self.change(scratch)
        let latest = Date()
        #expect(try Self.list(scratch) != before)
        for format in Self.formats {
            let found = try Self.run(scratch, "gate53 drift --quiet --format \(format) --out drift.\(format)")
            #expect(found.exitCode == 2 && found.errorText.isEmpty, "\(format): \(found.errorText)")
        }
        func report(_ format: String) -> [UInt8] { scratch.octets(of: "drift.\(format)") ?? [] }
        for format in ["text", "markdown", "html", "junit", "sarif"] {
            let text = Self.plain(String(decoding: report(format), as: UTF8.self))
            for name in ["mail", "shop", "www", "green", "203.0.113.9", "198.51.100.7", "192.0.2.11"] {
                #expect(text.contains(name), "\(format) does not say \(name)")
            }
            for word in [Self.actor, "from 127.0.0.1", "with aws-cli/"] {
                let count = text.ranges(of: word).count
                #expect(count >= 3, "\(format) says \(word) \(count) times, of three sets")
            }
        }
        try expectJSON(report("json"), earliest, latest)
        try expectXML(scratch)
        try expectSARIF(report("sarif"))
        let metrics = String(decoding: report("prometheus"), as: UTF8.self)
        #expect(metrics.contains(#"gate53_drifted_sets{zone="example.com.",provider="aws"} 3"# + "\n"))
        // Its age is from when the actor did it: nobody else kept that.
        #expect(metrics.contains("gate53_oldest_drift_seconds "))
        try expectValid(scratch, "drift", "drift.json")

        // Taken back.
        let planned = try Self.run(scratch, "gate53 drift --revert --out plan.json")
        let text = Self.plain(planned.text)
        #expect(planned.exitCode == 0, "\(planned.errorText)")
        #expect(text.contains("Plan to take drift back: 1 to create, 1 to update, 1 to delete in 1 zone."))
        #expect(text.ranges(of: "by \(Self.actor) at ").count == 3)
        try expectValid(scratch, "plan", "plan.json")
        let unapproved = try Self.run(scratch, "gate53 apply plan.json")
        #expect(unapproved.exitCode == 3 && unapproved.errorText.contains("[no-approval]"))
        #expect(try Self.list(scratch) != before)
        #expect(try Self.run(scratch, #"gate53 approve plan.json --key "$KEYS/rita""#).exitCode == 0)
        let applied = try Self.run(scratch, "gate53 apply plan.json")
        #expect(applied.exitCode == 0 && applied.text.contains("restored, 3 changes"), "\(applied.errorText)")

        // Gone, to the last attribute, and clean in every form.
        #expect(try Self.list(scratch) == before)
        let clean = try Self.run(scratch, "gate53 drift")
        #expect(clean.exitCode == 0 && clean.text == "No drift: 1 zone is in sync with git.\n", "\(clean.text)")
        for format in Self.formats {
            let checked = try Self.run(scratch, "gate53 drift --quiet --format \(format) --out drift.\(format)")
            #expect(checked.exitCode == 0, "\(format)")
            #expect(!String(decoding: report(format), as: UTF8.self).contains(Self.actor), "\(format)")
        }
        #expect(String(decoding: report("prometheus"), as: UTF8.self).contains("gate53_oldest_drift_seconds 0\n"))
        #expect(try Self.run(scratch, "gate53 log --format json >log.json").exitCode == 0)
        try expectValid(scratch, "log", "log.json")

        // The same once more is another plan, and the one before can't be used again.
        try Self.change(scratch)
        let usedUp = try Self.run(scratch, "gate53 apply plan.json")
        #expect(usedUp.exitCode == 3 && usedUp.errorText.contains("[plan-used-up]"), "\(usedUp.errorText)")
        let second = try Self.run(
            scratch,
            """
            gate53 drift --revert --quiet --out second.json && gate53 approve second.json --key "$KEYS/rita" &&
                gate53 apply second.json && gate53 drift
            """)
        #expect(second.exitCode == 0, "\(second.text)\(second.errorText)")
        #expect(try Self.list(scratch) == before)
    }

    // MARK: - What a form must say

    private func expectJSON(_ octets: [UInt8], _ earliest: Date, _ latest: Date) throws {
        let document = try Self.json(octets)
        #expect(document["drifted"] as? Bool == true)
        let zone = try #require((document["zones"] as? [[String: Any]])?.first)
        let sets = try #require(zone["sets"] as? [[String: Any]])
        #expect(sets.compactMap { $0["name"] as? String } == Self.names)
        #expect(sets.compactMap { $0["change"] as? String } == ["changed", "added", "deleted"])
        #expect(sets.last?["setIdentifier"] as? String == "green")
        for set in sets {
            let who = try #require(set["who"] as? [String: String], "nobody is named")
            #expect(who["name"] == Self.actor && who["sourceAddress"] == "127.0.0.1")
            #expect(who["userAgent"]?.hasPrefix("aws-cli/") == true)
            let time = try #require(ISO8601DateFormatter().date(from: who["time"] ?? ""))
            // CloudTrail says it to the second.
            #expect(time.timeIntervalSince(earliest) > -1 && time <= latest)
        }
    }

    /// One test that failed, in XML that a parser takes.
    private func expectXML(_ scratch: Scratch) throws {
        let counts = try scratch.must(
            """
            python3 - drift.junit <<'END'
            import sys, xml.etree.ElementTree
            suites = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
            cases = suites.findall("testsuite/testcase")
            print(suites.get("failures"), [case.get("name") for case in cases], len(cases[0].findall("failure")))
            END
            """)
        #expect(counts == "1 ['example.com.'] 1\n")
    }

    private func expectSARIF(_ octets: [UInt8]) throws {
        let document = try Self.json(octets)
        #expect(document["version"] as? String == "2.1.0")
        let run = try #require((document["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        let messages = results.compactMap { ($0["message"] as? [String: Any])?["text"] as? String }
        #expect(messages.count == 3)
        for (message, name) in zip(messages, Self.names) {
            #expect(message.contains(name) && message.contains(Self.actor), "\(message)")
        }
        #expect(results.allSatisfy { $0["ruleId"] is String && $0["locations"] is [Any] })
    }

    /// Holds a document against its schema, by somebody else's validator.
    private func expectValid(_ scratch: Scratch, _ schema: String, _ file: String) throws {
        let checked = try scratch.bash(
            """
            cp \(file) ../\(schema).json
            "$ROOT/.build/venv/bin/check-jsonschema" --schemafile "$ROOT/Schemas/\(schema).schema.json" ../\(schema).json
            """)
        #expect(checked.exitCode == 0, "\(file): \(checked.text)\(checked.errorText)")
    }
}

internal import DNSModel
internal import FoundationEssentials
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import Reports

@Suite("Notifications") struct NotificationTests {
    static let document: PlanDocument? = {
        let planner = ZonePlanner.fixture()
        let before = zone(["www 300 A 192.0.2.1", "beta 60 TXT \"old\""])
        let after = zone(["www 300 A 192.0.2.2", "mail 300 A 192.0.2.25"])
        let net = zone(["@ 300 A 192.0.2.1"], in: "example.net.")
        return try? PlanDocument(
            .fixture([
                planner.plan(from: before, to: after), planner.plan(from: zone([], in: "example.net."), to: net),
            ]))
    }()

    static func receipt(
        _ apex: DomainName, _ outcome: Receipt.Outcome, _ states: [(Int, Receipt.Batch.State)], remarks: [String] = []
    ) -> Receipt {
        var receipt = Receipt.fixture(outcome)
        receipt.apex = apex
        receipt.remarks = remarks
        receipt.batches = states.enumerated().map { index, state in
            Receipt.Batch(number: index + 1, changes: state.0, state: state.1)
        }
        return receipt
    }

    static let time = "2026-11-23T10:15:30.125Z"

    static func samples() throws -> [(name: String, notification: ZoneNotification)] {
        let document = try #require(document)
        let applied = try #require(
            ZoneNotification(
                of: document,
                receipts: [
                    receipt("example.com.", .applied, [(3, .applied)]),
                    receipt("example.net.", .applied, [(1, .wasLive)], remarks: ["the name server did not reload"]),
                ], reasons: [], time: time))
        let partial = try #require(
            ZoneNotification(
                of: document, receipts: [receipt("example.com.", .partial, [(2, .applied), (1, .unknown)])],
                reasons: ["error: the provider said no [refused]"], time: time))
        let refused = ZoneNotification(
            of: document, stoppedAs: .refused,
            reasons: ["refused: no approval counts, 1 needed [no-approval]", "Nothing was changed."], branch: "main",
            commit: String(repeating: "c", count: 40), time: time)
        let drifted = ZoneNotification(
            event: .drift, outcome: .drifted, time: time,
            zones: [ZoneNotification.Zone(apex: "example.com.", provider: "live", updates: 1, deletes: 2)])
        return [("applied", applied), ("partial", partial), ("refused", refused), ("drifted", drifted)]
    }

    // MARK: - What is said

    @Test("In each form as recorded") func forms() throws {
        for (name, notification) in try Self.samples() {
            try expectGolden(
                String(decoding: NotificationDocument.encode(notification), as: UTF8.self), "notification-\(name).json")
            try expectGolden(SlackMessage.text(of: notification) + "\n", "notification-\(name).slack")
            let mail = MailMessage.encode(
                notification, from: try #require(MailAddress("dns@example.com")),
                to: [try #require(MailAddress("ops@example.com"))])
            try expectGolden(String(decoding: mail, as: UTF8.self), "notification-\(name).mail")
        }
    }

    @Test("A run ended as the zone that most needs somebody to look") func worst() throws {
        let document = try #require(Self.document)
        let order: [(Receipt.Outcome, ZoneNotification.Outcome)] = [
            (.inSync, .applied), (.applied, .applied), (.failed, .failed), (.undone, .undone), (.residual, .residual),
            (.partial, .partial),
        ]
        for (index, one) in order.enumerated() {
            for other in order[index...] where other.0 != .inSync {
                for pair in [[one.0, other.0], [other.0, one.0]] {
                    let notification = ZoneNotification(
                        of: document, receipts: pair.map { Self.receipt("example.com.", $0, []) }, reasons: [],
                        time: Self.time)
                    #expect(notification?.outcome == other.1)
                }
            }
        }
    }

    @Test("Nothing is told where nothing was to be done") func quiet() throws {
        let document = try #require(Self.document)
        let inSync = Self.receipt("example.com.", .inSync, [])
        #expect(ZoneNotification(of: document, receipts: [], reasons: [], time: Self.time) == nil)
        #expect(ZoneNotification(of: document, receipts: [inSync], reasons: [], time: Self.time) == nil)
    }

    @Test("Applied with trouble is not told as applied") func trouble() throws {
        let notification = ZoneNotification(
            of: try #require(Self.document), receipts: [Self.receipt("example.com.", .applied, [(3, .applied)])],
            reasons: ["error: example.com. is applied, but not known to be served everywhere [not-in-sync]"],
            time: Self.time)
        #expect(notification?.outcome == .troubled)
        #expect(notification?.zones.first?.outcome == .applied)
    }

    @Test("Numbers that don't fit are told all the same") func hugeNumbers() throws {
        let receipt = Self.receipt("example.com.", .partial, [(.max, .applied), (.max, .applied)])
        let document = try #require(Self.document)
        var notification = try #require(
            ZoneNotification(of: document, receipts: [receipt], reasons: [], time: Self.time))
        notification.zones[0].creates = .max
        notification.zones[0].updates = .max
        #expect(!NotificationText.lines(of: notification).isEmpty)
    }

    // MARK: - What others write into it

    /// Texts that would be something else in JSON, in a chat, or in a mail.
    static let attacks =
        hostileTexts + [
            "<!channel>", "<!here|here>", "<@U012AB3CD>", "<#C012AB3CD>", "<https://evil.example|example.com>", "@here",
            "@channel", "@everyone", "\u{FF20}here", "\u{FE6B}all", "```", "``` <!channel> ```",
            "\u{FF40}\u{FF40}\u{FF40}",
            "&lt;!channel&gt;", "*bold* _it_ ~s~", "\r\nBcc: evil@example.com", "\nBcc: evil@example.com\n\nHello",
            "\r\n.\r\nMAIL FROM:<x>", "=?utf-8?Q?=0ABcc:_evil?=", ".", "From evil@example.com", "\0", "\\u000a",
            String(repeating: "a", count: 2_000), String(repeating: "ä", count: 500), "{\"text\": \"x\"}",
        ]

    /// A notification with a text wherever somebody else can write one.
    static func hostile(_ text: String) -> ZoneNotification {
        ZoneNotification(
            event: .apply, outcome: .partial, time: time, plan: Digest(of: [1]), branch: text, commit: text,
            approvedBy: [text, "b" + text],
            zones: [
                ZoneNotification.Zone(
                    apex: hostileName(text), provider: text, outcome: .partial, creates: 1, live: 0,
                    remarks: [text, "x" + text])
            ], reasons: [text, "error: \(text) [\(text)]"])
    }

    @Test("No text makes a mention, a link, or an end of the code in a chat", arguments: attacks)
    func chat(text: String) throws {
        let shown = SlackMessage.text(of: Self.hostile(text))
        for scalar in ["<", ">", "@", "\u{FF20}", "\u{FE6B}", "\u{FF40}"] { #expect(!shown.contains(scalar)) }
        #expect(shown.matches(of: /&(?!(amp|lt|gt);)/).isEmpty)
        // Two for the name, three before and three after the lines.
        #expect(shown.utf8.count { $0 == UInt8(ascii: "`") } == 8)
        #expect(shown.hasSuffix("\n```"))
        #expect(shown.unicodeScalars.count <= SlackMessage.longest)
        expectPrintable(shown, width: 4_000)
        let octets = try SlackMessage.encode(Self.hostile(text))
        #expect(try JSONDecoder().decode([String: String].self, from: Data(octets)) == ["text": shown])
    }

    @Test("No text makes a header, a recipient or a body in a mail", arguments: attacks)
    func mail(text: String) throws {
        let from = try #require(MailAddress("dns@example.com"))
        let octets = MailMessage.encode(
            Self.hostile(text), from: from, to: [try #require(MailAddress("ops@example.com"))])
        let message = String(decoding: octets, as: UTF8.self)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }
        let names = head.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "From", "To", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
                "Auto-Submitted",
            ])
        #expect(head[0] == "From: dns@example.com" && head[1] == "To: ops@example.com")
        for line in lines {
            #expect(line.utf8.allSatisfy { 0x20...0x7E ~= $0 })
            #expect(line.utf8.count <= 78)
            #expect(!line.hasPrefix(".") && !line.hasPrefix("From ") && !line.hasSuffix(" "))
        }
        #expect(!message.lowercased().contains("\nbcc"))
        // What a mail program shows is what was meant.
        let notification = Self.hostile(text)
        let body = ([NotificationText.summary(of: notification), ""] + NotificationText.lines(of: notification))
            .joined(separator: "\n")
        #expect(decodedQuotedPrintable(lines.drop { !$0.isEmpty }.dropFirst().joined(separator: "\n")) == body + "\n")
        let subject = head.drop { !$0.hasPrefix("Subject") }.prefix { $0.hasPrefix("Subject") || $0.hasPrefix(" ") }
        #expect(
            decodedWords(subject.joined(separator: "\n"))
                == "Subject: gate53: \(NotificationText.summary(of: notification))")
        expectPrintable(body, width: 4_000)
    }

    @Test("JSON carries every text whole, and shows none raw", arguments: attacks)
    func json(text: String) throws {
        let octets = try NotificationDocument.encode(Self.hostile(text))
        expectPrintable(String(decoding: octets, as: UTF8.self), width: .max)
        struct Read: Decodable {
            var branch: String
            var reasons: [String]
            var summary: String
        }
        let read = try JSONDecoder().decode(Read.self, from: Data(octets))
        #expect(read.branch == text)
        #expect(read.reasons[0] == text)
        expectPrintable(read.summary, width: 200)
    }

    @Test("However much there is to say, a chat gets one message and a mail has an end") func much() throws {
        var notification = Self.hostile(String(repeating: "<", count: 10_000))
        notification.zones = Array(repeating: notification.zones[0], count: 5_000)
        notification.reasons = Array(repeating: notification.reasons[0], count: 5_000)
        let shown = SlackMessage.text(of: notification)
        #expect(shown.unicodeScalars.count <= SlackMessage.longest)
        #expect(shown.contains("5000 zones"))
        #expect(shown.firstMatch(of: /and [0-9]+ more lines\n```$/) != nil)
        let mail = MailMessage.encode(
            notification, from: try #require(MailAddress("a@example.com")),
            to: [try #require(MailAddress("b@example.com"))])
        #expect(mail.count < 1 << 20)
    }

    // MARK: - Mail

    @Test("Quoted-printable gives back the text", arguments: 0..<200) func quotedPrintable(seed: UInt64) {
        var generator = Generator(seed: seed)
        let pieces = [".", "F", "From ", " ", "=", "ä", "a", "\t", "日", "..", String(repeating: "y", count: 70)]
        let text = (0..<generator.number(0...60)).map { _ in generator.one(of: pieces) }.joined()
        let encoded = MailMessage.quotedPrintable(text)
        #expect(decodedQuotedPrintable(encoded) == text)
        for line in encoded.split(separator: "\n") {
            #expect(line.utf8.count <= 76)
            #expect(!line.hasPrefix(".") && !line.hasPrefix("From") && !line.hasSuffix(" "))
        }
        #expect(decodedWords(MailMessage.header(text, after: 9)) == text)
    }

    static let dates = [
        ("1970-01-01T00:00:00Z", "Thu, 1 Jan 1970 00:00:00 +0000"),
        ("2000-02-29T23:59:59.999Z", "Tue, 29 Feb 2000 23:59:59 +0000"),
        ("2026-11-23T10:15:30.125Z", "Mon, 23 Nov 2026 10:15:30 +0000"),
        ("2028-12-31T01:02:03Z", "Sun, 31 Dec 2028 01:02:03 +0000"),
    ]

    @Test("The date of a mail", arguments: dates) func date(time: String, expected: String) {
        #expect(MailMessage.date(time) == expected)
    }

    @Test(
        "What is no time is no date",
        arguments: ["", "2026-11-23", "2026-02-30T10:15:30Z", "2026-11-23T10:15\n30Z", "x"])
    func noDate(time: String) {
        #expect(MailMessage.date(time) == nil)
    }

    @Test(
        "Addresses", arguments: ["ops@example.com", "o'brien+dns@mail.example.co.uk", "a@b", "x.y_z=1~2@ex-ample.com"])
    func address(text: String) {
        #expect(MailAddress(text)?.description == text)
    }

    @Test(
        "What could be more than an address is none",
        arguments: [
            "", "ops", "@example.com", "ops@", "a@b@c", "a b@example.com", "a@example.com,b@example.com",
            "a@example.com\nBcc: b@example.com", "a@example.com\r", "Ops <ops@example.com>", "-oQ/tmp@example.com",
            "|/bin/sh@example.com", "/etc/passwd@example.com", "a!b@example.com", "a%b@example.com",
            "\"a b\"@example.com",
            ".a@example.com", "a.@example.com", "a..b@example.com", "a@-example.com", "a@example-.com",
            "a@example..com",
            "ä@example.com", "a@exämple.com", "a@[192.0.2.1]", String(repeating: "a", count: 65) + "@example.com",
            "a@" + String(repeating: "a.", count: 130) + "com",
        ])
    func noAddress(text: String) {
        #expect(MailAddress(text) == nil)
    }
}

/// The text of quoted-printable, read as RFC 2045 section 6.7 says.
private func decodedQuotedPrintable(_ text: String) -> String {
    decoded(Array(text.replacing("=\n", with: "").utf8))
}

/// A header's value with its encoded words read (RFC 2047).
private func decodedWords(_ text: String) -> String {
    guard text.contains("=?utf-8?Q?") else { return text }
    let joined = text.replacing("?=\n =?utf-8?Q?", with: "")
    let parts = joined.split(separator: "=?utf-8?Q?", omittingEmptySubsequences: false)
    let word = parts.dropFirst().first.map { String($0.dropLast(2)).replacing("_", with: " ") } ?? ""
    return parts[0] + decoded(Array(word.utf8))
}

/// Octets in which `=` and two hexadecimal digits are one.
private func decoded(_ octets: [UInt8]) -> String {
    var result: [UInt8] = []
    var rest = octets[...]
    while let octet = rest.first {
        if octet == UInt8(ascii: "="),
            let code = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
        {
            result.append(code)
            rest = rest.dropFirst(3)
        } else {
            result.append(octet)
            rest = rest.dropFirst()
        }
    }
    return String(decoding: result, as: UTF8.self)
}

internal import DNSModel
internal import FoundationEssentials
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Zone lists") struct ZoneListTests {
    private static func declared(_ apex: DomainName, _ provider: String = "aws", id: String? = nil) -> ZoneList.Declared
    {
        ZoneList.Declared(apex: apex, provider: provider, id: id)
    }

    private static func states(_ list: ZoneList) -> [String] {
        list.entries.map { "\($0.zone.apex) \($0.zone.id) \($0.provider) \($0.management.rawValue)" }
    }

    /// Every kind of entry at two providers.
    static func list() -> ZoneList {
        let long = (0..<6).map { "label\($0)-of-a-long-name" }.joined(separator: ".")
        return ZoneList(
            [
                (
                    "aws",
                    [
                        ListedZone(id: "Z0123456789ABCDEFGHIJ", apex: "example.com.", setCount: 4_711, comment: "shop"),
                        ListedZone(id: "Z2", apex: "example.net.", isPrivate: true, setCount: 2),
                        ListedZone(id: "Z3", apex: "example.net.", setCount: 1),
                        ListedZone(
                            id: "Z4", apex: "svc.example.", isPrivate: true, setCount: 17,
                            readOnly: "it belongs to another service (servicediscovery.amazonaws.com)"),
                        ListedZone(id: "Z6", apex: "pinned.example.", setCount: 9),
                        ListedZone(id: "Z5", apex: "pinned.example.", isPrivate: true, setCount: 3),
                        ListedZone(id: "Z7", apex: "xn--bcher-kva.example.", setCount: 12),
                        ListedZone(id: "Z8", apex: (try? DomainName(parsing: long, origin: .root)) ?? .root),
                    ]
                ),
                ("live", [ListedZone(id: "example.com.", apex: "example.com.", setCount: 2)]),
            ],
            declared: [
                declared("example.com."), declared("example.net."), declared("pinned.example.", id: "Z5"),
                declared("xn--bcher-kva.example."), declared("new.example."), declared("gone.example.", id: "Z9"),
                declared("elsewhere.example.", "other"),
            ])
    }

    private static func text(_ list: ZoneList, _ filter: ZoneList.Filter = ZoneList.Filter()) -> String {
        ZoneListReport(style: TextStyle(isColoured: false), width: 80).text(of: list, filter)
    }

    // MARK: - Which zones git declares

    @Test("A zone is managed where git declares it for the provider that has it, and nowhere else") func managed() {
        let list = ZoneList(
            [
                ("a", [ListedZone(id: "1", apex: "example.com."), ListedZone(id: "2", apex: "example.net.")]),
                ("b", [ListedZone(id: "3", apex: "example.com.")]),
            ], declared: [Self.declared("example.com.", "a")])
        #expect(
            Self.states(list) == [
                "example.com. 1 a managed", "example.com. 3 b unmanaged", "example.net. 2 a unmanaged",
            ])
        #expect(list.missing.isEmpty && list.ambiguities.isEmpty)
    }

    @Test("Entries are sorted by name, then id, whatever order the providers have", arguments: 0..<10)
    func order(seed: UInt64) {
        var generator = Generator(seed: seed)
        var zones = Self.list().entries.map(\.zone)
        for index in zones.indices { zones.swapAt(index, generator.number(0...UInt8(zones.count - 1)).asInt) }
        let list = ZoneList([("aws", zones)], declared: [])
        let keys = list.entries.map { ($0.zone.apex, $0.zone.id) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 } && keys.count == zones.count)
    }

    // A zone that is declared and not said to be one of two must not be offered for deletion as unmanaged.
    @Test("Of twins without a pin none is managed or unmanaged; with a pin one is, and the other is not") func twins() {
        let twins = [
            ListedZone(id: "1", apex: "example.com.", isPrivate: true, setCount: 2),
            ListedZone(id: "2", apex: "example.com.", setCount: 2),
        ]
        let unclear = ZoneList([("aws", twins)], declared: [Self.declared("example.com.")])
        #expect(unclear.entries.map(\.management) == [.unclear, .unclear])
        #expect(unclear.entries(ZoneList.Filter(unmanaged: true)).isEmpty)
        #expect(unclear.ambiguities.map(\.zones) == [twins] && unclear.missing.isEmpty)
        // Private or public is enough where only one of them is.
        for isPrivate in [false, true] where twins.count(where: { $0.isPrivate == isPrivate }) == 1 {
            let said = ZoneList(
                [("aws", twins)],
                declared: [ZoneList.Declared(apex: "example.com.", provider: "aws", isPrivate: isPrivate)])
            #expect(said.entries.filter { $0.management == .managed }.map(\.zone.isPrivate) == [isPrivate])
            #expect(said.entries.filter { $0.management == .unmanaged }.count == 1)
        }
        let pinned = ZoneList([("aws", twins)], declared: [Self.declared("example.com.", id: "2")])
        #expect(pinned.entries.map(\.management) == [.unmanaged, .managed] && pinned.ambiguities.isEmpty)
        let lost = ZoneList([("aws", twins)], declared: [Self.declared("example.com.", id: "3")])
        #expect(lost.entries.map(\.management) == [.unmanaged, .unmanaged])
        #expect(lost.missing.map(\.id) == ["3"] && lost.ambiguities.count == 1)
        let undeclared = ZoneList([("aws", twins)], declared: [])
        #expect(undeclared.ambiguities.count == 1)
    }

    @Test("The same name at two providers is no ambiguity") func twoProviders() {
        let zone = ListedZone(id: "example.com.", apex: "example.com.")
        let list = ZoneList([("a", [zone]), ("b", [zone])], declared: [Self.declared("example.com.", "b")])
        #expect(list.ambiguities.isEmpty && list.entries.map(\.management) == [.unmanaged, .managed])
    }

    // 'A plan would create it' must not be said of a zone that nobody could look for.
    @Test("A declared zone of a provider that could not be listed is not missing") func failure() {
        let failure = ReadFailure(provider: "aws", code: "provider-denied", message: "no")
        let list = ZoneList(
            [("live", [])], declared: [Self.declared("example.com."), Self.declared("example.net.", "live")],
            failures: [failure])
        #expect(list.missing == [Self.declared("example.net.", "live")] && list.failures == [failure])
    }

    @Test("The counts are of all zones, whatever is shown") func counts() {
        let list = Self.list()
        let counts = list.counts
        #expect(counts.zones == 9 && counts.managed + counts.unmanaged + counts.unclear == counts.zones)
        #expect(counts.missing == 2 && counts.empty == 3)
        for filter in [
            ZoneList.Filter(unmanaged: true), ZoneList.Filter(empty: true),
            ZoneList.Filter(unmanaged: true, empty: true),
        ] {
            let shown = list.entries(filter)
            #expect(!shown.isEmpty && shown.count < 9 && shown.allSatisfy(list.entries.contains))
            #expect(!filter.unmanaged || shown.allSatisfy { $0.management == .unmanaged })
            #expect(!filter.empty || shown.allSatisfy { $0.zone.isEmpty == true })
        }
    }

    @Test("A zone of which the number of sets is not known is not said to be empty") func unknownCount() {
        #expect(ListedZone(id: "1", apex: "example.com.").isEmpty == nil)
        #expect(ListedZone(id: "1", apex: "example.com.", setCount: 2).isEmpty == true)
        #expect(ListedZone(id: "1", apex: "example.com.", setCount: 3).isEmpty == false)
        #expect(ListedZone(id: "1", apex: "example.com.", setCount: 2, isEmpty: false).isEmpty == false)
    }

    // MARK: - Reports

    @Test("Zones at 80 columns") func text() throws {
        let only = ZoneList(
            [("live", [ListedZone(id: "example.com.", apex: "example.com.", setCount: 1)])],
            declared: [Self.declared("example.com.", "live")])
        let texts = [
            Self.text(Self.list()), Self.text(Self.list(), ZoneList.Filter(unmanaged: true)),
            Self.text(Self.list(), ZoneList.Filter(empty: true)), Self.text(only),
            Self.text(ZoneList([], declared: [])),
        ]
        try expectGolden(texts.joined(separator: "----\n"), "zones.txt")
    }

    @Test("Zones as JSON") func document() throws {
        var list = Self.list()
        list.failures = [
            ReadFailure(provider: "other", code: "provider-denied", message: "the key is not allowed to; ask for it")
        ]
        try expectGolden(String(decoding: ZoneListDocument.encode(list), as: UTF8.self), "zones.json")
    }

    @Test("No list of zones has a control, format or invisible character, or a line too wide", arguments: 0..<20)
    func hostile(seed: UInt64) {
        var generator = Generator(seed: seed)
        func nasty() -> String { (0..<3).map { _ in generator.one(of: hostileTexts) }.joined() }
        let zones = (0..<6).map { _ in
            ListedZone(
                id: nasty(), apex: hostileName(nasty()), isPrivate: generator.once(in: 2),
                setCount: generator.once(in: 2) ? .max : nil, readOnly: nasty(), comment: nasty())
        }
        let list = ZoneList(
            [(nasty(), zones), ("b", zones)],
            declared: [Self.declared(hostileName(nasty()), "b", id: nasty()), Self.declared(zones[0].apex, "b")])
        expectPrintable(Self.text(list))
        expectPrintable(ReadFailure(provider: nasty(), zone: zones[0], code: "x", message: nasty()).line)
    }

    // A comment with a C1 control or a directional mark is octets of JSON like others, and steers a terminal all the same.
    @Test("A document of hostile texts has none of their characters, and reads as the texts", arguments: hostileTexts)
    func hostileDocument(text: String) throws {
        struct Document: Decodable {
            struct Zone: Decodable {
                var id: String
                var comment: String
            }
            var zones: [Zone]
        }
        let comment = "a\u{7F}\(text)\u{E0041}é"
        let list = ZoneList([("a", [ListedZone(id: text, apex: "example.com.", comment: comment)])], declared: [])
        let octets = try ZoneListDocument.encode(list)
        let zone = try #require(try JSONDecoder().decode(Document.self, from: Data(octets)).zones.first)
        #expect(Array(zone.id.utf8) == Array(text.utf8) && Array(zone.comment.utf8) == Array(comment.utf8))
        let json = String(decoding: octets, as: UTF8.self)
        expectPrintable(json, width: .max)
        #expect(json.contains("é"))
    }
}

extension UInt8 {
    fileprivate var asInt: Int { Int(self) }
}

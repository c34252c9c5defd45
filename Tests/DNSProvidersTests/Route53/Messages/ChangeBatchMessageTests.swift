import DNSProviders
import TestSupport
import Testing

@Suite struct ChangeBatchMessageTests {
    /// A text of the service and what is read from it.
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var kind: ChangeBatchMessage.Kind
        var name: String?
        var type: String?
        var identifier: String?
        var target: String?
        var value: String?
        /// A word of the advice.
        var advice: String

        init(
            _ text: String, _ kind: ChangeBatchMessage.Kind, name: String? = nil, type: String? = nil,
            identifier: String? = nil, target: String? = nil, value: String? = nil, _ advice: String
        ) {
            (self.text, self.kind, self.name, self.type) = (text, kind, name, type)
            (self.identifier, self.target, self.value, self.advice) = (identifier, target, value, advice)
        }

        var testDescription: String { text }
    }

    static let keyed: [Row] = [
        Row(
            "Tried to create resource record set [name='www.example.com.', type='A'] but it already exists",
            .alreadyExists, name: "www.example.com.", type: "A", "plan again"),
        Row(
            #"Tried to create resource record set [name='\052.example.com.', type='A', set-identifier='blue'] but it already exists"#,
            .alreadyExists, name: #"\052.example.com."#, type: "A", identifier: "blue", "created it"),
        Row(
            "Tried to delete resource record set [name='www.example.com.', type='A'] but it was not found", .notFound,
            name: "www.example.com.", type: "A", "deleted it"),
        Row(
            "Tried to delete resource record set [name='www.example.com.', type='A', set-identifier='it's ']] but x'] but it was not found",
            .notFound, name: "www.example.com.", type: "A", identifier: "it's ']] but x", "plan again"),
        Row(
            "Tried to delete resource record set [name='www.example.com.', type='TXT'] but the values provided do not match the current values",
            .valuesDiffer, name: "www.example.com.", type: "TXT", "changed it"),
        Row(
            "The request contains an invalid set of changes for a resource record set 'CNAME www.example.com.'",
            .changedTwice, name: "www.example.com.", type: "CNAME", "report it"),
        Row(
            "RRSet of type CNAME with DNS name www.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
            .cnameConflict, name: "www.example.com.", type: "CNAME", "delete one of them"),
        Row(
            "RRSet of type A with DNS name www.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.",
            .cnameConflict, name: "www.example.com.", type: "A", "delete one of them"),
        Row(
            "RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.",
            .cnameAtApex,
            name: "example.com.", type: "CNAME", "write an alias"),
        Row(
            "RRSet with DNS name www.example.net. is not permitted in zone example.com.", .outsideZone,
            name: "www.example.net.", "id in the settings"),
        Row(
            "RRSet with DNS name www.example.com., type A cannot be created as other RRSets exist with the same name and type.",
            .routingPoliciesMixed, name: "www.example.com.", type: "A", "one routing policy"),
        Row(
            "RRSet with DNS name www.example.com., type TXT, SetIdentifier s cannot be created because a non multivalue answer rrset exists with the same name and type.",
            .routingPoliciesMixed, name: "www.example.com.", type: "TXT", identifier: "s", "one routing policy"),
        Row(
            "RRSet with DNS name www.example.com., type A, SetIdentifier a, and b cannot be created as a non-weighted set exists with the same name and type",
            .routingPoliciesMixed, name: "www.example.com.", type: "A", identifier: "a, and b", "plan again"),
        Row(
            "RRSet with DNS name www.example.com., type A, SetIdentifier s, and Region Name=eu-west-1 cannot be created because a latency RRSet with the same name, type and region already exists.",
            .duplicateRouting, name: "www.example.com.", type: "A", identifier: "s", "keep one"),
        Row(
            "RRSet with DNS name www.example.com and type A, SetIdentifier s cannot be created as weighted sets must contain the same TTL.",
            .weightedTTLDiffers, name: "www.example.com.", type: "A", identifier: "s", "one TTL"),
        Row(
            "RRSet of type NS with DNS name *.example.com. is not permitted for a wildcard name.", .notPermitted,
            name: "*.example.com.", type: "NS", "the message says which"),
    ]

    static let shapes: [Row] = [
        Row(
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=DELETE, Name=www.example.com., Type=A, SetIdentifier=null]",
            .badShape, name: "www.example.com.", type: "A", "report it"),
        Row(
            "Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found none in Change with [Action=CREATE, Name=www.example.com., Type=A, SetIdentifier=blue]",
            .badShape, name: "www.example.com.", type: "A", identifier: "blue", "report it"),
        Row(
            "Invalid request: Missing field 'SetIdentifier' in Change with [Action=CREATE, Name=www.example.com, Type=A, SetIdentifier=null]",
            .badShape, name: "www.example.com.", type: "A", "report it"),
        Row(
            "Invalid XML ; cvc-enumeration-valid: Value 'eu-nowhere-1' is not facet-valid with respect to enumeration '[us-east-1, us-east-2]'. It must be a value from the enumeration.",
            .badRequest, "check the spelling"),
        Row(
            "1 validation error detected: Value '/hostedzone/ZEXAMPLEEXAMPLEEXAMPLEEXAMPLE12345' at 'resourceId' failed to satisfy constraint: Member must have length less than or equal to 32",
            .badRequest, "check the spelling"),
    ]

    static let others: [Row] = [
        Row(
            "A HostedZone must contain at least one NS record for the zone itself.", .missingAuthority, type: "NS",
            "take the deletion out"),
        Row(
            "A HostedZone must contain exactly one SOA record.", .missingAuthority, type: "SOA",
            "take the deletion out"),
        Row("Duplicate Resource Record: '192.0.2.1'", .duplicateValue, value: "192.0.2.1", "leave one of them out"),
        Row(
            "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.256''",
            .badValue, value: "192.0.2.256", "not an IPv4 address"),
        Row(
            "Invalid Resource Record: FATAL problem: AAAARRDATAIllegalIPv6Address encountered at 2001:db8::g",
            .badValue,
            value: "2001:db8::g", "not an IPv6 address"),
        Row(
            "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'it's''",
            .badValue, value: "it's", "text is in quotes"),
        Row(
            "Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '\"aaaa\"''",
            .badValue, value: "\"aaaa\"", "255 characters"),
        Row(
            "Invalid Resource Record: 'FATAL problem: UnsupportedCharacter (Value contains unsupported characters) encountered with '\"ä\"''",
            .badValue, value: "\"ä\"", "as an escape"),
        Row(
            "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '.a.b'", .badName, value: ".a.b",
            "two dots"),
        Row("FATAL problem: DomainNameEmpty (Domain name is empty) encountered with ''", .badName, value: "", "empty"),
        Row(
            "FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with 'a'", .badName, value: "a",
            "63 octets"),
        Row(
            "Tried to create an alias that targets www.example.net., type A in zone ZEXAMPLE, but the alias target name does not lie within the target zone",
            .aliasTargetOutsideZone, type: "A", target: "www.example.net.", "hosted zone id"),
        Row(
            "Tried to create an alias that targets www.example.com., type AAAA in zone ZEXAMPLE, but that target was not found",
            .aliasTargetMissing, type: "AAAA", target: "www.example.com.", "declare it"),
        Row("Number of records limit of 1000 exceeded.", .batchTooLarge, "fewer record sets"),
        Row("RDATA character limit of 32000 exceeded.", .batchTooLarge, "fewer record sets"),
        Row("Exceeded limit MAX_RRSETS_BY_ZONE for zone: ZEXAMPLE", .zoneFull, "quota"),
        Row("Cannot have more than 100 records in a RRSet.", .tooManyValues, "divide them"),
        Row("The hosted zone is locked.", .unknown, "Route 53's own"), Row("", .unknown, "Route 53's own"),
    ]

    static let rows = keyed + shapes + others

    @Test("each known text is read", arguments: rows) func eachKnownTextIsRead(row: Row) {
        let message = ChangeBatchMessage(row.text)
        #expect(message.kind == row.kind)
        #expect(message.name == row.name)
        #expect(message.type == row.type)
        #expect(message.setIdentifier == row.identifier)
        #expect(message.aliasTarget == row.target)
        #expect(message.value == row.value)
        #expect(message.text == row.text)
        #expect(message.advice.contains(row.advice), "\(message.advice)")
    }

    @Test("every kind has a text here and an advice of its own") func everyKindHasATextHereAndAnAdviceOfItsOwn() {
        let kinds = Dictionary(grouping: Self.rows, by: \.kind)
        #expect(Set(kinds.keys) == Set(ChangeBatchMessage.Kind.allCases))
        let changedElsewhere = Self.rows.filter { ChangeBatchMessage($0.text).meansChangedElsewhere }
        #expect(Set(changedElsewhere.map(\.kind)) == [.alreadyExists, .notFound, .valuesDiffer])
        for row in Self.rows {
            #expect(ChangeBatchMessage(row.text).advice.last != ".")
        }
    }

    // MARK: - Splitting

    @Test("joined messages are split into the same ones") func joinedMessagesAreSplitIntoTheSameOnes() {
        // A batch that is refused as InvalidInput has its one head before all messages.
        let texts = (Self.keyed + Self.others).map(\.text).filter { !$0.isEmpty && $0 != "The hosted zone is locked." }
        var generator = Generator(seed: 5)
        for _ in 0..<500 {
            let count = generator.number(1...6)
            let chosen = (0..<count).map { _ in generator.one(of: texts) }
            let joined = chosen.joined(separator: ", ")
            #expect(ChangeBatchMessage.split("[" + joined + "]") == chosen)
            #expect(ChangeBatchMessage.split(joined) == chosen)
        }
    }

    @Test("each message of an InvalidInput has its change") func eachMessageOfAnInvalidInputHasItsChange() {
        let text =
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
            + "TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=a., Type=A, SetIdentifier=null], "
            + "Missing field 'SetIdentifier' in Change with [Action=CREATE, Name=b., Type=MX, SetIdentifier=null]"
        let messages = ChangeBatchMessage.split(text).map(ChangeBatchMessage.init)
        #expect(messages.map(\.name) == ["a.", "b."])
        #expect(messages.map(\.type) == ["A", "MX"])
        #expect(messages.allSatisfy { $0.kind == .badShape })
    }

    @Test("a text without a known message is one") func aTextWithoutAKnownMessageIsOne() {
        #expect(ChangeBatchMessage.split("").isEmpty)
        #expect(ChangeBatchMessage.split("[]").isEmpty)
        #expect(ChangeBatchMessage.split("one, two") == ["one, two"])
        #expect(ChangeBatchMessage.split("[one, two]\n") == ["one, two"])
    }

    /// kcp-dev/kcp-glbc#475: a refusal names several record sets, and commas and brackets are in each.
    @Test("kcp glbc got one error for several record sets") func kcpGlbcGotOneErrorForSeveralRecordSets() {
        let text =
            "[RRSet with DNS name a.example.net. is not permitted in zone example.com., Tried to delete resource record set "
            + "[name='b.example.com.', type='A', set-identifier='x, y]'] but it was not found, Duplicate Resource Record: '1, 2']"
        let messages = ChangeBatchMessage.split(text).map(ChangeBatchMessage.init)
        #expect(messages.map(\.kind) == [.outsideZone, .notFound, .duplicateValue])
        #expect(messages[1].setIdentifier == "x, y]" && messages[2].value == "1, 2")
    }

    // MARK: - Anything

    @Test("no text traps") func noTextTraps() {
        var generator = Generator(seed: 7)
        let joints = [
            "[", "]", "'", "''", ", ", " ", "\u{308}", "é", "name='", "', type='", "set-identifier='",
            "'] but it was not found",
            ", SetIdentifier ", " cannot be created", "encountered with '", "Name=", ", Type=", "\0", "🇩🇪", "(",
        ]
        let words = Self.rows.flatMap { $0.text.split(separator: " ").map(String.init) } + joints
        for _ in 0..<3_000 {
            let count = generator.number(0...14)
            let text = (0..<count).map { _ in generator.one(of: words) }.joined(
                separator: generator.one(of: [" ", "", ", "]))
            let messages = ChangeBatchMessage.split(text)
            #expect(messages.allSatisfy { !$0.isEmpty })
            for message in messages { _ = ChangeBatchMessage(message).advice }
            _ = ChangeBatchMessage(text).advice
        }
        // Every prefix and suffix of a real one.
        for row in Self.rows {
            for cut in 0...row.text.count {
                _ = ChangeBatchMessage(String(row.text.prefix(cut))).advice
                _ = ChangeBatchMessage(String(row.text.dropFirst(cut))).advice
            }
        }
    }

    @Test("a combining mark does not join what is around it") func aCombiningMarkDoesNotJoinWhatIsAroundIt() {
        let text =
            "Tried to delete resource record set [name='a.example.com.', type='A', set-identifier='\u{308}a'] but it was not found"
        #expect(ChangeBatchMessage(text).setIdentifier == "\u{308}a")
        #expect(ChangeBatchMessage(text).type == "A")
    }
}

/// The header and the question of a message: enough to tell which question an answer is to, and whether it is whole.
///
/// Can be read also where a server cut the records that follow in their middle.
package struct DNSMessageStart: Hashable, Sendable {
    package var id: UInt16
    package var isResponse: Bool
    package var isAuthoritative: Bool
    package var isTruncated: Bool
    package var wantsRecursion: Bool
    package var offersRecursion: Bool
    /// The four lower bits of the response code; the upper ones are in the OPT record.
    package var responseCode: ResponseCode
    package var question: DNSQuestion?

    /// How many records the sections have that follow, as the header says.
    var counts: (answer: Int, authority: Int, additional: Int) {
        (Int(answerCount), Int(authorityCount), Int(additionalCount))
    }

    private var answerCount: UInt16
    private var authorityCount: UInt16
    private var additionalCount: UInt16

    /// Reads the first octets of a message.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-message` when there is another kind of message than a query or an
    ///   answer to one, more than one question, or one of another class than IN; with `bad-data` when the octets end
    ///   too early.
    package init(wire: Octets) throws(DNSParseError) {
        var reader = WireReader(message: wire)
        try self.init(&reader)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        id = try reader.integer()
        let flags: UInt16 = try reader.integer()
        isResponse = flags & DNSFlags.response != 0
        isAuthoritative = flags & DNSFlags.authoritative != 0
        isTruncated = flags & DNSFlags.truncated != 0
        wantsRecursion = flags & DNSFlags.recursionWanted != 0
        offersRecursion = flags & DNSFlags.recursionOffered != 0
        responseCode = ResponseCode(rawValue: flags & DNSFlags.responseCode)
        guard flags & DNSFlags.operation == 0 else {
            throw DNSParseError(.badMessage, "the message is neither a query nor an answer to one", offset: 2)
        }
        let questions: UInt16 = try reader.integer()
        answerCount = try reader.integer()
        authorityCount = try reader.integer()
        additionalCount = try reader.integer()
        guard questions <= 1 else {
            throw DNSParseError(.badMessage, "the message has \(questions) questions; one is allowed", offset: 4)
        }
        guard questions == 1 else { return }
        let name = try reader.name()
        let type = RecordType(rawValue: try reader.integer())
        guard try reader.integer() == DNSFlags.internet else {
            throw DNSParseError(.badMessage, "the question is of another class than IN", offset: reader.offset - 2)
        }
        question = DNSQuestion(name, type)
    }
}

/// Numbers of RFC 1035 section 4.1 and RFC 6891 section 6.1.
enum DNSFlags {
    static let response: UInt16 = 0x8000
    static let operation: UInt16 = 0x7800
    static let authoritative: UInt16 = 0x0400
    static let truncated: UInt16 = 0x0200
    static let recursionWanted: UInt16 = 0x0100
    static let recursionOffered: UInt16 = 0x0080
    static let responseCode: UInt16 = 0x000F
    /// The class IN.
    static let internet: UInt16 = 1
    /// The type of the record that carries EDNS.
    static let opt = RecordType(rawValue: 41)
}

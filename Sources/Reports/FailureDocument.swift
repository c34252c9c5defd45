package import DNSModel
package import ZonePlanning

/// Why a command did not do what it was asked, as a document: JSON, see `Schemas/failure.schema.json`.
///
/// It says what stderr says, for programs.
package struct FailureDocument: Sendable {
    private var reasons: [FailureFile.ReasonMember] = []
    private let zones: [DomainName]

    /// - Parameter zones: the zones that the command is about, to tell which zone a record set is in.
    package init(zones: [DomainName] = []) { self.zones = zones }

    package var isEmpty: Bool { reasons.isEmpty }

    /// Takes what was written to stderr. Warnings and notes are no reasons; a line that is no message explains the
    /// reason before it.
    package mutating func take(_ text: String) {
        guard let message = MessageLine(String(text.prefix { $0 != "\n" })) else {
            guard let last = reasons.indices.last else { return }
            reasons[last].details = (reasons[last].details ?? []) + [text.trimmingSpaces]
            return
        }
        guard message.kind.isTrouble else { return }
        var reason = FailureFile.ReasonMember(
            kind: message.kind.rawValue, id: message.id ?? message.kind.rawValue, message: message.message)
        let further = text.split(separator: "\n").dropFirst().map { String($0).trimmingSpaces }
        if !further.isEmpty { reason.details = further }
        if let clause = message.message.firstRange(of: "; ") {
            reason.advice = String(message.message[clause.upperBound...])
        }
        reason.location = message.place.map(Self.location)
        let subject = Subject(of: message.message, zones: zones)
        reason.zone = subject.zone?.description
        reason.recordSet = subject.key.map {
            FailureFile.KeyMember(
                name: $0.name.description, type: $0.type.description, setIdentifier: $0.identifier)
        }
        reasons.append(reason)
    }

    /// The document.
    ///
    /// - Parameter exitCode: the command's.
    /// - Returns: the octets.
    /// - Throws: ``DocumentError`` when JSON can't be written, which nothing causes.
    package func octets(exitCode: Int32) throws(DocumentError) -> [UInt8] {
        let outcome =
            switch exitCode {
            case 3: "refused"
            case 4: "stale"
            case 64: "usage"
            default: "failed"
            }
        let reasons = reasons.map { reason in
            var reason = reason
            // What the command line's reader says has no id of its own.
            if outcome == "usage", reason.id == reason.kind { reason.id = "usage" }
            return reason
        }
        return try DocumentCoding.encode(
            FailureFile(
                format: "gate53-failure/1", outcome: outcome, exitCode: Int(exitCode), reasons: reasons))
    }

    private static func location(_ place: String) -> LocationMember {
        var parts = place.split(separator: ":", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        while numbers.count < 2, parts.count > 1, let number = parts.last.flatMap({ Int($0) }) {
            numbers.insert(number, at: 0)
            parts.removeLast()
        }
        return LocationMember(
            file: parts.joined(separator: ":"), line: numbers.first ?? 0, column: numbers.count > 1 ? numbers[1] : 0)
    }
}

/// What a message is about, going by the names at its beginning: `www.example.com. A 'blue' moved …`,
/// `example.com. on aws: …`.
private struct Subject {
    var zone: DomainName?
    var key: (name: DomainName, type: RecordType, identifier: String?)?

    init(of message: String, zones: [DomainName]) {
        let words = message.split(separator: " ").prefix(12).map { word in
            var word = word
            while let last = word.last, ":,;".contains(last) { word = word.dropLast() }
            return word
        }
        for (index, word) in words.enumerated()
        where word.count > 1 && word.last == "." && word.dropLast().contains(".") {
            guard let name = try? DomainName(parsing: String(word), origin: .root) else { continue }
            if index + 1 < words.count, let type = RecordType(registered: String(words[index + 1])) {
                // The identifier stands in brackets, as in `A [blue]`, and may have spaces.
                let rest = message.firstRange(of: "\(words[index]) \(words[index + 1]) [").map {
                    message[$0.upperBound...]
                }
                key = (name, type, rest.flatMap { rest in rest.firstIndex(of: "]").map { String(rest[..<$0]) } })
                zone = zones.filter(name.isAtOrBelow).max { $0.description.utf8.count < $1.description.utf8.count }
            } else {
                zone = name
            }
            return
        }
    }
}

private struct FailureFile: Encodable {
    var format: String
    var outcome: String
    var exitCode: Int
    var reasons: [ReasonMember]

    struct ReasonMember: Encodable {
        var kind: String
        var id: String
        var message: String
        var advice: String?
        var zone: String?
        var recordSet: KeyMember?
        var location: LocationMember?
        var details: [String]?
    }

    struct KeyMember: Encodable {
        var name: String
        var type: String
        var setIdentifier: String?
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}

internal import DNSModel

// What an answer must be before anything is read out of it: a list that is cut off, or a document of another kind,
// would look like deletions.

extension XMLElement {
    /// The elements that an answer may have several of in one other, by the API's model.
    private static let listed: Set<String> = [
        "ResourceRecordSet", "ResourceRecord", "HostedZone", "NameServer", "VPC", "FailureReason", "Message",
    ]

    /// The element, where it is the answer that was asked for.
    ///
    /// - Parameter name: its name by the API's model.
    /// - Returns: the element.
    /// - Throws: ``XMLError`` for another document, text among elements, and an element that is there twice.
    func answer(named name: String) throws(XMLError) -> XMLElement {
        if self.name != name {
            throw Self.malformed("it is a \(Printable.message(self.name)), where \(name) was asked for")
        }
        try checkShape()
        return self
    }

    /// Looks through the element and all in it.
    ///
    /// - Throws: ``XMLError`` for text among elements, and an element that is there twice.
    func checkShape() throws(XMLError) {
        if children.isEmpty { return }
        if text.utf8.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            throw Self.malformed("there is text beside the elements in \(Printable.message(name))")
        }
        var seen: Set<String> = []
        for child in children {
            if !Self.listed.contains(child.name), !seen.insert(child.name).inserted {
                throw Self.malformed("\(Printable.message(child.name)) is in \(Printable.message(name)) twice")
            }
            try child.checkShape()
        }
    }

    /// The text of a child that must be there.
    ///
    /// - Throws: ``XMLError`` where it is not, or is empty.
    func required(_ name: String) throws(XMLError) -> String {
        guard let child = self[name], child.children.isEmpty, !child.text.isEmpty else {
            throw Self.malformed("\(Printable.message(self.name)) has no \(name)")
        }
        return child.text
    }

    /// A child that must be there, with what is in it.
    ///
    /// - Throws: ``XMLError`` where it is not.
    func part(_ name: String) throws(XMLError) -> XMLElement {
        guard let child = self[name] else { throw Self.malformed("\(Printable.message(self.name)) has no \(name)") }
        return child
    }

    /// Whether a child that must be there says `true`.
    ///
    /// - Throws: ``XMLError`` where it is not there, or says neither `true` nor `false`.
    func flag(_ name: String) throws(XMLError) -> Bool {
        switch try required(name) {
        case "true": return true
        case "false": return false
        case let text: throw Self.malformed("\(name) is '\(Printable.message(text))' and neither true nor false")
        }
    }

    /// The number that a child says, in digits; `nil` where it is not there or says anything else.
    func number(_ name: String) -> Int? { self[name].flatMap { $0.children.isEmpty ? Self.number($0.text) : nil } }

    /// A number in digits only: Swift also takes a sign.
    static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
    }

    private static func malformed(_ message: String) -> XMLError {
        XMLError(code: .malformed, line: 1, message: message)
    }
}

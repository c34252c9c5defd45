/// Reads the `Co-authored-by:` lines of commit messages.
package enum CoAuthorTrailers {
    /// Somebody whom such a line names.
    package struct Person: Hashable, Sendable {
        package var name: String
        package var email: String

        package init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// The people that a commit message names, wherever in it the lines are and however the key is written.
    ///
    /// Forges show them as authors also where a line is not in the last paragraph, so all of it is looked through, and
    /// more is taken for a name than any of them would: blanks before the colon, a value on the next line
    /// (git-interpret-trailers(1)), several addresses in one line. A line without an address gives its whole text,
    /// which is nobody's address.
    ///
    /// - Parameter message: the whole message.
    /// - Returns: name and address of each, in order.
    package static func people(in message: String) -> [Person] {
        var people: [Person] = []
        var value: String?
        for line in message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if let start = Self.value(of: line) {
                people += value.map(Self.people(ofValue:)) ?? []
                value = String(start)
            } else if let open = value, line.first?.isWhitespace == true {
                value = open + " " + line
            } else {
                people += value.map(Self.people(ofValue:)) ?? []
                value = nil
            }
        }
        return people + (value.map(Self.people(ofValue:)) ?? [])
    }

    /// What follows the key and its colon; `nil` for any other line.
    private static func value(of line: Substring) -> Substring? {
        let key = "co-authored-by"
        let line = line.drop(while: \.isWhitespace)
        guard line.prefix(key.count).lowercased() == key else { return nil }
        let rest = line.dropFirst(key.count).drop(while: \.isWhitespace)
        return rest.first == ":" ? rest.dropFirst() : nil
    }

    private static func people(ofValue value: String) -> [Person] {
        var people: [Person] = []
        var rest = value[...]
        var plain = ""
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            // The last one that opens: a name may have one in it.
            let start = rest[..<close].lastIndex(of: "<") ?? open
            let name = rest[..<start]
            plain += name + " "
            people.append(
                Person(
                    name: trimmed(name[...]),
                    email: String(rest[rest.index(after: start)..<close].filter { !$0.isWhitespace })))
            rest = rest[rest.index(after: close)...]
        }
        plain += rest
        // Addresses that stand without brackets, beside others or alone.
        for word in plain.split(whereSeparator: { $0.isWhitespace || ",;()[]\"'<>".contains($0) })
        where word.contains("@") && !people.contains(where: { $0.email == word }) {
            people.append(Person(name: String(word), email: String(word)))
        }
        if people.isEmpty {
            let text = trimmed(value[...])
            people.append(Person(name: text, email: text))
        }
        return people
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0.isWhitespace || $0 == "," || $0 == ";" }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

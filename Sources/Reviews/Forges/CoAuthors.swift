/// Reads the `Co-authored-by:` lines of commit messages.
enum CoAuthors {
    /// The addresses of all such lines, wherever in the message they stand; in lower case.
    ///
    /// A forge shows the people of such a line as authors also where it is not in the last paragraph. A line without an
    /// address in angle brackets gives its whole text, which is nobody's address.
    static func addresses(in message: String) -> [String] {
        let word = "co-authored-by:"
        return message.split(whereSeparator: \.isNewline).compactMap { line in
            let text = line.drop(while: \.isWhitespace).lowercased()
            guard text.hasPrefix(word) else { return nil }
            let rest = text.dropFirst(word.count)
            if let open = rest.lastIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                return String(rest[rest.index(after: open)..<close].filter { !$0.isWhitespace })
            }
            return String(rest.drop(while: \.isWhitespace))
        }
    }
}

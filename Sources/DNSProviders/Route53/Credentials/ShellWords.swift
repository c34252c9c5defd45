/// Splits a command into words as Python's `shlex.split` does, which is what botocore does with `credential_process`:
/// quotes and backslashes as in a POSIX shell, and nothing else of a shell.
enum ShellWords {
    /// Splits a text.
    ///
    /// - Parameter text: the command.
    /// - Returns: its words; `nil` when a quote is not closed or a backslash comes last.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var rest = text.unicodeScalars.makeIterator()
        while let next = rest.next() {
            switch next {
            case " ", "\t", "\r", "\n":
                if let done = word { words.append(String(done)) }
                word = nil
            case "'", "\"":
                guard let quoted = quoted(by: next, &rest) else { return nil }
                word = (word ?? String.UnicodeScalarView()) + quoted
            case "\\":
                guard let escaped = rest.next() else { return nil }
                word = (word ?? String.UnicodeScalarView()) + [escaped]
            default:
                word = (word ?? String.UnicodeScalarView()) + [next]
            }
        }
        if let done = word { words.append(String(done)) }
        return words
    }

    private static func quoted(
        by quote: Unicode.Scalar, _ rest: inout String.UnicodeScalarView.Iterator
    ) -> String.UnicodeScalarView? {
        var text = String.UnicodeScalarView()
        while let next = rest.next() {
            if next == quote { return text }
            if next == "\\", quote == "\"" {
                guard let escaped = rest.next() else { return nil }
                // Within double quotes a backslash stands for itself, but for before these two.
                if escaped != "\\", escaped != "\"" { text.append("\\") }
                text.append(escaped)
            } else {
                text.append(next)
            }
        }
        return nil
    }
}

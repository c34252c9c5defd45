internal import DNSModel

/// Text that neither XML nor HTML takes for anything else.
enum Markup {
    /// A name or path that breaks only behind its dots and slashes.
    static func name(_ text: String) -> String {
        var result = ""
        for (index, character) in text.enumerated() {
            result += escaped(String(character))
            if character == "." || character == "/", index + 1 < text.count { result += "<wbr>" }
        }
        return result
    }

    /// Text that is neither markup nor a character that XML does not have (XML 1.0, section 2.2).
    static func escaped(_ text: String) -> String {
        let text = Printable.text(text)
        if !text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

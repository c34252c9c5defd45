internal import CYAML
internal import DNSModel

/// What libyaml found wrong, with a hint for a person.
struct YAMLProblem {
    let failure: YAMLFailure

    init(_ parser: yaml_parser_t, input: Octets) {
        let problem = parser.problem.map { String(cString: $0) } ?? "the file is not YAML"
        let context = parser.context.map { String(cString: $0) }
        if parser.error == YAML_READER_ERROR {
            let place = Self.place(ofOctet: parser.problem_offset, in: input)
            failure = YAMLFailure(
                id: "yaml-syntax", message: "\(problem); write the file as UTF-8 and other characters as \"\\x07\"",
                line: place.line, column: place.column)
            return
        }
        let isAlias = context == "while scanning an alias" || context == "while scanning an anchor"
        let mark = isAlias ? parser.context_mark : parser.problem_mark
        let hint = Self.hint(problem, isAlias: isAlias, octet: Self.octet(at: mark, in: input))
        let message = ([context, problem].compactMap { $0 }).joined(separator: ": ")
        failure = YAMLFailure(
            id: "yaml-syntax", message: hint.map { "\(message); \($0)" } ?? message, line: Int(mark.line) + 1,
            column: Int(mark.column) + 1)
    }

    private static func hint(_ problem: String, isAlias: Bool, octet: UInt8?) -> String? {
        if isAlias { return "a text that starts with '*' or '&' needs quotes, as in '*.example': or '*':" }
        switch problem {
        case "found character that cannot start any token":
            switch octet {
            case UInt8(ascii: "@"): return "a text that starts with '@' needs quotes, as in '@':"
            case UInt8(ascii: "\t"): return "indent with spaces, not with tabs"
            case UInt8(ascii: "%"), UInt8(ascii: "`"):
                return "a text that starts with '%' or '`' needs quotes"
            default: return "put the text in quotes"
            }
        case "did not find expected node content":
            return octet == UInt8(ascii: ":")
                ? "a text that starts with ':' needs quotes, as in '::1'" : "put the text in quotes"
        case "found a tab character that violates indentation":
            return "indent with spaces, not with tabs"
        case "mapping values are not allowed in this context":
            return "a text with ': ' in it needs quotes; or the line is indented too far"
        case "could not find expected ':'":
            return "every key needs ':' and a space after it; or a quote is not closed"
        case "did not find expected key":
            return "the line is indented by too much or too little, or a quote stands inside quotes"
        case "block sequence entries are not allowed in this context":
            return "start the list on the line below its key"
        case "did not find expected '-' indicator":
            return "indent every '-' of a list alike"
        case "found unexpected end of stream":
            return "a quote is not closed"
        case "found unknown escape character":
            return "in double quotes write '\\\\' for a backslash, or use single quotes"
        default:
            return nil
        }
    }

    /// The octet at a place, if there is one.
    private static func octet(at mark: yaml_mark_t, in input: Octets) -> UInt8? {
        // libyaml counts characters; walk them.
        var characters = 0
        for octet in input where octet & 0xC0 != 0x80 {
            if characters == mark.index { return octet }
            characters += 1
        }
        return nil
    }

    private static func place(ofOctet offset: Int, in input: Octets) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for octet in input.prefix(max(0, offset)) {
            if octet == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if octet & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

/// A configuration file as botocore reads it, which is as Python's `configparser.RawConfigParser` does, and then one
/// level of nested settings.
///
/// Sections are `[name]`; options are `name = value` or `name: value`, their names in any case; lines that begin with
/// `#` or `;` are comments; a line that is indented more than its option goes on with the option's value.
struct INIFile: Hashable, Sendable {
    /// The value of an option.
    enum Value: Hashable, Sendable {
        case text(String)
        /// Options on indented lines below an empty value.
        case nested([String: String])
    }

    /// A section: option names, in lower case, to values.
    typealias Section = [String: Value]

    /// What is wrong with a file. Does not quote it: it may have secrets.
    struct Failure: Error, Hashable, Sendable {
        /// The line, from 1.
        var line: Int
        var message: String
    }

    var sections: [String: Section] = [:]

    /// The most octets of a file.
    static let largestSize = 1 << 20

    init() {}

    /// Reads a file.
    ///
    /// - Parameter octets: its content.
    /// - Throws: ``Failure``: whatever botocore refuses is refused.
    init(_ octets: [UInt8]) throws(Failure) {
        guard octets.count <= Self.largestSize else { throw Failure(line: 1, message: "the file is larger than 1 MiB") }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw Failure(line: 1, message: "the file is not UTF-8")
        }
        var reader = Reader()
        var number = 0
        // Lines end with LF, CR LF or CR, and nothing else of Unicode's.
        var rest = text.unicodeScalars[...]
        while true {
            let line = rest.prefix { $0 != "\n" && $0 != "\r" }
            number += 1
            try reader.take(line, number)
            guard line.endIndex < rest.endIndex else { break }
            let end = rest[line.endIndex...]
            rest = end.dropFirst(end.starts(with: ["\r", "\n"] as [Unicode.Scalar]) ? 2 : 1)
        }
        sections = try reader.finish()
    }
}

/// Puts sections together from lines.
private struct Reader {
    private struct Option {
        var line: Int
        var parts: [String]
    }

    private var sections: [String: [String: Option]] = [:]
    private var section: String?
    private var option: String?
    private var indentation = 0

    /// Options of the section of this name count in all sections, says Python.
    private static let defaults = "DEFAULT"

    mutating func take(_ line: Substring.UnicodeScalarView, _ number: Int) throws(INIFile.Failure) {
        let text = Self.trimmed(line)
        if text.first == "#" || text.first == ";" { return }
        if text.isEmpty {
            append("")
            return
        }
        let indented = line.prefix { Self.isSpace($0) }.count
        if option != nil, indented > indentation {
            append(String(text))
            return
        }
        indentation = indented
        if text.first == "[", let end = text.lastIndex(of: "]"), text.index(after: text.startIndex) < end {
            let name = String(text[text.index(after: text.startIndex)..<end])
            if sections[name] != nil, name != Self.defaults {
                throw INIFile.Failure(line: number, message: "the section is there twice; put the two together")
            }
            sections[name] = sections[name] ?? [:]
            (section, option) = (name, nil)
            return
        }
        guard let section else {
            throw INIFile.Failure(
                line: number, message: "a setting comes before the first section; write '[default]' above it")
        }
        guard let mark = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            throw INIFile.Failure(line: number, message: "not a setting; write 'name = value'")
        }
        let name = String(Self.trimmed(text[..<mark])).lowercased()
        guard !name.isEmpty else { throw INIFile.Failure(line: number, message: "a setting has no name") }
        guard sections[section]?[name] == nil else {
            throw INIFile.Failure(
                line: number, message: "the setting '\(name)' is there twice in its section; remove one")
        }
        let value = String(Self.trimmed(text[text.index(after: mark)...]))
        sections[section]?[name] = Option(line: number, parts: [value])
        option = name
    }

    private mutating func append(_ part: String) {
        guard let section, let option else { return }
        sections[section]?[option]?.parts.append(part)
    }

    consuming func finish() throws(INIFile.Failure) -> [String: INIFile.Section] {
        let defaults = sections.removeValue(forKey: Self.defaults) ?? [:]
        var result: [String: INIFile.Section] = [:]
        for (name, options) in sections {
            var section: INIFile.Section = [:]
            for (name, option) in options.merging(defaults, uniquingKeysWith: { own, _ in own }) {
                section[name] = try Self.value(option)
            }
            result[name] = section
        }
        return result
    }

    private static func value(_ option: Option) throws(INIFile.Failure) -> INIFile.Value {
        var parts = option.parts
        while let last = parts.last, last.isEmpty, parts.count > 1 { parts.removeLast() }
        guard parts.count > 1, parts[0].isEmpty else { return .text(parts.joined(separator: "\n")) }
        var nested: [String: String] = [:]
        for part in parts where !part.isEmpty {
            guard let mark = part.firstIndex(of: "=") else {
                throw INIFile.Failure(
                    line: option.line, message: "a line below this one is not a setting; write 'name = value'")
            }
            let name = String(trimmed(part[..<mark].unicodeScalars))
            nested[name] = String(trimmed(part[part.index(after: mark)...].unicodeScalars))
        }
        return .nested(nested)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return Substring.UnicodeScalarView() }
        return start[...last]
    }
}

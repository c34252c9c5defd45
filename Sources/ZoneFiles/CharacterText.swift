internal import DNSModel

/// How octoDNS writes the text of TXT and SPF in YAML: presentation format, but for the quotes.
///
/// - Where the text starts with `"`, that one and the `"` at its end are taken off. octoDNS takes off the last
///   character whatever it is; here a text that only starts with `"` is an error.
/// - `" "` between two chunks is taken out, also without quotes around the text. In a text in quotes each is a cut
///   between two strings; octoDNS joins them.
/// - What is left is sent between quotes as it is, so `\;` is `;`, `\"` is `"`, `\\` is `\`, and three digits after a
///   backslash are an octet; see ``TextEscapes``.
/// - Other quotes, and a `;` alone, stand for themselves.
///
/// A text that this cannot say is written as type `TYPE16` in presentation format.
enum CharacterText {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let semicolon = UInt8(ascii: ";")

    /// What a text stands for.
    struct Reading {
        var text: TXT
        /// The octet after a backslash that is not in the data and was likely meant to be there.
        var needlessEscape: UInt8?
    }

    /// The text; `nil` where it cannot be read.
    @inline(__always)
    static func decode(_ text: Octets) -> TXT? { (try? read(text, .decimal))?.text }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: what is written.
    ///   - escapes: what `\` and three digits are.
    /// - Returns: what it stands for.
    /// - Throws: ``DNSParseError`` where it starts with `"` and does not end with one, and for a backslash that no
    ///   escape follows.
    @inline(__always)
    static func read(_ text: Octets, _ escapes: TextEscapes) throws(DNSParseError) -> Reading {
        var text = text
        var isQuoted = false
        if let first = text.first, first == quote {
            guard text.count >= 2, text.last == quote else {
                throw DNSParseError(
                    .badData,
                    "the text starts with '\"' and does not end with it; for a text that has this quote in it, put '\"' "
                        + "around the whole text", offset: 0)
            }
            text = Octets(rebasing: text[1..<text.count - 1])
            isQuoted = true
        }
        var isPlain = true
        for octet in text where octet == quote || octet == backslash { isPlain = false }
        return isPlain ? Reading(text: TXT(Array(text))) : try unescaped(text, isCut: isQuoted, escapes)
    }

    private static func unescaped(
        _ text: Octets, isCut: Bool, _ escapes: TextEscapes
    ) throws(DNSParseError) -> Reading {
        // octoDNS joins first, so an escape may go across a cut.
        var joined: [UInt8] = []
        joined.reserveCapacity(text.count)
        var cuts: [Int] = []
        var index = 0
        while index < text.count {
            if text[index] == quote, index + 2 < text.count, text[index + 1] == UInt8(ascii: " "),
                text[index + 2] == quote
            {
                cuts.append(joined.count)
                index += 3
            } else {
                joined.append(text[index])
                index += 1
            }
        }
        var out: [UInt8] = []
        out.reserveCapacity(joined.count)
        var ends: [Int] = []
        var needless: UInt8?
        index = 0
        while index < joined.count {
            let count = out.count
            if joined[index] == backslash {
                let (value, length) = try escape(joined, at: index, escapes)
                if needless == nil, length == 2, isNeedless(value) { needless = value }
                out.append(value)
                index += length
            } else {
                out.append(joined[index])
                index += 1
            }
            while ends.count < cuts.count, cuts[ends.count] < index { ends.append(count) }
        }
        while ends.count < cuts.count { ends.append(out.count) }
        guard isCut, !cuts.isEmpty else { return Reading(text: TXT(out), needlessEscape: needless) }
        ends.append(out.count)
        return Reading(
            text: TXT(out, lengths: zip(ends, [0] + ends.dropLast()).map { $0 - $1 }), needlessEscape: needless)
    }

    private static func escape(
        _ text: [UInt8], at index: Int, _ escapes: TextEscapes
    ) throws(DNSParseError) -> (value: UInt8, length: Int) {
        do {
            return try text.withUnsafeBufferPointer { text in
                Result { () throws(DNSParseError) in try escapes.decode(text, at: index) }
            }.get()
        } catch {
            let rest = Shown.text(String(decoding: text[index..<min(text.count, index + 2)], as: UTF8.self))
            throw DNSParseError(
                .badData,
                "\(error.message); octoDNS sends this text as presentation format, so for a backslash in the data write "
                    + "'\\\(rest)'", offset: index)
        }
    }

    /// Whether a backslash before an octet says nothing, in a text that octoDNS quotes.
    static func isNeedless(_ octet: UInt8) -> Bool {
        switch octet {
        case quote, backslash, semicolon, 0x80...: false
        default: true
        }
    }

    /// A text that ``decode(_:)`` turns into this one, or `nil` where there is none.
    ///
    /// Strings of another cut than after each 255 octets are written in quotes, one behind the other.
    static func encode(_ text: TXT) -> [UInt8]? {
        let isCut = text.hasOwnCut && text != TXT(text.octets)
        var out: [UInt8] = []
        out.reserveCapacity(text.octets.count + 2)
        for (index, string) in (isCut ? text.strings : [text.octets[...]]).enumerated() {
            if index > 0 { out += [quote, UInt8(ascii: " "), quote] }
            for octet in string {
                if octet == backslash { out.append(backslash) }
                out.append(octet)
            }
        }
        if isCut || out.first == quote { out = [quote] + out + [quote] }
        guard out.withUnsafeBufferPointer({ decode($0) }) == text else { return nil }
        return out
    }
}

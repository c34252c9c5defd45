/// A `\DDD` in a name where the character itself can stand: mostly one that was copied from Route 53, which writes its
/// escapes in octal, so that it stands for another character here.
package struct NeedlessEscape: Hashable, Sendable {
    /// The escape, as in `\052`.
    package var escape: String
    /// What it stands for.
    package var character: Character
    /// What it would stand for in octal, where that is printable.
    package var octal: Character?

    /// The first one of a name in presentation form; `nil` where each escape is needed.
    package init?(in text: Octets) {
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let (octet, length) = try? MasterFileEscape.decode(text, at: index) else { return nil }
            if length == 4, Self.isUsual(octet) {
                escape = String(decoding: text[index..<index + 4], as: UTF8.self)
                character = Character(UnicodeScalar(octet))
                octal = UInt8(escape.dropFirst(), radix: 8).flatMap {
                    0x21...0x7E ~= $0 ? Character(UnicodeScalar($0)) : nil
                }
                return
            }
            index += length
        }
        return nil
    }

    /// The first one of a name in presentation form.
    package init?(in text: String) {
        let octets = Array(text.utf8)
        guard let found = octets.withUnsafeBufferPointer({ NeedlessEscape(in: $0) }) else { return nil }
        self = found
    }

    /// What it is and what to write, for a message.
    package var sentence: String {
        "'\(escape)' is decimal and stands for '\(character)'; write that"
            + (octal.map { ", or '\($0)' if that is meant: Route 53 shows '\($0)' as '\(escape)', in octal" } ?? "")
    }

    private static func isUsual(_ octet: UInt8) -> Bool {
        (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10 || "-_*".utf8.contains(octet)
    }
}

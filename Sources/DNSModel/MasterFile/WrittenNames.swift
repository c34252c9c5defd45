/// Names as a master file writes them, in their own letters, made absolute.
enum WrittenNames {
    /// A name's text behind which an origin's stands, where it is relative.
    ///
    /// - Parameters:
    ///   - text: the name as written; `@` is the origin.
    ///   - origin: the text of the origin, with a final dot.
    /// - Returns: the text with a final dot.
    static func absolute(_ text: Octets, origin: [UInt8]) -> [UInt8] {
        if text.count == 1, text[0] == UInt8(ascii: "@") { return origin }
        if endsInDot(text) { return Array(text) }
        return origin == [UInt8(ascii: ".")] ? Array(text) + origin : Array(text) + [UInt8(ascii: ".")] + origin
    }

    /// The text of a name below an origin without the origin's, `@` for the origin itself; `nil` where the text does
    /// not end in the very text of the origin.
    static func relative(_ text: [UInt8], to origin: [UInt8]) -> ArraySlice<UInt8>? {
        if text == origin { return [UInt8(ascii: "@")] }
        let suffix = origin == [UInt8(ascii: ".")] ? origin[...] : [UInt8(ascii: ".")] + origin[...]
        guard text.count > suffix.count, text.suffix(suffix.count).elementsEqual(suffix) else { return nil }
        let rest = text.dropLast(suffix.count)
        // The dot may be a part of a label, by a backslash.
        let backslashes = rest.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        return backslashes.isMultiple(of: 2) && !rest.elementsEqual("@".utf8) ? rest : nil
    }

    private static func endsInDot(_ text: Octets) -> Bool {
        guard text.last == UInt8(ascii: ".") else { return false }
        return text.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
    }
}

/// A piece of a message, searched octet by octet: characters would join a combining mark of somebody's text with the
/// quote before it.
struct MessageText {
    private var octets: ArraySlice<UInt8>

    init(_ text: String) { octets = Array(text.utf8)[...] }

    private init(_ octets: ArraySlice<UInt8>) { self.octets = octets }

    /// The piece as text.
    var text: String { String(decoding: octets, as: UTF8.self) }

    func starts(with text: StaticString) -> Bool { octets.starts(with: Self.octets(text)) }

    func contains(_ text: StaticString) -> Bool { first(text) != nil }

    /// Drops what the piece starts with, and says whether it did.
    @discardableResult
    mutating func drop(prefix: StaticString) -> Bool {
        guard starts(with: prefix) else { return false }
        octets = octets.dropFirst(prefix.utf8CodeUnitCount)
        return true
    }

    /// Drops what the piece ends with, and says whether it did.
    @discardableResult
    mutating func drop(suffix: StaticString) -> Bool {
        guard octets.suffix(suffix.utf8CodeUnitCount).elementsEqual(Self.octets(suffix)) else { return false }
        octets = octets.dropLast(suffix.utf8CodeUnitCount)
        return true
    }

    /// What is before the first occurrence of a text.
    func before(_ text: StaticString) -> MessageText? { first(text).map { MessageText(octets[..<$0]) } }

    /// What is before the last occurrence of a text.
    func beforeLast(_ text: StaticString) -> MessageText? { last(text).map { MessageText(octets[..<$0]) } }

    /// What is after the first occurrence of a text.
    func after(_ text: StaticString) -> MessageText? {
        first(text).map { MessageText(octets[($0 + text.utf8CodeUnitCount)...]) }
    }

    /// What comes before the first space or comma, and what is left.
    func cutWord() -> (word: MessageText, rest: MessageText) {
        let end = octets.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") } ?? octets.endIndex
        return (MessageText(octets[..<end]), MessageText(octets[end...]))
    }

    // MARK: - Searching

    private static func octets(_ text: StaticString) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private func first(_ text: StaticString) -> Int? {
        octets.indices.first { octets[$0...].starts(with: Self.octets(text)) }
    }

    private func last(_ text: StaticString) -> Int? {
        octets.indices.last { octets[$0...].starts(with: Self.octets(text)) }
    }
}

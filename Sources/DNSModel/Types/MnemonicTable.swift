/// The mnemonics of the modelled types, found by their octets: the readers of zone files and master files look one up
/// for each record.
struct MnemonicTable: Sendable {
    static let modelled = MnemonicTable(ModelledType.allCases)

    /// A word of at most 16 octets in upper case, as two numbers.
    private struct Key: Equatable {
        var high: UInt64 = 0
        var low: UInt64 = 0

        /// Nothing for a word that is empty, too long, or starts with an octet 0, which would be that of a shorter one.
        @inline(__always)
        init?(_ word: some Collection<UInt8>) {
            guard word.count <= 16, let first = word.first, first != 0 else { return nil }
            for octet in word {
                high = high << 8 | low >> 56
                low = low << 8 | UInt64(octet &- UInt8(ascii: "a") < 26 ? octet & 0xDF : octet)
            }
        }

        /// Where the search for it begins.
        @inline(__always)
        var place: Int { Int(truncatingIfNeeded: ((low ^ high) &* 0x9E37_79B9_7F4A_7C15) >> 56) }
    }

    /// 256 places, most of them empty, so that a search ends soon.
    private var slots = [(key: Key, type: ModelledType)?](repeating: nil, count: 256)

    private init(_ types: [ModelledType]) {
        for type in types {
            guard let key = Key(Array(type.mnemonic.utf8)) else { continue }
            var place = key.place
            while slots[place] != nil { place = (place + 1) & 0xFF }
            slots[place] = (key, type)
        }
    }

    @inline(__always)
    func type(_ word: some Collection<UInt8>) -> ModelledType? {
        guard let key = Key(word) else { return nil }
        var place = key.place
        while let slot = slots[place] {
            if slot.key == key { return slot.type }
            place = (place + 1) & 0xFF
        }
        return nil
    }
}

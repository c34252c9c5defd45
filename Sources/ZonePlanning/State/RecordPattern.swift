package import DNSModel

/// Which record sets a setting is about: a pattern on the name in the zone, and types.
///
/// In the name pattern `*` stands for any run of characters within one label, `**` for any run across labels, `?` for
/// one character of a label; `\*` is the wildcard label itself, and `@` the apex, which `*`, `**` and `?` mean too.
/// `\X` is the character X and `\DDD` the octet with that decimal value, as in a master file. Letters of either case
/// are alike. No name pattern means any name, no types mean any type.
package struct RecordPattern: Hashable, Sendable {
    /// The pattern as written.
    package var name: String?
    package var types: [RecordType]

    package init(name: String? = nil, types: [RecordType] = []) {
        self.name = name
        self.types = types
    }

    /// The same however its name and its types are written.
    package var normalized: RecordPattern {
        RecordPattern(
            name: (name ?? "**").lowercased(), types: Set(types).sorted { $0.rawValue < $1.rawValue })
    }

    /// Whether a set in the zone of `apex` is meant.
    ///
    /// Takes time linear in the length of the name for each element of the pattern, whatever the pattern.
    package func matches(_ key: RecordSet.Key, apex: DomainName) -> Bool {
        RecordPatternMatcher([self], apex: apex).matches(key)
    }
}

extension RecordPattern {
    /// How much a pattern says of the sets that it means, to be compared with others.
    package struct Specificity: Hashable, Comparable, Sendable {
        fileprivate var isName: Bool
        fileprivate var characters: Int
        fileprivate var hasTypes: Bool

        package static func < (first: Specificity, second: Specificity) -> Bool {
            func rank(_ one: Specificity) -> (Int, Int, Int) {
                (one.isName ? 1 : 0, one.characters, one.hasTypes ? 1 : 0)
            }
            return rank(first) < rank(second)
        }
    }

    /// A name without wildcards says most, then a pattern with more characters, then one with types.
    package var specificity: Specificity {
        let (isName, characters) = name.map(RecordPatternMatcher.characters(ofPattern:)) ?? (false, 0)
        return Specificity(isName: isName, characters: characters, hasTypes: !types.isEmpty)
    }
}

/// Record patterns made ready to be held against many sets of one zone.
package struct RecordPatternMatcher: Sendable {
    private let apex: DomainName
    private let patterns: [(elements: [Element]?, types: [RecordType])]

    /// One step of a name pattern.
    private enum Element: Hashable {
        /// A character of a name: an octet of a label, ``separator`` or ``apexMark``.
        case character(UInt16)
        /// Any one character of a label.
        case one
        /// Any run within a label.
        case run
        /// Any run across labels.
        case runAcrossLabels
    }

    /// The dot between two labels, apart from a dot within one.
    private static let separator: UInt16 = 256
    /// The name `@`.
    private static let apexMark: UInt16 = 257

    package init(_ patterns: [RecordPattern], apex: DomainName) {
        self.apex = apex
        self.patterns = patterns.map { pattern in (pattern.name.map(Self.elements), pattern.types) }
    }

    /// Whether any of the patterns means a set.
    package func matches(_ key: RecordSet.Key) -> Bool {
        var characters: [UInt16]?
        for (elements, types) in patterns where types.isEmpty || types.contains(key.type) {
            guard let elements else { return true }
            let name = characters ?? self.characters(of: key.name)
            characters = name
            if Self.matches(name, elements) { return true }
        }
        return false
    }

    private func characters(of name: DomainName) -> [UInt16] {
        if name == apex { return [Self.apexMark] }
        let labels = name.isAtOrBelow(apex) ? name.labels.dropLast(apex.labelCount) : name.labels[...]
        return Array(labels.map { $0.map(UInt16.init) }.joined(separator: [Self.separator]))
    }

    /// Whether a pattern is a name, and how many characters it says.
    fileprivate static func characters(ofPattern pattern: String) -> (isName: Bool, count: Int) {
        let elements = elements(of: pattern)
        let count = elements.count { if case .character = $0 { true } else { false } }
        return (count == elements.count, count)
    }

    private static func elements(of pattern: String) -> [Element] {
        if pattern == "@" { return [.character(apexMark)] }
        var elements: [Element] = []
        var rest = Array(pattern.utf8)[...]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "*"):
                if rest.first == octet {
                    rest.removeFirst()
                    // Runs one after the other mean no more than one of them.
                    if elements.last != .runAcrossLabels { elements.append(.runAcrossLabels) }
                } else if elements.last != .run {
                    elements.append(.run)
                }
            case UInt8(ascii: "?"): elements.append(.one)
            case UInt8(ascii: "."): elements.append(.character(separator))
            case UInt8(ascii: "\\") where !rest.isEmpty: elements.append(.character(escaped(&rest)))
            default: elements.append(.character(lowerCase(octet)))
            }
        }
        return elements
    }

    /// The octet that stands after a backslash: three decimal digits, or itself.
    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt16 {
        let digits = rest.prefix(3)
        if digits.count == 3, digits.allSatisfy({ 48...57 ~= $0 }) {
            let value = digits.reduce(0) { $0 * 10 + UInt16($1 - 48) }
            if value < 256 {
                rest = rest.dropFirst(3)
                return lowerCase(UInt8(value))
            }
        }
        return rest.popFirst().map(lowerCase) ?? 0
    }

    private static func lowerCase(_ octet: UInt8) -> UInt16 {
        UInt16(65...90 ~= octet ? octet | 0x20 : octet)
    }

    /// Follows all ways through the pattern at once, so that no pattern takes more than one pass over the name.
    private static func matches(_ name: [UInt16], _ elements: [Element]) -> Bool {
        // `reached[i]` says whether the elements before `i` can stand for what was read of the name.
        var reached = [Bool](repeating: false, count: elements.count + 1)
        reached[0] = true
        skipRuns(&reached, elements)
        for character in name {
            var next = [Bool](repeating: false, count: elements.count + 1)
            var isAlive = false
            for (index, element) in elements.enumerated() where reached[index] {
                switch element {
                case .character(let wanted): if wanted == character { next[index + 1] = true }
                case .one: if character != separator { next[index + 1] = true }
                case .run: if character != separator { next[index] = true }
                case .runAcrossLabels: next[index] = true
                }
                isAlive = isAlive || next[index] || next[index + 1]
            }
            guard isAlive else { return false }
            skipRuns(&next, elements)
            reached = next
        }
        return reached[elements.count]
    }

    /// A run may be empty.
    private static func skipRuns(_ reached: inout [Bool], _ elements: [Element]) {
        for (index, element) in elements.enumerated() where reached[index] {
            switch element {
            case .run, .runAcrossLabels: reached[index + 1] = true
            case .character, .one: break
            }
        }
    }
}

/// The scripts that labels of hosts may be in (UAX #24), by ranges that hold the letters which names may have.
///
/// A label in a script that is not here is refused, since nothing could be said of what it looks like.
enum Script: Hashable {
    case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, bengali, gurmukhi, gujarati, tamil, telugu
    case kannada, malayalam, sinhala, thai, lao, tibetan, georgian, hangul, ethiopic, khmer
    case hiragana, katakana, bopomofo, han
    /// Digits, hyphens, and marks that are of no script of their own.
    case common

    private static let ranges: [(ClosedRange<UInt32>, Script)] = [
        (0x2D...0x2D, .common), (0x30...0x39, .common), (0x61...0x7A, .latin), (0xB7...0xB7, .common),
        (0xDF...0xF6, .latin), (0xF8...0x130, .latin), (0x132...0x17E, .latin), (0x1A1...0x1A1, .latin),
        (0x1B0...0x1B0, .latin), (0x1CE...0x1DC, .latin), (0x218...0x21B, .latin), (0x259...0x259, .latin),
        (0x300...0x36F, .common), (0x370...0x3FF, .greek), (0x400...0x52F, .cyrillic), (0x531...0x589, .armenian),
        (0x5D0...0x5F4, .hebrew), (0x610...0x6FF, .arabic), (0x750...0x77F, .arabic), (0x900...0x97F, .devanagari),
        (0x980...0x9FF, .bengali), (0xA00...0xA7F, .gurmukhi), (0xA80...0xAFF, .gujarati), (0xB80...0xBFF, .tamil),
        (0xC00...0xC7F, .telugu), (0xC80...0xCFF, .kannada), (0xD00...0xD7F, .malayalam), (0xD80...0xDFF, .sinhala),
        (0xE00...0xE7F, .thai), (0xE80...0xEFF, .lao), (0xF00...0xFFF, .tibetan), (0x10D0...0x10FF, .georgian),
        (0x1200...0x137F, .ethiopic), (0x1780...0x17FF, .khmer), (0x1E00...0x1EFF, .latin), (0x1F00...0x1FFF, .greek),
        (0x200C...0x200D, .common), (0x3005...0x3007, .han), (0x3041...0x309F, .hiragana), (0x30A1...0x30FF, .katakana),
        (0x3105...0x312F, .bopomofo), (0x3400...0x4DBF, .han), (0x4E00...0x9FFF, .han), (0xAC00...0xD7A3, .hangul),
        (0x20000...0x323AF, .han),
    ]

    /// The script of a character; `nil` where it is none of these.
    static func of(_ scalar: UnicodeScalar) -> Script? {
        let value = scalar.value
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].0.upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].0.contains(value) ? ranges[low].1 : nil
    }

    /// What is written together (UTS #39 section 5.1): ASCII letters stand beside the scripts of East Asia.
    private static let together: [Set<Script>] = [
        [.latin, .han, .hiragana, .katakana], [.latin, .han, .bopomofo], [.latin, .han, .hangul],
    ]

    /// Whether a label is of one script, or of several that are written together.
    static func isUniform(_ label: String) -> Bool {
        var scripts: Set<Script> = []
        for scalar in label.unicodeScalars {
            guard let script = of(scalar) else { return false }
            if script != .common { scripts.insert(script) }
        }
        return scripts.count <= 1 || together.contains { scripts.isSubset(of: $0) }
    }
}

/// Characters that look like ASCII letters and digits.
enum Lookalikes {
    /// Small letters of other scripts that can't be told from ASCII ones in common fonts.
    private static let letters: [UnicodeScalar: UnicodeScalar] = [
        // Cyrillic.
        "а": "a", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "ӏ": "l", "к": "k", "м": "m", "п": "n",
        "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v", "ԝ": "w", "ѡ": "w", "х": "x",
        "у": "y", "ь": "b", "в": "b", "н": "h", "з": "3", "ё": "e", "ї": "i", "ү": "y", "ҽ": "e",
        // Greek.
        "α": "a", "ο": "o", "ρ": "p", "ν": "v", "ι": "i", "κ": "k", "υ": "u", "τ": "t", "ε": "e", "η": "n", "χ": "x",
        "γ": "y", "ω": "w", "ϲ": "c", "ϳ": "j", "β": "b", "ί": "i", "ό": "o", "ά": "a", "έ": "e", "ύ": "u",
        // Armenian.
        "օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q", "լ": "l", "ք": "p", "յ": "j", "գ": "q", "ռ": "n",
        // Latin.
        "ə": "e", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ð": "d", "þ": "p", "ß": "b", "ŋ": "n", "ĸ": "k",
    ]

    /// Those of them that look the same, letter by letter. A word that has no other is not read as what it is.
    private static let same = Set("асԁеһіјӏорԛѕѵԝхуοναιρυϲϳօսհոցզլ".unicodeScalars)

    /// What a label of another script looks like, where each of its letters looks the same as one of ASCII.
    static func plain(_ label: String) -> String? {
        var isForeign = false
        var text = String.UnicodeScalarView()
        for scalar in label.unicodeScalars {
            if scalar.isASCII {
                text.append(scalar)
                continue
            }
            guard same.contains(scalar), let plain = letters[scalar] else { return nil }
            isForeign = true
            text.append(plain)
        }
        return isForeign ? String(text) : nil
    }

    /// What a label may be taken for: without accents, with digits read as letters, and with pairs of letters read as
    /// one.
    static func skeletons(of label: String) -> Set<String> {
        var base = String.UnicodeScalarView()
        for scalar in label.unicodeScalars {
            if let plain = letters[scalar] {
                base.append(plain)
            } else if let plain = withoutAccent(scalar) {
                base.append(plain)
            } else if !(0x300...0x36F ~= scalar.value) {
                base.append(scalar)
            }
        }
        let bare = String(base)
        var skeletons: Set<String> = [bare]
        for one in ["l", "i"] {
            let digits: [Character: String] = ["0": "o", "1": one, "3": "e", "5": "s"]
            let read = bare.map { digits[$0] ?? String($0) }.joined()
            skeletons.insert(read)
            skeletons.insert(pairsRead(read))
        }
        skeletons.insert(pairsRead(bare))
        return skeletons
    }

    /// `rn` as `m`, `vv` as `w`.
    private static func pairsRead(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "n", result.last == "r" {
                result.removeLast()
                result.append("m")
            } else if character == "v", result.last == "v" {
                result.removeLast()
                result.append("w")
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The letter of ASCII that an accented one is made of: the standard library has no decomposition, so the letters
    /// of Latin-1 and Latin Extended-A are listed.
    private static func withoutAccent(_ scalar: UnicodeScalar) -> UnicodeScalar? { accented[scalar] }

    private static let accented: [UnicodeScalar: UnicodeScalar] = {
        let groups: [(String, UnicodeScalar)] = [
            ("àáâãäåāăąǎạảấầẩẫậắằẳẵặ", "a"), ("çćĉċč", "c"), ("ď", "d"), ("èéêëēĕėęěẹẻẽếềểễệ", "e"), ("ĝğġģ", "g"),
            ("ĥ", "h"), ("ìíîïĩīĭįǐỉị", "i"), ("ĵ", "j"), ("ķ", "k"), ("ĺļľŀ", "l"), ("ñńņň", "n"),
            ("òóôõöōŏőơǒọỏốồổỗộớờởỡợ", "o"), ("ŕŗř", "r"), ("śŝşšș", "s"), ("ţťț", "t"),
            ("ùúûüũūŭůűųưǔụủứừửữự", "u"), ("ŵ", "w"), ("ýÿŷỳỵỷỹ", "y"), ("źżž", "z"),
        ]
        var letters: [UnicodeScalar: UnicodeScalar] = [:]
        for (group, plain) in groups {
            for scalar in group.unicodeScalars where !scalar.isASCII { letters[scalar] = plain }
        }
        return letters
    }()
}

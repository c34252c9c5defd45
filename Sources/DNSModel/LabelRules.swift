/// Which characters a U-label may have (RFC 5891 section 4.2, RFC 5892).
enum LabelRules {
    /// What is wrong with a label, as the end of a sentence; `nil` where it is a good one.
    static func problem(in label: [UnicodeScalar]) -> String? {
        guard let first = label.first, let last = label.last else { return "is empty" }
        if first == "-" || last == "-" { return "starts or ends with a hyphen" }
        if label.count >= 4, label[2] == "-", label[3] == "-" { return "has two hyphens in third and fourth place" }
        if isMark(first) { return "starts with a combining mark" }
        for (index, scalar) in label.enumerated() where !isAllowed(scalar, at: index, in: label) {
            let character = "has the character U+\(hexadecimal(scalar))"
            guard let remedy = UnmeantCharacter.remedy(for: scalar) else {
                return character + ", which names cannot have here"
            }
            return character + remedy.name + ", and names cannot have it here; " + remedy.adviceInName
        }
        if label.contains(where: isArabicIndicDigit), label.contains(where: { 0x06F0...0x06F9 ~= $0.value }) {
            return "mixes Arabic-Indic and extended Arabic-Indic digits"
        }
        if label.contains(where: { isRightToLeft($0) || isArabicIndicDigit($0) }), !isPureRightToLeft(label) {
            return "mixes letters written from right to left with others"
        }
        return nil
    }

    private static func hexadecimal(_ scalar: UnicodeScalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Lower-case ASCII letters, digits and the hyphen.
    static func isLetterDigitHyphen(_ scalar: UnicodeScalar) -> Bool {
        "a"..."z" ~= scalar || "0"..."9" ~= scalar || scalar == "-"
    }

    private static func isMark(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// The derived property of RFC 5892 section 3 is PVALID, or it is CONTEXTJ or CONTEXTO and its rule holds.
    private static func isAllowed(_ scalar: UnicodeScalar, at index: Int, in label: [UnicodeScalar]) -> Bool {
        if scalar.isASCII { return isLetterDigitHyphen(scalar) }
        if let allowed = isAllowedInContext(scalar, at: index, in: label) { return allowed }
        let properties = scalar.properties
        switch scalar.value {
        // Exceptions (section 2.6).
        case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007: return true
        case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        // Ignorable blocks (section 2.4) and old Hangul jamo (section 2.9).
        case 0x20D0...0x20FF, 0x1D100...0x1D1FF, 0x1D200...0x1D24F: return false
        case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: return false
        default: break
        }
        if properties.isDefaultIgnorableCodePoint || properties.isWhitespace || properties.isNoncharacterCodePoint {
            return false
        }
        // Unstable (section 2.2).
        if properties.changesWhenNFKCCaseFolded { return false }
        switch properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark,
            .spacingMark:
            return true
        default:
            return false
        }
    }

    /// The contextual rules of RFC 5892 appendix A, or `nil` for a character that has none.
    private static func isAllowedInContext(_ scalar: UnicodeScalar, at index: Int, in label: [UnicodeScalar]) -> Bool? {
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch scalar.value {
        case 0x200C:
            // Between Arabic letters joining types would decide; a letter on either side is asked for here.
            if isVirama(before) { return true }
            guard let before, let after else { return false }
            return isArabicLetter(before) && isArabicLetter(after)
        case 0x200D: return isVirama(before)
        case 0x00B7: return before == "l" && after == "l"
        case 0x0375: return after.map(isGreek) ?? false
        case 0x05F3, 0x05F4: return before.map { 0x0590...0x05FF ~= $0.value } ?? false
        case 0x30FB: return label.contains { $0.value != 0x30FB && isJapanese($0) }
        default: return nil
        }
    }

    private static func isVirama(_ scalar: UnicodeScalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass == .virama
    }

    private static func isArabicLetter(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x0600...0x08FF: scalar.properties.isAlphabetic
        default: false
        }
    }

    private static func isGreek(_ scalar: UnicodeScalar) -> Bool {
        0x0370...0x03FF ~= scalar.value || 0x1F00...0x1FFF ~= scalar.value
    }

    private static func isJapanese(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x1B000...0x1B16F, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    // MARK: - Direction

    private static func isRightToLeft(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            scalar.properties.isAlphabetic && !isMark(scalar)
        default: false
        }
    }

    /// A form of the bidi rule (RFC 5893 section 2): letters of one direction, the first character one of them.
    private static func isPureRightToLeft(_ label: [UnicodeScalar]) -> Bool {
        guard let first = label.first, isRightToLeft(first) else { return false }
        return label.allSatisfy { scalar in
            isRightToLeft(scalar) || isMark(scalar) || scalar == "-" || 0x200C...0x200D ~= scalar.value
                || isDigit(scalar) || 0x05F3...0x05F4 ~= scalar.value || 0x06FD...0x06FE ~= scalar.value
        }
    }

    private static func isArabicIndicDigit(_ scalar: UnicodeScalar) -> Bool { 0x0660...0x0669 ~= scalar.value }

    /// Digits that stand between letters written from right to left.
    private static func isDigit(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x0660...0x0669, 0x06F0...0x06F9, 0x07C0...0x07C9: true
        default: false
        }
    }

    // MARK: - Display

    /// Whether a label may be shown as it is: nothing invisible, and Latin, Greek and Cyrillic letters not mixed.
    static func isShowable(_ label: String) -> Bool {
        var (latin, greek, cyrillic) = (false, false, false)
        for scalar in label.unicodeScalars {
            switch scalar.value {
            case 0x200C, 0x200D: return false
            case 0x0061...0x007A, 0x00C0...0x024F, 0x1E00...0x1EFF: latin = true
            case 0x0370...0x03FF, 0x1F00...0x1FFF: greek = true
            case 0x0400...0x052F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: cyrillic = true
            default: break
            }
        }
        return [latin, greek, cyrillic].count { $0 } <= 1
    }
}

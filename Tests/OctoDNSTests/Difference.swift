import Foundation

/// What differs between octoDNS and gate53 on purpose. The page `OctoDNSFiles` of the documentation says why, one line for each.
enum Difference: String, CaseIterable {
    // octoDNS sends nothing.
    case notSentByOctoDNS = "not-sent-by-octodns"
    case leftOutUnderLenient = "left-out-under-lenient"
    case markedIsLeft = "marked-is-left"
    case semicolonAlone = "semicolon-alone"
    case notASCII = "not-ascii"
    case targetFormat = "target-format"
    case numberRange = "number-range"
    case serviceName = "service-name"
    case serviceParameters = "service-parameters"
    case ownerName = "owner-name"
    case naptrFlags = "naptr-flags"
    case locationRange = "location-range"
    case aliasShape = "alias-shape"
    case typeByNumber = "type-by-number"
    case pythonError = "python-error"
    case sentBroken = "sent-broken"
    // gate53 sends nothing.
    case nameNotAbsolute = "name-not-absolute"
    case duplicateValue = "duplicate-value"
    case ttlRange = "ttl-range"
    case numberSpelling = "number-spelling"
    case addressAsNumber = "address-as-number"
    case quoteAlone = "quote-alone"
    case digitsAfterBackslash = "digits-after-backslash"
    case locationOver = "location-over"
    case locationDigits = "location-digits"
    case ownerOutside = "owner-outside"
    case emptyName = "empty-name"
    case dynamic = "dynamic"
    case markedIsChecked = "marked-is-checked"
    case hostNames = "host-names"
    case regularExpression = "regular-expression"
    case nameServerAddress = "name-server-address"
    case aliasTarget = "alias-target"
    case nameLoop = "name-loop"
    // Both send, and not the same.
    case yaml11 = "yaml-1.1"
    case relativeToZone = "relative-to-zone"
    case octalName = "octal-name"
    case atSign = "at-sign"
    case letterCase = "letter-case"
    case cutByLength = "cut-by-length"
    case stringsKept = "strings-kept"
    case plainUnderLenient = "plain-under-lenient"
    case escapedSemicolon = "escaped-semicolon"
    case valuesByCharacter = "values-by-character"

    /// What differs; nothing where something of it is not listed.
    static func found(in one: Comparison) -> [Difference]? {
        switch (one.octoDNS, one.gate53) {
        case (.refused(let reasons), _): all(reasons) { $0.explains(refusal: $1, one) }
        case (.broken, _): [.sentBroken]
        case (.sent, .refused(let errors)): all(errors) { $0.explains(error: $1, one) }
        case (.sent(let theirs), .sent(let ours)): all([()]) { difference, _ in difference.explains(theirs, ours, one) }
        case (.sent, .broken): nil
        }
    }

    /// A difference for each item; nothing where one has none.
    private static func all<Item>(_ items: [Item], _ explains: (Difference, Item) -> Bool) -> [Difference]? {
        let found = items.compactMap { item in allCases.first { explains($0, item) } }
        return found.isEmpty || found.count < items.count ? nil : found
    }

    // MARK: - octoDNS refuses

    private func explains(refusal reason: String, _ one: Comparison) -> Bool {
        let validator = reason.components(separatedBy: ", via: ").dropFirst().last
        let isUnsupported = reason.hasPrefix("SupportsException: ")
        switch self {
        case .notSentByOctoDNS: return isUnsupported && one.gate53 != .sent([])
        case .leftOutUnderLenient:
            return isUnsupported && one.gate53 == .sent([]) && one.warnings.contains("type-not-served")
        case .markedIsLeft: return isUnsupported && one.gate53 == .sent([]) && one.zone.yaml.contains("octodns: {")
        case .semicolonAlone: return validator == "chunked-value-rfc" && reason.contains("escaped ; in")
        case .notASCII: return validator == "chunked-value-rfc" && reason.hasPrefix("non ASCII character")
        case .targetFormat:
            return ["target-value-rfc", "targets-value-rfc", "mx-value", "srv-value"].contains(validator)
                && (reason.contains("is not a valid FQDN") || reason.contains("missing"))
        case .numberRange: return ["sshfp-value", "tlsa-value", "ds-value"].contains(validator)
        case .serviceName: return ["srv-name", "uri-name"].contains(validator)
        case .serviceParameters: return ["https-value-rfc", "svcb-value-rfc"].contains(validator)
        case .ownerName: return validator == "name-rfc"
        case .naptrFlags: return validator == "naptr-value"
        case .locationRange: return validator == "loc-value-rfc"
        case .aliasShape: return validator == "route53-alias-value"
        case .typeByNumber: return reason.hasPrefix("Exception: Unknown record type: ")
        case .pythonError:
            return ["TypeError", "KeyError", "ValueError", "AttributeError", "IdnaError", "EndlessLoop"]
                .contains(reason.components(separatedBy: ":")[0])
        case .sentBroken, .nameNotAbsolute, .duplicateValue, .ttlRange, .numberSpelling, .addressAsNumber, .quoteAlone,
            .digitsAfterBackslash, .locationOver, .locationDigits, .ownerOutside, .emptyName, .dynamic,
            .markedIsChecked, .hostNames, .regularExpression, .nameServerAddress, .aliasTarget, .nameLoop, .yaml11,
            .relativeToZone, .octalName,
            .atSign, .letterCase, .cutByLength, .stringsKept, .plainUnderLenient, .escapedSemicolon, .valuesByCharacter:
            return false
        }
    }

    // MARK: - gate53 refuses

    private func explains(error: String, _ one: Comparison) -> Bool {
        switch self {
        case .nameNotAbsolute: return error.hasPrefix("[name-not-absolute] ")
        case .duplicateValue: return error.hasPrefix("[duplicate-value] ") || error.hasPrefix("[duplicate-record-set] ")
        case .ttlRange: return error.hasPrefix("[bad-ttl] ")
        case .numberSpelling: return error.hasPrefix("[bad-data] ") && error.contains(" number from 0 to ")
        case .addressAsNumber: return error.hasPrefix("[bad-data] ") && error.contains("is not an IPv4 address")
        case .quoteAlone: return error.hasPrefix("[bad-data] ") && error.contains("which would end the text")
        case .digitsAfterBackslash:
            return error.hasPrefix("[bad-data] ") && error.contains("octoDNS sends this text as presentation format")
        case .locationOver:
            return error.hasPrefix("[bad-data] ") && error.contains(" is over ") && error.contains(" degrees")
        case .locationDigits:
            return error.hasPrefix("[bad-data] the LOC ")
                && (error.contains("digits after the point") || error.contains("is not a decimal number"))
        case .markedIsChecked: return one.octoDNS == .sent([]) && one.zone.yaml.contains("octodns: {")
        case .ownerOutside: return error.hasPrefix("[name-outside-zone] ")
        case .hostNames: return error.hasPrefix("[target-not-a-host] ") || error.hasPrefix("[owner-not-a-host] ")
        case .regularExpression: return error.hasPrefix("[bad-regexp] ")
        case .nameServerAddress: return error.hasPrefix("[name-server-without-address] ")
        case .aliasTarget: return error.hasPrefix("[alias-target-missing] ") || error.hasPrefix("[alias-circle] ")
        case .nameLoop: return error.hasPrefix("[cname-loop] ")
        case .emptyName: return error.hasPrefix("[bad-name] ") && error.contains("the name is empty")
        case .dynamic: return error.hasPrefix("[unsupported-routing] ")
        case .notSentByOctoDNS, .leftOutUnderLenient, .markedIsLeft, .semicolonAlone, .notASCII, .targetFormat,
            .numberRange,
            .serviceName, .serviceParameters, .ownerName, .naptrFlags, .locationRange, .aliasShape, .typeByNumber,
            .pythonError, .sentBroken, .yaml11, .relativeToZone, .octalName, .atSign, .letterCase, .cutByLength,
            .stringsKept, .plainUnderLenient, .escapedSemicolon, .valuesByCharacter:
            return false
        }
    }

    // MARK: - Both send

    private func explains(_ theirs: Set<PlainSet>, _ ours: Set<PlainSet>, _ one: Comparison) -> Bool {
        switch self {
        case .yaml11: return one.warnings.contains("octodns-reads-otherwise")
        case .relativeToZone: return one.provider == .bind && one.warnings.contains("name-not-absolute")
        case .octalName: return one.provider == .route53 && one.zone.yaml.contains("\\052")
        case .atSign: return one.zone.yaml.hasPrefix("'@'") && one.zone.isLenient
        case .letterCase: return one.provider == .bind && Self.inOneCase(theirs) == Self.inOneCase(ours)
        case .cutByLength: return !one.zone.yaml.contains("\" \"") && Self.joined(theirs) == Self.joined(ours)
        case .stringsKept: return one.zone.yaml.contains("\" \"") && Self.joined(theirs) == Self.joined(ours)
        case .escapedSemicolon: return !one.zone.escapesSemicolons && one.zone.yaml.contains("\\;")
        case .valuesByCharacter: return !one.zone.escapesSemicolons && one.zone.yaml.contains("values: '")
        case .plainUnderLenient: return one.zone.isLenient && one.warnings.contains("unsupported-routing")
        case .notSentByOctoDNS, .leftOutUnderLenient, .markedIsLeft, .semicolonAlone, .notASCII, .targetFormat,
            .numberRange,
            .serviceName, .serviceParameters, .ownerName, .naptrFlags, .locationRange, .aliasShape, .typeByNumber,
            .pythonError, .sentBroken, .nameNotAbsolute, .duplicateValue, .ttlRange, .numberSpelling, .addressAsNumber,
            .quoteAlone, .digitsAfterBackslash, .locationOver, .locationDigits, .ownerOutside, .emptyName, .dynamic,
            .markedIsChecked, .hostNames, .regularExpression, .nameServerAddress, .aliasTarget, .nameLoop:
            return false
        }
    }

    /// The sets with their data in lower case.
    private static func inOneCase(_ sets: Set<PlainSet>) -> Set<PlainSet> {
        Set(
            sets.map { set in
                guard ["CAA", "NAPTR", "URI"].contains(where: { set.key.hasSuffix(" " + $0) }) else { return set }
                return PlainSet(key: set.key, values: set.values.map { lowerCased($0) }.sorted())
            })
    }

    private static func lowerCased(_ wire: String) -> String {
        String(
            octets(wire).map {
                Character(UnicodeScalar((UInt8(ascii: "A")...UInt8(ascii: "Z")) ~= $0 ? $0 | 0x20 : $0))
            })
    }

    private static func octets(_ wire: String) -> [UInt8] {
        let digits = Array(wire)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0..<$0 + 2]), radix: 16) }
    }

    /// The sets with the character strings of each text in one.
    private static func joined(_ sets: Set<PlainSet>) -> Set<PlainSet> {
        Set(
            sets.map { set in
                PlainSet(
                    key: set.key,
                    values: set.values.map { value in
                        var rest = octets(value)[...]
                        var text: [UInt8] = []
                        while let count = rest.popFirst() {
                            text += rest.prefix(Int(count))
                            rest = rest.dropFirst(Int(count))
                        }
                        return "\(text)"
                    }.sorted())
            })
    }
}

internal import DNSModel
internal import ZonePlanning

// What one set may hold.

extension RuleCheck {
    private static let mostValues = 400
    private static let mostCharacters = 4_000
    private static let mostCharactersOfBatch = 32_000

    mutating func checkValues(at index: Int) {
        let set = sets[index]
        if set.data.count > Self.mostValues {
            error(
                "too-many-values",
                "\(set.key) has \(set.data.count) values, and Route 53 takes \(Self.mostValues); divide them over several "
                    + "names", at: index)
        }
        if set.type == .cname, set.data.count > 1 {
            error("single-value", "\(set.key) has \(set.data.count) values; a CNAME has one, keep one", at: index)
        }
        // The longest text of these is far below every limit.
        if set.type == .a || set.type == .aaaa { return }
        var total = 0
        for data in set.data {
            let count = Route53Text.value(data).utf8.count
            total += count
            if count > Self.mostCharacters {
                error(
                    "value-too-long",
                    "\(set.key) has a value of \(count) characters as Route 53 writes it, which takes "
                        + "\(Self.mostCharacters); shorten it", at: index)
            }
            checkContent(of: data, at: index)
        }
        if total > Self.mostCharactersOfBatch {
            error(
                "set-too-large",
                "the values of \(set.key) have \(total) characters as Route 53 writes them, and one change of it may "
                    + "have \(Self.mostCharactersOfBatch); divide them over several names", at: index)
        } else if total > Self.mostCharactersOfBatch / 2 {
            warning(
                "set-too-large-to-change",
                "the values of \(set.key) have \(total) characters: Route 53 takes them now, but not a later change of "
                    + "all of them at once, which counts the old and the new; divide them over several names", at: index
            )
        }
    }

    private mutating func checkContent(of data: RecordData, at index: Int) {
        switch data {
        case .caa(let caa):
            if caa.tag.count > 15 {
                error(
                    "caa-tag-too-long",
                    "\(sets[index].key) has the CAA tag \(DNSParseError.shown(caa.tag)); a tag has at most 15 letters and "
                        + "digits, such as 'issue'", at: index)
            }
            if caa.value.count > CharacterStrings.maximumLength {
                error(
                    "caa-value-too-long",
                    "\(sets[index].key) has a CAA value of \(caa.value.count) octets, and Route 53 takes "
                        + "\(CharacterStrings.maximumLength); shorten it", at: index)
            }
        case .https(let binding), .svcb(let binding):
            for parameter in binding.parameters {
                guard let value = parameter.presentedValue, !value.allSatisfy({ 0x21...0x7E ~= $0 }) else { continue }
                error(
                    "service-parameter-not-plain",
                    "\(sets[index].key) has a space, or an octet that is not printable ASCII, in its parameter "
                        + "'\(parameter.name)'; Route 53 documents no way to write one there, take it out", at: index)
            }
        case .a, .aaaa, .cname, .dname, .ds, .fields, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa, .spf, .srv,
            .sshfp,
            .tlsa, .txt, .uri, .unknown:
            break
        }
    }
}

internal import DNSModel
internal import ZonePlanning

// Decision 0036: a text in a map is presentation format.

// The texts of CAA, NAPTR and URI in maps: presentation format between quotes, as octoDNS 1.22 sends them.

extension ZoneBuilder {
    /// Reads a text of a map, its escapes undone.
    ///
    /// - Parameters:
    ///   - tree: what was read.
    ///   - map: the map.
    ///   - name: the field.
    ///   - longest: how many octets it may stand for.
    ///   - mayBeEmpty: whether it may be empty.
    /// - Returns: the octets, or `nil` where there was an error.
    mutating func mapText(
        _ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString, upTo longest: Int = TXT.longest,
        mayBeEmpty: Bool = true
    ) -> [UInt8]? {
        guard let node = textField(tree, map, name) else { return nil }
        let text = tree.octets(of: node)
        guard let decoded = unescaped(text, name, at: mark(tree[node])) else { return nil }
        if decoded.count > longest {
            error(
                "bad-data", "'\(name)' has \(decoded.count) octets; the longest allowed is \(longest)",
                at: mark(tree[node]))
            return nil
        }
        if decoded.isEmpty && !mayBeEmpty {
            error("bad-data", "'\(name)' is empty; write a text", at: mark(tree[node]))
            return nil
        }
        warnIfOtherwise(tree, node)
        warnOfCharacters(in: decoded, at: mark(tree[node]))
        return decoded
    }

    /// Reads the tag of a CAA value.
    mutating func caaTag(_ tree: borrowing YAMLTree, _ map: Int) -> [UInt8]? {
        guard let node = textField(tree, map, "tag") else { return nil }
        do {
            return try CAA.tag(parsing: tree.octets(of: node))
        } catch {
            self.error(error.code.rawValue, error.message, at: mark(tree[node]))
            return nil
        }
    }

    /// Data that fit into a record, or nothing and an error.
    mutating func bounded(_ data: RecordData, _ tree: borrowing YAMLTree, _ map: Int) -> RecordData? {
        do {
            try data.checkWireLength()
            return data
        } catch {
            self.error(error.code.rawValue, error.message, at: mark(tree[map]))
            return nil
        }
    }

    private mutating func textField(_ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString) -> Int? {
        guard let node = field(tree, map, name) else {
            error("missing-key", "the value has no '\(name)'", at: mark(tree[map]))
            return nil
        }
        guard tree[node].isScalar else {
            error("bad-data", "'\(name)' is a single text", at: mark(tree[node]))
            return nil
        }
        return node
    }

    /// Undoes `\DDD` and `\X`.
    private mutating func unescaped(_ text: Octets, _ name: StaticString, at mark: SourceMark) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = 0
        var isWarned = false
        while index < text.count {
            let octet = text[index]
            if octet == UInt8(ascii: "\"") {
                error(
                    "bad-data",
                    "'\(name)' has a '\"' in it, which would end the text where octoDNS sends it; write '\\\"' for a "
                        + "quote, or leave it out", at: mark)
                return nil
            }
            guard octet == UInt8(ascii: "\\") else {
                out.append(octet)
                index += 1
                continue
            }
            do {
                let (value, length) = try options.escapes.decode(text, at: index)
                if length == 2, !isWarned, CharacterText.isNeedless(value) {
                    warnOfEscape(value, "'\(name)'", at: mark)
                    isWarned = true
                }
                out.append(value)
                index += length
            } catch {
                let rest = Shown.text(Octets(rebasing: text[index..<min(text.count, index + 2)]))
                self.error(
                    "bad-data",
                    "'\(name)': \(error.message); octoDNS sends this text as presentation format, so for a backslash in "
                        + "the data write '\\\(rest)'", at: mark)
                return nil
            }
        }
        return out
    }

    /// Warns of a backslash that is no part of the data and was likely meant to be.
    ///
    /// - Parameters:
    ///   - octet: what stands after it.
    ///   - what: what it is in, for the message.
    ///   - mark: where that is.
    mutating func warnOfEscape(_ octet: UInt8, _ what: String, at mark: SourceMark) {
        let shown = Shown.text(String(UnicodeScalar(octet)))
        warning(
            "needless-escape",
            "\(what): '\\\(shown)' stands for '\(shown)' alone, as octoDNS sends it; write '\\\\\(shown)' for a "
                + "backslash and '\(shown)', or leave the backslash out", at: mark)
    }
}

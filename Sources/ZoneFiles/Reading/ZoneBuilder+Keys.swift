internal import DNSModel
internal import ZonePlanning

/// What a record's `octodns` key says about how it is treated.
struct RecordHandling {
    /// Whether a missing final dot, and `geo` and `dynamic`, are warnings.
    var lenient: Bool
    /// Why the record is not git's at this provider; `nil` where it is.
    var foreign: ForeignSet.Reason?
}

extension ZoneBuilder {
    private static let octodnsKeys = ["ignored", "included", "excluded", "lenient"]
    private static let gate53Keys = ["protect", "owner", "note", "expires", "allow", "reason"]

    /// Reads a record's key `octodns`.
    mutating func readOctoDNS(_ tree: borrowing YAMLTree, _ node: Int, into handling: inout RecordHandling) {
        guard let pairs = mapPairs(tree, node, of: "octodns") else { return }
        for (key, value) in pairs {
            let text = tree.octets(of: key)
            if text.is("ignored") {
                if flag(tree, value) ?? false { handling.foreign = .ignored }
            } else if text.is("lenient") {
                if flag(tree, value) ?? false { handling.lenient = true }
            } else if text.is("included") {
                if !isIncluded(tree, value), handling.foreign == nil { handling.foreign = .otherProvider }
            } else if text.is("excluded") {
                if isExcluded(tree, value), handling.foreign == nil { handling.foreign = .otherProvider }
            } else {
                reportUnused(
                    text,
                    "gate53 does not use 'octodns: \(Shown.text(text))'; it uses "
                        + Self.octodnsKeys.map { "'\($0)'" }.joined(separator: ", "), at: mark(tree[key]))
            }
        }
    }

    /// Reads a record's key `gate53`.
    ///
    /// - Parameters:
    ///   - tree: what was read.
    ///   - node: the key's value.
    ///   - record: the record that it belongs to.
    ///   - start: where the record begins.
    /// - Returns: what it says, but for what the record is exempt from; `nil` where it is no map.
    mutating func readAnnotation(
        _ tree: borrowing YAMLTree, _ node: Int, of record: Int, from start: SourceMark
    ) -> Annotation? {
        guard let pairs = mapPairs(tree, node, of: "gate53") else { return nil }
        readExemptions(tree, pairs, of: record, from: start)
        var annotation = Annotation()
        for (key, value) in pairs {
            let text = tree.octets(of: key)
            if text.is("protect") {
                annotation.isProtected = flag(tree, value) ?? false
            } else if text.is("owner") {
                annotation.owner = word(tree, value)
            } else if text.is("note") {
                annotation.note = word(tree, value)
            } else if text.is("allow") || text.is("reason") {
                continue
            } else if text.is("expires") {
                guard let word = word(tree, value) else { continue }
                annotation.expires = CalendarDate(parsing: word)
                if annotation.expires == nil {
                    error(
                        "bad-date", "'\(Shown.text(word))' is not a date; write it as in 2026-12-31",
                        at: mark(tree[value]))
                }
            } else {
                let text = String(decoding: text.prefix(200), as: UTF8.self)
                error(
                    "unknown-key",
                    "'gate53' has no key '\(Shown.text(text))'; " + DidYouMean.hint(for: text, in: Self.gate53Keys),
                    at: mark(tree[key]))
            }
        }
        return annotation
    }

    /// Reads `allow` and `reason`.
    private mutating func readExemptions(
        _ tree: borrowing YAMLTree, _ pairs: [(Int, Int)], of record: Int, from start: SourceMark
    ) {
        var (allowed, reason): ((Int, Int)?, (Int, Int)?)
        for pair in pairs {
            if tree.octets(of: pair.0).is("allow") { allowed = pair }
            if tree.octets(of: pair.0).is("reason") { reason = pair }
        }
        guard let allowed else {
            if let reason {
                error(
                    "missing-key", "'reason' is for 'allow', which is not here; a remark is a 'note'",
                    at: mark(tree[reason.0]))
            }
            return
        }
        guard let reason else {
            error("missing-key", "'allow' needs a 'reason', for whoever reads this next", at: mark(tree[allowed.0]))
            return
        }
        guard let why = word(tree, reason.1) else { return }
        if why.isEmpty {
            error("bad-value", "the 'reason' is empty; say why, for whoever reads this next", at: mark(tree[reason.1]))
            return
        }
        var last = start
        for index in record..<tree.next(after: record) {
            let place = mark(tree[index])
            // An anchor's value may stand elsewhere.
            if (place.line, place.column) > (last.line, last.column) { last = place }
        }
        let ids = tree[allowed.1].kind == .sequence ? tree.children(of: allowed.1) : [allowed.1]
        for node in ids {
            guard let id = word(tree, node) else { continue }
            let place = location(mark(tree[node]))
            exemptions.append(
                Exemption(id: id, reason: why, location: place, first: location(start), last: location(last)))
        }
    }

    /// The keys and values of a map whose keys are texts, each once.
    mutating func mapPairs(_ tree: borrowing YAMLTree, _ node: Int, of name: String) -> [(Int, Int)]? {
        guard tree[node].kind == .mapping else {
            if tree.isNull(node) { return [] }
            error("wrong-shape", "'\(name)' is a map of keys and values", at: mark(tree[node]))
            return nil
        }
        let children = tree.children(of: node)
        var pairs: [(Int, Int)] = []
        var seen: [[UInt8]: Int] = [:]
        for position in stride(from: 0, to: children.count - 1, by: 2) {
            let key = children[position]
            guard tree[key].isScalar else {
                error("wrong-shape", "a key is text, not a list or map", at: mark(tree[key]))
                continue
            }
            if let first = seen.updateValue(key, forKey: Array(tree.octets(of: key))) {
                reportDuplicateKey(tree, key, first: first)
            }
            pairs.append((key, children[position + 1]))
        }
        return pairs
    }

    /// The values of a map that may have only some keys, by key; others are reported.
    mutating func fields(
        _ tree: borrowing YAMLTree, _ node: Int, of name: String, _ names: [String]
    ) -> [String: Int]? {
        guard let pairs = mapPairs(tree, node, of: name) else { return nil }
        var fields: [String: Int] = [:]
        for (key, value) in pairs {
            let text = String(decoding: tree.octets(of: key).prefix(200), as: UTF8.self)
            if names.contains(text) {
                if fields[text] == nil { fields[text] = value }
            } else {
                error(
                    "unknown-key",
                    "'\(name)' has no key '\(Shown.text(text))'; " + DidYouMean.hint(for: text, in: names),
                    at: mark(tree[key]))
            }
        }
        return fields
    }

    /// Reads true or false.
    mutating func flag(_ tree: borrowing YAMLTree, _ node: Int) -> Bool? {
        if let flag = tree.flag(node) { return flag }
        error("bad-value", "write 'true' or 'false'", at: mark(tree[node]))
        return nil
    }

    /// Reads a text.
    mutating func word(_ tree: borrowing YAMLTree, _ node: Int) -> String? {
        guard tree[node].isScalar, !tree.isNull(node) else {
            error("bad-value", "write a text", at: mark(tree[node]))
            return nil
        }
        return String(decoding: tree.octets(of: node), as: UTF8.self)
    }

    /// Reads a text or a list of texts, with the node of each.
    mutating func words(_ tree: borrowing YAMLTree, _ node: Int) -> [(text: String, node: Int)] {
        if tree.isNull(node) { return [] }
        let nodes = tree[node].kind == .sequence ? tree.children(of: node) : [node]
        var words: [(text: String, node: Int)] = []
        for node in nodes {
            if let word = word(tree, node) { words.append((word, node)) }
        }
        return words
    }
}

extension YAMLTree {
    /// True or false, as YAML 1.1 writes them, or `nil` for any other node.
    func flag(_ node: Int) -> Bool? {
        guard self[node].kind == .plain, self[node].count <= 5 else { return nil }
        switch String(decoding: octets(of: node), as: UTF8.self).lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return nil
        }
    }
}

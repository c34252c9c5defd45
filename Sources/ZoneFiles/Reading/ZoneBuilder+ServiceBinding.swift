internal import DNSModel
internal import ZonePlanning

// SVCB and HTTPS as maps.

extension ZoneBuilder {
    /// Reads a service binding, in octoDNS's spelling.
    mutating func serviceBinding(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ names: [StaticString]
    ) -> RecordData? {
        check(tree, map, context.type, names)
        let priority = number(tree, map, "svcpriority", UInt16.self)
        let target = name(tree, map, "targetname", "\(context.type) target", context)
        guard let priority, let target else { return nil }
        var parameters: [UInt8] = []
        if let node = field(tree, map, "svcparams"), !tree.isNull(node) {
            guard tree[node].kind == .mapping else {
                error("wrong-shape", "'svcparams' is a map, as in '{alpn: [h2]}'", at: mark(tree[node]))
                return nil
            }
            let children = tree.children(of: node)
            var seen: Set<[UInt8]> = []
            for position in stride(from: 0, to: children.count - 1, by: 2) {
                let (key, value) = (children[position], children[position + 1])
                guard tree[key].isScalar else {
                    error("wrong-shape", "a key is text, not a list or map", at: mark(tree[key]))
                    return nil
                }
                if !seen.insert(Array(tree.octets(of: key))).inserted { reportDuplicateKey(tree, key, first: node) }
                guard appendParameter(tree, key, value, to: &parameters) else { return nil }
            }
        }
        return presented(tree, map, context) { out in
            out += "\(priority) ".utf8
            target.appendText(to: &out)
            out += parameters
        }
    }

    /// Appends ` key`, ` key="value"` or ` key="item,item"`.
    private mutating func appendParameter(
        _ tree: borrowing YAMLTree, _ key: Int, _ value: Int, to out: inout [UInt8]
    ) -> Bool {
        let name = tree.octets(of: key)
        if name.isEmpty
            || !name.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") })
        {
            error("bad-data", "'\(Shown.text(name))' is not the name of a parameter", at: mark(tree[key]))
            return false
        }
        out.append(UInt8(ascii: " "))
        out += name
        if tree.isNull(value) { return true }
        var items: [Int] = []
        switch tree[value].kind {
        case .plain, .quoted: items = [value]
        case .sequence: items = tree.children(of: value)
        case .mapping: items = [value]
        }
        var text: [UInt8] = []
        for (position, item) in items.enumerated() {
            guard tree[item].isScalar else {
                error("bad-data", "the value of a parameter is a text or a list of texts", at: mark(tree[item]))
                return false
            }
            if position > 0 { text.append(UInt8(ascii: ",")) }
            text += tree.octets(of: item)
            warnIfOtherwise(tree, item)
            warnOfCharacters(in: Array(tree.octets(of: item)), at: mark(tree[item]))
        }
        out.append(UInt8(ascii: "="))
        Self.appendParameterText(text, to: &out)
        return true
    }

    /// Appends a text in quotes. octoDNS sends it as it is written, so quotes around it are those of presentation
    /// format, and a backslash stays an escape.
    private static func appendParameterText(_ text: [UInt8], to out: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        let isQuoted = text.count >= 2 && text.first == quote && text.last == quote
        out.append(quote)
        var isEscaped = false
        for octet in isQuoted ? text[1..<text.count - 1] : text[...] {
            if octet == quote, !isEscaped { out.append(backslash) }
            isEscaped = octet == backslash && !isEscaped
            if 0x20...0x7E ~= octet {
                out.append(octet)
            } else {
                MasterFileEscape.appendDecimal(octet, to: &out)
            }
        }
        if isEscaped { out.append(backslash) }
        out.append(quote)
    }
}

internal import DNSModel
internal import ZonePlanning

/// What a value is read for.
struct ValueContext {
    var type: RecordType
    /// Whether the type is written as `TYPE` and a number: values are presentation format then, TXT too.
    var isGenericText: Bool
    var lenient: Bool
}

extension ZoneBuilder {
    /// Reads one value: a text, or a map of fields.
    @inline(__always)
    mutating func readValue(_ tree: borrowing YAMLTree, _ node: Int, _ context: ValueContext) -> RecordData? {
        switch tree[node].kind {
        case .plain:
            if tree.isNull(node) {
                error("missing-value", "the value is empty; an empty text is written ''", at: mark(tree[node]))
                return nil
            }
            return readText(tree, node, context)
        case .quoted:
            return readText(tree, node, context)
        case .mapping:
            return readFields(tree, node, context)
        case .sequence:
            error("wrong-shape", "a list inside the list of values; write one value here", at: mark(tree[node]))
            return nil
        }
    }

    @inline(__always)
    private mutating func readText(_ tree: borrowing YAMLTree, _ node: Int, _ context: ValueContext) -> RecordData? {
        if !context.isGenericText {
            switch ModelledType(context.type) {
            case .txt:
                return characterText(tree, node).map { .txt($0) }
            case .spf:
                return characterText(tree, node).map { .spf($0) }
            case .cname:
                return targetName(tree, node, "CNAME target", context).map { .cname($0) }
            case .ns:
                return targetName(tree, node, "NS name server", context).map { name in
                    note(target: name, .ns, tree, node)
                    return .ns(name)
                }
            case .ptr: return targetName(tree, node, "PTR target", context).map { .ptr($0) }
            case .dname: return targetName(tree, node, "DNAME target", context).map { .dname($0) }
            case .a, .aaaa, .apl, .caa, .cdnskey, .cds, .cert, .csync, .dnskey, .ds, .eui48, .eui64, .hinfo, .https,
                .loc, .mx,
                .naptr, .openpgpkey, .rp, .smimea, .soa, .srv, .sshfp, .svcb, .tlsa, .uri, .zonemd, nil:
                break
            }
        }
        if context.type != .a { warnIfOtherwise(tree, node) }
        return presentation(tree.octets(of: node), tree, node, context)
    }

    /// Remembers a name that a record points at, to see later whether it is an alias.
    @inline(__always)
    mutating func note(target name: DomainName, _ type: RecordType, _ tree: borrowing YAMLTree, _ node: Int) {
        if name.isAtOrBelow(apex) { targets.append(Target(name: name, type: type, mark: mark(tree[node]))) }
    }

    // MARK: - Presentation format

    /// Reads a value in presentation format.
    mutating func presentation(
        _ text: Octets, _ tree: borrowing YAMLTree, _ node: Int, _ context: ValueContext
    ) -> RecordData? {
        do {
            let data = try RecordData(type: context.type, parsing: text)
            // What stands in a map was looked at there.
            if tree[node].isScalar { inspect(at: data, text, tree, node) }
            return data
        } catch {
            guard error.code == .nameNotAbsolute else {
                self.error(error.code.rawValue, Printable.text(error.message), at: mark(tree[node]))
                return nil
            }
            let isLenient = context.lenient
            reportNotAbsolute(
                Self.relativeName(in: text, of: context.type), Self.targetPhrase(text, context.type),
                lenient: isLenient,
                at: mark(tree[node]))
            if !isLenient || Self.relativeName(in: text, of: context.type).is("@") { return nil }
            return try? RecordData(type: context.type, parsing: text, origin: .root)
        }
    }

    /// Remembers where data lead to, and warns of what was likely not meant.
    private mutating func inspect(
        at data: RecordData, _ text: Octets, _ tree: borrowing YAMLTree, _ node: Int
    ) {
        var hasName = true
        switch data {
        case .mx(let mx): note(target: mx.exchange, .mx, tree, node)
        case .srv(let srv): note(target: srv.target, .srv, tree, node)
        case .ns(let name): note(target: name, .ns, tree, node)
        case .cname, .dname, .naptr, .ptr, .svcb, .https: break
        case .fields(let fields): hasName = !Self.names(of: RecordType(fields.type)).isEmpty
        case .a, .aaaa, .caa, .ds, .loc, .openpgpkey, .soa, .spf, .sshfp, .tlsa, .txt, .uri, .unknown: hasName = false
        }
        if hasName { warnIfAddress(in: text, data.type, at: mark(tree[node])) }
        warnOfCharacters(in: data, written: text, at: mark(tree[node]))
    }

    /// The names of fields that are names and read by their kinds, by their places in the presentation format.
    private static func names(of type: RecordType) -> [RecordField] {
        guard let fields = ModelledType(type)?.row.fields, fields.first?.isName ?? false else { return [] }
        return Array(fields.prefix(while: \.isName))
    }

    /// Which of the words of presentation format is the name that is meant: the first that is not absolute, else the
    /// last.
    private static func place(ofNameIn words: [Octets], _ type: RecordType) -> Int {
        let count = min(names(of: type).count, words.count)
        if count > 0 { return words[..<count].firstIndex { $0.last != UInt8(ascii: ".") } ?? count - 1 }
        return type == .svcb || type == .https ? min(1, words.count - 1) : words.count - 1
    }

    private static func words(_ text: Octets) -> [Octets] {
        text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { Octets(rebasing: $0) }
    }

    /// The name in a value of presentation format that has one.
    private static func relativeName(in text: Octets, of type: RecordType) -> Octets {
        let words = words(text)
        return words.isEmpty ? text : words[place(ofNameIn: words, type)]
    }

    /// What the name in a value of presentation format is called.
    private static func targetPhrase(_ text: Octets, _ type: RecordType) -> String {
        let names = names(of: type)
        if !names.isEmpty { return "\(type) \(names[max(0, place(ofNameIn: words(text), type))].label)" }
        if type == .ns { return "NS name server" }
        return "\(type) \(ModelledType(type)?.row.fields.last { $0.isName }?.label ?? "target")"
    }

    // MARK: - Names

    /// Reads a name that should be absolute.
    ///
    /// - Parameters:
    ///   - tree: what was read.
    ///   - node: the scalar.
    ///   - what: what the name is, for messages.
    ///   - context: what it is read for.
    /// - Returns: the name; `nil` where there was an error.
    @inline(__always)
    mutating func targetName(
        _ tree: borrowing YAMLTree, _ node: Int, _ what: String, _ context: ValueContext
    ) -> DomainName? {
        do {
            let text = tree.octets(of: node)
            let name = try DomainName(parsing: text)
            if AddressAsName.mayBeOne(text) { warnIfAddress(text, what, at: mark(tree[node])) }
            return name
        } catch {
            return badTarget(error, tree, node, what, context)
        }
    }

    private mutating func badTarget(
        _ error: DNSParseError, _ tree: borrowing YAMLTree, _ node: Int, _ what: String, _ context: ValueContext
    ) -> DomainName? {
        let text = tree.octets(of: node)
        guard error.code == .nameNotAbsolute else {
            self.error(error.code.rawValue, "\(what): \(Printable.text(error.message))", at: mark(tree[node]))
            return nil
        }
        reportNotAbsolute(text, what, lenient: context.lenient, at: mark(tree[node]))
        if !context.lenient || text.is("@") { return nil }
        warnIfOtherwise(tree, node)
        return try? DomainName(parsing: text, origin: .root)
    }

    /// Warns of an address with a final dot, which is a name, and may be live.
    private mutating func warnIfAddress(_ text: Octets, _ what: String, at mark: SourceMark) {
        guard let kind = AddressAsName.kind(of: text) else { return }
        warning(AddressAsName.id, AddressAsName.message(what, Shown.text(text), kind), at: mark)
    }

    private mutating func warnIfAddress(in text: Octets, _ type: RecordType, at mark: SourceMark) {
        let name = Self.relativeName(in: text, of: type)
        if AddressAsName.mayBeOne(name) { warnIfAddress(name, Self.targetPhrase(text, type), at: mark) }
    }

    private mutating func reportNotAbsolute(_ text: Octets, _ what: String, lenient: Bool, at mark: SourceMark) {
        let shown = Shown.text(text)
        if let kind = AddressAsName.kind(of: text) {
            report(
                lenient ? .warning : .error, AddressAsName.id, AddressAsName.message(what, shown, kind), at: mark)
            return
        }
        let absolute = try? DomainName(parsing: text, origin: .root)
        let remedy: String
        if text.is("@") {
            remedy = "write '\(apex)'"
        } else if lenient {
            remedy = "it is read as '\(shown).'"
        } else if absolute?.isAtOrBelow(apex) ?? false {
            remedy = "write '\(shown).'"
        } else if text.contains(UInt8(ascii: ".")) {
            remedy = "write '\(shown).', or '\(shown).\(apex)' for a name in this zone"
        } else {
            remedy = "write '\(shown).\(apex == .root ? "" : apex.description)'"
        }
        // Nobody means the name '\@.', so that is no matter of leniency.
        report(
            lenient && !text.is("@") ? .warning : .error, DNSParseError.Code.nameNotAbsolute.rawValue,
            "\(what) '\(shown)' has no final dot; \(remedy)", at: mark)
    }

    // MARK: - Text

    /// Reads a TXT value as octoDNS does; see ``CharacterText``.
    @inline(__always)
    private mutating func characterText(_ tree: borrowing YAMLTree, _ node: Int) -> TXT? {
        let reading: CharacterText.Reading
        do {
            reading = try CharacterText.read(tree.octets(of: node), options.escapes)
        } catch {
            self.error(error.code.rawValue, error.message, at: mark(tree[node]))
            return nil
        }
        let text = reading.text
        if text.wireCount > TXT.longest {
            error(
                "bad-data",
                "the text has \(text.octets.count) octets; with the length of each string the most that fit is "
                    + "\(TXT.longest)", at: mark(tree[node]))
            return nil
        }
        if let octet = reading.needlessEscape { warnOfEscape(octet, "the text", at: mark(tree[node])) }
        warnIfOtherwise(tree, node)
        warnOfCharacters(in: text.octets, at: mark(tree[node]))
        warnOfQuotes(in: tree.octets(of: node), at: mark(tree[node]))
        return text
    }
}

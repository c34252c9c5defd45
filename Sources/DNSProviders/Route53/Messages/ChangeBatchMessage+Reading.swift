extension ChangeBatchMessage {
    /// Reads one message; see ``split(_:)``.
    package init(_ text: String) {
        self.text = text
        kind = .unknown
        var body = MessageText(text)
        body.drop(prefix: "Invalid request: ")
        if body.starts(with: "Tried to create an alias that targets ") {
            readAlias(body)
        } else if body.starts(with: "Tried to ") {
            readKey(body)
        } else if body.starts(with: "The request contains ") {
            readChangedTwice(body)
        } else if body.starts(with: "RRSet ") {
            readRecordSet(body)
        } else if body.starts(with: "Expected exactly one of ") || body.starts(with: "Missing field ") {
            readChange(body)
        } else {
            readOthers(body)
        }
    }

    /// The name with its final dot.
    private static func dotted(_ name: MessageText) -> String {
        let text = name.text
        return text.utf8.last == UInt8(ascii: ".") ? text : text + "."
    }

    // MARK: - With a key

    /// `Tried to VERB resource record set [name='N', type='T', set-identifier='S'] but REASON`.
    private mutating func readKey(_ body: MessageText) {
        var body = body
        body.drop(suffix: ".")
        // An identifier is any text, so the reason is read from the end.
        if body.drop(suffix: "'] but it already exists") {
            kind = .alreadyExists
        } else if body.drop(suffix: "'] but it was not found") {
            kind = .notFound
        } else if body.drop(suffix: "'] but the values provided do not match the current values") {
            kind = .valuesDiffer
        } else {
            return
        }
        guard let key = body.after("[name='"), let name = key.before("', type='"), let rest = key.after("', type='")
        else { return }
        self.name = Self.dotted(name)
        type = (rest.before("', set-identifier='") ?? rest).text
        setIdentifier = rest.after("', set-identifier='")?.text
    }

    /// `… an invalid set of changes for a resource record set 'T N'`.
    private mutating func readChangedTwice(_ body: MessageText) {
        guard body.contains("invalid set of changes") else { return }
        kind = .changedTwice
        guard let key = body.after("resource record set '"), let inner = key.beforeLast("'"),
            let type = inner.before(" "), let name = inner.after(" ")
        else { return }
        self.type = type.text
        self.name = Self.dotted(name)
    }

    /// `RRSet of type T with DNS name N …` and `RRSet with DNS name N[, type T | and type T][, SetIdentifier S] …`.
    private mutating func readRecordSet(_ body: MessageText) {
        kind = Self.kindOfRecordSet(body)
        var rest = body
        if rest.drop(prefix: "RRSet of type ") {
            guard let type = rest.before(" with DNS name "), let tail = rest.after(" with DNS name ") else { return }
            self.type = type.text
            name = Self.dotted(tail.cutWord().word)
            return
        }
        guard rest.drop(prefix: "RRSet with DNS name ") else { return }
        var cut = rest.cutWord()
        name = Self.dotted(cut.word)
        guard cut.rest.drop(prefix: ", type ") || cut.rest.drop(prefix: " and type ") else { return }
        cut = cut.rest.cutWord()
        type = cut.word.text
        var tail = cut.rest
        guard tail.drop(prefix: ", SetIdentifier ") else { return }
        // An identifier is any text, so it ends where the rest of the sentence begins for the last time.
        let verbs: [StaticString] = [" cannot be created", " cannot have ", " cannot be deleted", " is not permitted"]
        for verb in verbs { tail = tail.beforeLast(verb) ?? tail }
        if kind == .duplicateRouting { tail = tail.beforeLast(", and ") ?? tail }
        setIdentifier = tail.text
    }

    private static func kindOfRecordSet(_ body: MessageText) -> Kind {
        if body.contains("must contain the same TTL") { return .weightedTTLDiffers }
        if body.contains("is not permitted at apex") { return .cnameAtApex }
        if body.contains("conflicts with other records") || body.contains("because a conflicting RRSet") {
            return .cnameConflict
        }
        if body.contains("cannot be created as other RRSets exist") || body.contains("set exists with the same name") {
            return .routingPoliciesMixed
        }
        if body.contains(" cannot be created because a "), body.contains("already exists") { return .duplicateRouting }
        if body.contains(" is not permitted in zone ") { return .outsideZone }
        return .notPermitted
    }

    /// `… in Change with [Action=A, Name=N, Type=T, SetIdentifier=S]`.
    private mutating func readChange(_ body: MessageText) {
        kind = .badShape
        guard var change = body.after(" in Change with ["), change.drop(suffix: "]"), let key = change.after("Name="),
            let name = key.before(", Type="), let rest = key.after(", Type=")
        else { return }
        self.name = Self.dotted(name)
        type = rest.cutWord().word.text
        if let identifier = rest.after(", SetIdentifier=")?.text, identifier != "null" { setIdentifier = identifier }
    }

    // MARK: - Without one

    /// `Tried to create an alias that targets N, type T in zone Z, but REASON`.
    private mutating func readAlias(_ body: MessageText) {
        if body.contains("does not lie within the target zone") {
            kind = .aliasTargetOutsideZone
        } else if body.contains("target was not found") {
            kind = .aliasTargetMissing
        } else {
            kind = .notPermitted
        }
        guard let rest = body.after(" that targets "), let target = rest.before(", type "),
            let type = rest.after(", type ")
        else { return }
        aliasTarget = Self.dotted(target)
        self.type = type.cutWord().word.text
    }

    private mutating func readOthers(_ body: MessageText) {
        if body.starts(with: "Duplicate Resource Record") {
            kind = .duplicateValue
            value = body.after("'")?.beforeLast("'")?.text
        } else if body.starts(with: "Invalid Resource Record") {
            kind = .badValue
            value =
                body.after("encountered with '")?.beforeLast("''")?.text ?? body.after("encountered at ")?.text
        } else if body.starts(with: "FATAL problem") {
            kind = body.contains("Domain") ? .badName : .badValue
            value = body.after("encountered with '")?.beforeLast("'")?.text
        } else if body.starts(with: "A HostedZone must ") {
            kind = .missingAuthority
            type = body.contains("SOA") ? "SOA" : "NS"
        } else if body.starts(with: "Number of records limit ") || body.starts(with: "RDATA character limit ") {
            kind = .batchTooLarge
        } else if body.starts(with: "Exceeded limit MAX_RRSETS_BY_ZONE") {
            kind = .zoneFull
        } else if body.starts(with: "Cannot have more than ") {
            kind = .tooManyValues
        } else if body.starts(with: "Invalid XML") || body.contains("validation error detected")
            || body.contains("validation errors detected")
        {
            kind = .badRequest
        }
    }
}

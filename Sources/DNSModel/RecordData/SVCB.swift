/// Service binding (RFC 9460 section 2.2), for SVCB and HTTPS.
package struct SVCB: Hashable, Sendable {
    /// 0 for alias mode.
    package var priority: UInt16
    package var target: DomainName
    /// The service parameters, in ascending order of their keys, each key once.
    package var parameters: [Parameter]

    /// One service parameter: its key's number and its value as on the wire.
    package struct Parameter: Hashable, Sendable {
        package var key: UInt16
        package var value: [UInt8]

        package init(key: UInt16, value: [UInt8]) {
            self.key = key
            self.value = value
        }
    }

    package init(priority: UInt16, target: DomainName, parameters: [Parameter]) {
        self.priority = priority
        self.target = target
        self.parameters = parameters
    }

    /// Makes a service binding of parameters in any order and checks it as a whole.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when a key stands twice, in alias mode with a parameter, and
    ///   when a mandatory key (RFC 9460 section 8) or the `alpn` that `no-default-alpn` wants is not there.
    package init(
        priority: UInt16, target: DomainName, checking parameters: [Parameter]
    ) throws(DNSParseError) {
        self.init(priority: priority, target: target, parameters: parameters.sorted { $0.key < $1.key })
        try check()
    }

    private func check() throws(DNSParseError) {
        if priority == 0, let first = parameters.first {
            throw DNSParseError(
                .badData,
                "with priority 0, an alias, there are no parameters; remove '\(first.name)' or raise the priority")
        }
        for (left, right) in zip(parameters, parameters.dropFirst()) where left.key == right.key {
            throw DNSParseError(.badData, "the parameter '\(left.name)' stands twice")
        }
        for parameter in parameters {
            if parameter.key == SVCBKey.mandatory {
                for key in SVCBKey.numbers(parameter.value) where !contains(key) {
                    throw DNSParseError(
                        .badData,
                        "'\(SVCBKey.name(key))' is mandatory but not there; add it, or take it out of 'mandatory'")
                }
            }
            if parameter.key == SVCBKey.noDefaultALPN, !contains(SVCBKey.alpn) {
                throw DNSParseError(.badData, "'no-default-alpn' needs 'alpn' beside it (RFC 9460 section 7.1.1)")
            }
        }
    }

    private func contains(_ key: UInt16) -> Bool { parameters.contains { $0.key == key } }
}

extension SVCB {
    init(_ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        let priority: UInt16 = try fields.integer("SVCB priority")
        let target = try fields.name("SVCB target", origin: origin)
        let start = fields.offset
        var parameters: [Parameter] = []
        while !fields.isAtEnd {
            let (key, value) = try fields.parameter()
            do {
                parameters.append(try Parameter(key: key.octets, value: value))
            } catch {
                throw DNSParseError(error.code, error.message, offset: key.offset)
            }
        }
        do {
            try self.init(priority: priority, target: target, checking: parameters)
        } catch {
            throw DNSParseError(error.code, error.message, offset: start)
        }
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(priority, to: &out)
        out.append(UInt8(ascii: " "))
        target.appendText(to: &out)
        for parameter in parameters {
            out.append(UInt8(ascii: " "))
            out.append(contentsOf: parameter.name.utf8)
            guard let value = parameter.presentedValue else { continue }
            out.append(UInt8(ascii: "="))
            CharacterStrings.appendWord(value, to: &out)
        }
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        priority = try reader.integer()
        target = try reader.name()
        parameters = []
        while !reader.isAtEnd {
            let offset = reader.offset
            let key: UInt16 = try reader.integer()
            let length: UInt16 = try reader.integer()
            let parameter = Parameter(key: key, value: try reader.octets(Int(length)))
            if let last = parameters.last, last.key >= key {
                throw DNSParseError(.badData, "the SVCB parameters are not in ascending order", offset: offset)
            }
            try SVCBKey.check(parameter, offset: offset)
            parameters.append(parameter)
        }
        try check()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(priority)
        writer.append(target)
        for parameter in parameters {
            writer.append(parameter.key)
            writer.append(UInt16(truncatingIfNeeded: parameter.value.count))
            writer.octets += parameter.value
        }
    }
}

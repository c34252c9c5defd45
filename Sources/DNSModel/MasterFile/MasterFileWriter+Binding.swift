/// Record data as every server's reader takes them.
extension MasterFileWriter {
    /// Record data in presentation form, with such escapes and keys that BIND, Knot and NSD read it.
    static func text(of data: RecordData) -> [UInt8] {
        var text: [UInt8] = []
        switch data {
        case .https(let binding), .svcb(let binding): append(binding, to: &text)
        case .a, .aaaa, .caa, .cname, .dname, .ds, .fields, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa, .spf, .srv,
            .sshfp, .tlsa, .txt, .uri, .unknown:
            data.appendText(to: &text)
            if isNames(data.type) { escapePunctuation(&text, from: 0) }
        }
        return text
    }

    /// Appends a service binding. Knot 3.2, Debian 12's, does not know `dohpath`, and refuses an `alpn` with an id of
    /// one octet before another id; both are written by the numbers of their keys (RFC 9460 section 2.1).
    private static func append(_ binding: SVCB, to out: inout [UInt8]) {
        FieldText.append(binding.priority, to: &out)
        out.append(UInt8(ascii: " "))
        let start = out.count
        binding.target.appendText(to: &out)
        escapePunctuation(&out, from: start)
        for parameter in binding.parameters {
            out.append(UInt8(ascii: " "))
            let isByNumber = isByNumber(parameter)
            out += (isByNumber ? "key\(parameter.key)" : parameter.name).utf8
            guard let value = isByNumber ? parameter.value : value(of: parameter) else { continue }
            out.append(UInt8(ascii: "="))
            CharacterStrings.appendWord(value, to: &out)
        }
    }

    private static func isByNumber(_ parameter: SVCB.Parameter) -> Bool {
        switch parameter.key {
        case SVCBKey.dohPath: true
        case SVCBKey.alpn: (SVCBKey.protocols(parameter.value) ?? []).dropLast().contains { $0.count == 1 }
        default: false
        }
    }

    private static func value(of parameter: SVCB.Parameter) -> [UInt8]? {
        guard parameter.key == SVCBKey.mandatory else { return parameter.presentedValue }
        let keys = SVCBKey.numbers(parameter.value).map { $0 == SVCBKey.dohPath ? "key\($0)" : SVCBKey.name($0) }
        return Array(keys.joined(separator: ",").utf8)
    }
}

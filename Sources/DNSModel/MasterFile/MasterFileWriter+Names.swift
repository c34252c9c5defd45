/// Names as every server's reader takes them.
extension MasterFileWriter {
    /// Escapes the punctuation of names in a part of a line, where it is not escaped already.
    ///
    /// RFC 1035 section 5.1 asks for no escape of most punctuation, and BIND and NSD ask for none; Knot's reader takes
    /// only letters, digits, `-`, `_`, `/` and `*` in a name without one. Text in quotes is no name and stays.
    ///
    /// - Parameters:
    ///   - out: the file so far.
    ///   - start: where the part begins.
    static func escapePunctuation(_ out: inout [UInt8], from start: Int) {
        guard out[start...].contains(where: { isPunctuation($0) || $0 == UInt8(ascii: "\\") }) else { return }
        var escaped: [UInt8] = []
        var (isQuoted, isEscape) = (false, false)
        for octet in out[start...] {
            if isEscape {
                isEscape = false
                if !isQuoted, octet == UInt8(ascii: "\\") {
                    // NSD takes the dot of '\\.' for an escaped one, as if no label ended there.
                    escaped.removeLast()
                    MasterFileEscape.appendDecimal(octet, to: &escaped)
                    continue
                }
            } else if octet == UInt8(ascii: "\\") {
                isEscape = true
            } else if octet == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, octet == UInt8(ascii: "[") {
                // To BIND '\[' is the start of a bit-string label (RFC 2673), which no server has.
                MasterFileEscape.appendDecimal(octet, to: &escaped)
                continue
            } else if !isQuoted, isPunctuation(octet) {
                escaped.append(UInt8(ascii: "\\"))
            }
            escaped.append(octet)
        }
        out.replaceSubrange(start..., with: escaped)
    }

    /// A part of a line, its punctuation escaped as in ``escapePunctuation(_:from:)``.
    static func escaped(_ part: [UInt8]) -> [UInt8] {
        var part = part
        escapePunctuation(&part, from: 0)
        return part
    }

    /// Whether record data of a type are numbers and names, and texts in quotes.
    static func isNames(_ type: RecordType) -> Bool {
        switch ModelledType(type) {
        case .cname, .dname, .ns, .ptr, .mx, .srv, .naptr, .rp: true
        case .a, .aaaa, .apl, .caa, .cdnskey, .cds, .cert, .csync, .dnskey, .ds, .eui48, .eui64, .hinfo, .https, .loc,
            .openpgpkey, .smimea, .soa, .spf, .sshfp, .svcb, .tlsa, .txt, .uri, .zonemd, nil:
            false
        }
    }

    private static func isPunctuation(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "@"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            false
        default: (0x21...0x7E).contains(octet)
        }
    }
}

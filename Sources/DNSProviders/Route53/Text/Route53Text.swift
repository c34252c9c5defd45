package import DNSModel

/// Names and record data as Amazon Route 53 writes them.
///
/// The one difference to a master file that hurts: `\ooo` is an octet in three **octal** digits here, in RFC 1035
/// section 5.1 `\DDD` is one in decimal digits. `\052` is `*` here, and `4` there.
///
/// Source: "DNS domain name format" and "Supported DNS record types", Amazon Route 53 Developer Guide.
package enum Route53Text {
    /// A name as lists of the service have it: lower case, a final dot, every octet of a label but `a-z 0-9 - _` as
    /// `\ooo`.
    package static func name(_ name: DomainName) -> String {
        var out: [UInt8] = []
        appendName(name, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Record data as the text of one `Value`: ASCII only, names absolute, text in quoted strings of at most 255
    /// octets.
    ///
    /// Types that the service does not have are written as RFC 1035 has them; nobody sends those.
    package static func value(_ data: RecordData) -> String {
        var out: [UInt8] = []
        append(data, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    // MARK: - Octets

    static func appendOctal(_ octet: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        out.append(UInt8(ascii: "0") + octet >> 6)
        out.append(UInt8(ascii: "0") + octet >> 3 & 7)
        out.append(UInt8(ascii: "0") + octet & 7)
    }

    /// The octet of `\ooo` with its backslash at `index`; `nil` where no three octal digits up to 377 follow.
    static func octal(_ text: Octets, at index: Int) -> UInt8? {
        guard index + 3 < text.count else { return nil }
        var value = 0
        for digit in text[(index + 1)...(index + 3)] {
            guard digit &- UInt8(ascii: "0") < 8 else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }

    static func appendName(_ name: DomainName, to out: inout [UInt8]) {
        for label in name.labels {
            for octet in label {
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    out.append(octet)
                default: appendOctal(octet, to: &out)
                }
            }
            out.append(UInt8(ascii: "."))
        }
        if name == .root { out.append(UInt8(ascii: ".")) }
    }

    /// Appends one string in quotes: `"` and `\` with a backslash in front, what is not printable ASCII as `\ooo`.
    static func appendQuoted(_ octets: some Sequence<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(octet)
            case 0x20...0x7E: out.append(octet)
            default: appendOctal(octet, to: &out)
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    // MARK: - Data

    private static func append(_ data: RecordData, to out: inout [UInt8]) {
        switch data {
        case .cname(let name), .ns(let name), .ptr(let name): appendName(name, to: &out)
        case .caa(let caa):
            append(numbers: caa.flags, to: &out)
            out += caa.tag
            out.append(UInt8(ascii: " "))
            appendQuoted(caa.value, to: &out)
        case .mx(let mx):
            append(numbers: mx.preference, to: &out)
            appendName(mx.exchange, to: &out)
        case .naptr(let naptr):
            append(numbers: naptr.order, naptr.preference, to: &out)
            for string in [naptr.flags, naptr.services, naptr.regexp] {
                appendQuoted(string, to: &out)
                out.append(UInt8(ascii: " "))
            }
            appendName(naptr.replacement, to: &out)
        case .soa(let soa):
            appendName(soa.mname, to: &out)
            out.append(UInt8(ascii: " "))
            appendName(soa.rname, to: &out)
            for number in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] {
                out.append(UInt8(ascii: " "))
                FieldText.append(number, to: &out)
            }
        case .spf(let text), .txt(let text):
            var isFirst = true
            text.forEachString { string in
                if !isFirst { out.append(UInt8(ascii: " ")) }
                isFirst = false
                appendQuoted(string, to: &out)
            }
        case .srv(let srv):
            append(numbers: srv.priority, srv.weight, srv.port, to: &out)
            appendName(srv.target, to: &out)
        case .https(let binding), .svcb(let binding): append(binding, to: &out)
        case .a, .aaaa, .dname, .ds, .fields, .loc, .openpgpkey, .sshfp, .tlsa, .uri, .unknown:
            data.appendText(to: &out)
        }
    }

    /// Appends numbers, each with a space after it.
    private static func append(numbers: any UnsignedInteger..., to out: inout [UInt8]) {
        for number in numbers {
            FieldText.append(number, to: &out)
            out.append(UInt8(ascii: " "))
        }
    }

    /// A parameter's value is in quotes, as in the service's own example `alpn="h3,h2"`, unless a word will do.
    private static func append(_ binding: SVCB, to out: inout [UInt8]) {
        append(numbers: binding.priority, to: &out)
        appendName(binding.target, to: &out)
        for parameter in binding.parameters {
            out.append(UInt8(ascii: " "))
            out += parameter.name.utf8
            guard let value = parameter.presentedValue else { continue }
            out.append(UInt8(ascii: "="))
            if !value.isEmpty, value.allSatisfy(isLetterDigitHyphen) {
                out += value
            } else {
                appendQuoted(value, to: &out)
            }
        }
    }

    private static func isLetterDigitHyphen(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

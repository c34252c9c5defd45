/// Writes requests as XML in the service's name space.
enum XMLWriter {
    /// A document.
    static func document(_ root: XMLElement) -> [UInt8] {
        var out = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        write(root, attributes: " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"", to: &out)
        return out
    }

    private static func write(_ element: XMLElement, attributes: String = "", to out: inout [UInt8]) {
        out += "<\(element.name)\(attributes)>".utf8
        if element.children.isEmpty { escape(element.text, to: &out) }
        for child in element.children { write(child, to: &out) }
        out += "</\(element.name)>".utf8
    }

    /// Character data: what is markup, and what a reader would change, as references.
    private static func escape(_ text: String, to out: inout [UInt8]) {
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "&"): out += "&amp;".utf8
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "\""): out += "&quot;".utf8
            case 0..<0x20, 0x7F: out += "&#\(octet);".utf8
            default: out.append(octet)
            }
        }
    }
}

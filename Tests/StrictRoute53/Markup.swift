internal import Foundation
internal import FoundationXML

/// The namespace of every request and response.
let namespace = "https://route53.amazonaws.com/doc/2013-04-01/"

/// An element to be written.
indirect enum Markup {
    /// An element with a text.
    case leaf(String, String)
    /// An element with elements.
    case node(String, [Markup])

    /// The whole document, with the XML declaration and the namespace on the root.
    ///
    /// - Parameter aliens: Whether elements that no client knows yet are put into every element that has elements.
    /// - Returns: UTF-8.
    func document(aliens: Bool) -> [UInt8] {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &text, attributes: " xmlns=\"\(namespace)\"", aliens: aliens)
        return Array(text.utf8)
    }

    private func write(to text: inout String, attributes: String, aliens: Bool) {
        switch self {
        case .leaf(let name, let content):
            text += "<\(name)\(attributes)>\(escaped(content))</\(name)>"
        case .node(let name, let children):
            text += "<\(name)\(attributes)>"
            if aliens { text += "<Arrived2031><Name>alien.example.</Name><Type>A</Type></Arrived2031>" }
            for child in children { child.write(to: &text, attributes: "", aliens: aliens) }
            if aliens { text += "<Arrived2032 kind=\"new\">a &lt;later&gt; element</Arrived2032>" }
            text += "</\(name)>"
        }
    }
}

/// `text` with the characters escaped that XML gives a meaning.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "\r": result += "&#13;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// An element that was read.
package struct Element: Sendable {
    /// The local name.
    package var name: String
    /// The namespace, empty without one.
    package var namespace: String
    /// Names of attributes other than namespace declarations.
    package var attributes: [String]
    package var children: [Element] = []
    /// The text directly inside, entities resolved.
    package var text: String = ""

    /// The first child of that name.
    package subscript(_ name: String) -> Element? { children.first { $0.name == name } }

    /// All elements of that name at any depth, in document order.
    package func all(_ name: String) -> [Element] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    /// The first element of that name at any depth.
    package func first(_ name: String) -> Element? { all(name).first }

    /// Reads a document; nil when it is not well-formed, or has a document type.
    package static func parse(_ document: [UInt8]) -> Element? {
        let text = String(decoding: document, as: UTF8.self)
        guard !text.contains("<!DOCTYPE"), Array(text.utf8) == document else { return nil }
        let reader = Reader()
        let parser = XMLParser(data: Data(document))
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        return parser.parse() ? reader.root : nil
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var open: [Element] = []
        var root: Element?

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?, attributes attributeDict: [String: String]
        ) {
            let attributes = attributeDict.keys.filter { $0 != "xmlns" && !$0.hasPrefix("xmlns:") }
            open.append(Element(name: elementName, namespace: namespaceURI ?? "", attributes: attributes.sorted()))
        }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
        ) {
            guard let element = open.popLast() else { return }
            if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if !open.isEmpty { open[open.count - 1].text += string }
        }

        func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
            if !open.isEmpty { open[open.count - 1].text += String(decoding: CDATABlock, as: UTF8.self) }
        }
    }
}

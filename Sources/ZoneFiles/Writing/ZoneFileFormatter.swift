internal import DNSModel
package import ZonePlanning

/// Writes zone files canonically and keeps their comments.
///
/// - Names, and the keys of every map, are in natural order, as octoDNS wants them by default; the values of a list
///   stay as they are, and the records of a name go by type, then by set identifier.
/// - Everything is in block style with two spaces a level; `value` holds one value and `values` several.
/// - A text is in quotes where some reader of YAML would take it for something else; the text of TXT always is.
/// - A comment goes with what it stands behind, or above; the comments above the first empty line stay at the top.
/// - A byte order mark goes.
/// - A file with anchors, aliases, tags or directives is left as it is.
package enum ZoneFileFormatter {
    /// Writes a file canonically.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path, for diagnostics.
    /// - Returns: the file to write, which may be the same; `nil` where it could not be read, and then there is an
    ///   error. A warning says why a file is left as it is.
    package static func format(_ octets: [UInt8], path: String) -> (octets: [UInt8]?, diagnostics: [Diagnostic]) {
        do throws(YAMLFailure) {
            let result = octets.withUnsafeBufferPointer { input in
                Result { () throws(YAMLFailure) in try format(ByteOrderMark.skipped(input), path: path) }
            }
            return try result.get()
        } catch {
            return (
                nil,
                [
                    Diagnostic(
                        .error, id: error.id, error.message,
                        at: SourceLocation(file: path, line: error.line, column: error.column))
                ]
            )
        }
    }

    private static func format(
        _ input: Octets, path: String
    ) throws(YAMLFailure) -> (octets: [UInt8]?, diagnostics: [Diagnostic]) {
        var file = try FormatFile.read(input)
        let asItIs = Array(input)
        if let obstacle = file.obstacle {
            let message =
                "the file has \(obstacle.what), so it is left as it is; write the values out to have it formatted"
            return (
                asItIs,
                [
                    Diagnostic(
                        .warning, id: "not-formatted", message, at: SourceLocation(file: path, line: obstacle.line))
                ]
            )
        }
        if let root = file.root {
            guard case .map = root.content else {
                throw YAMLFailure(
                    id: "wrong-shape", message: "the file must be a map of names to records, as in 'www: {type: A, …}'",
                    line: 1, column: 1)
            }
        }
        let (comments, emptyLines) = CommentScanner.scan(input, scalars: file.scalars)
        var layout = FormatLayout()
        layout.attach(comments, emptyLines, to: &file)
        let entries = file.root?.slots ?? []
        for entry in entries { ZoneFileLayout.arrange(entry) }
        let result = layout.write(entries.stablySorted())
        // A formatter that loses something would be worse than none: look.
        guard result.withUnsafeBufferPointer({ Self.saysTheSame($0, input, comments: comments.count) }) else {
            return (
                asItIs,
                [
                    Diagnostic(
                        .warning, id: "not-formatted",
                        "the file could not be written canonically without loss, so it is left as it is",
                        at: SourceLocation(file: path))
                ]
            )
        }
        return (result, [])
    }

    /// Whether two files have the same names, records and comments.
    private static func saysTheSame(_ result: Octets, _ input: Octets, comments: Int) -> Bool {
        do throws(YAMLFailure) {
            let file = try FormatFile.read(result)
            guard file.obstacle == nil, CommentScanner.scan(result, scalars: file.scalars).comments.count == comments
            else { return false }
            return try FormatMeaning(result) == FormatMeaning(input)
        } catch {
            return false
        }
    }
}

extension [FormatSlot] {
    /// In natural order of keys; slots with one key stay in order.
    func stablySorted() -> [FormatSlot] {
        enumerated().sorted { left, right in
            let (one, other) = (left.element.key?.text ?? [], right.element.key?.text ?? [])
            if NaturalOrder.precedes(one, other) { return true }
            if NaturalOrder.precedes(other, one) { return false }
            return left.offset < right.offset
        }.map(\.element)
    }
}

/// What a zone file says, apart from how.
private struct FormatMeaning: Equatable {
    private indirect enum Value: Hashable {
        case text([UInt8], isNull: Bool)
        case list([Value])
        case map([[UInt8]: [Value]])
    }

    /// The records of each name.
    private var entries: [[UInt8]: [[Value]]] = [:]

    init(_ input: Octets) throws(YAMLFailure) {
        var parser = try YAMLParser(input)
        var tree = YAMLTree()
        while try parser.nextEntry(into: &tree) {
            var name = Array(tree.octets(of: 0))
            if name == [UInt8(ascii: "@")] { name = [] }
            let records = tree[1].kind == .sequence ? tree.children(of: 1) : [1]
            var order: [RecordOrder] = []
            for record in records { order.append(Self.order(tree, record)) }
            order.sort()
            var values: [Value] = []
            for record in order { values.append(Self.record(tree, record.place)) }
            entries[name, default: []].append(values)
        }
    }

    private static func order(_ tree: borrowing YAMLTree, _ node: Int) -> RecordOrder {
        var order = RecordOrder(type: [], identifier: [], place: node)
        guard tree[node].kind == .mapping else { return order }
        let children = tree.children(of: node)
        for position in stride(from: 0, to: children.count - 1, by: 2).reversed() {
            let (key, value) = (tree.octets(of: children[position]), children[position + 1])
            guard tree[value].isScalar else { continue }
            if key.is("type") {
                order.type = Array(tree.octets(of: value))
                if RecordTypeText.type(tree.octets(of: value)) != nil {
                    order.type = order.type.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & ~0x20 : $0 }
                }
            } else if key.is("set-identifier") {
                order.identifier = Array(tree.octets(of: value))
            }
        }
        return order
    }

    private static func record(_ tree: borrowing YAMLTree, _ node: Int) -> Value {
        guard case .map(var pairs) = value(tree, node) else { return value(tree, node) }
        let (one, several) = (Array("value".utf8), Array("values".utf8))
        for key in [one, several] {
            if let found = pairs[key], found.count == 1, case .list(let items) = found[0], items.count == 1 {
                pairs[key] = items
            }
        }
        if let found = pairs[one], pairs[several] == nil {
            pairs[several] = found
            pairs[one] = nil
        }
        let type = Array("type".utf8)
        if let found = pairs[type], found.count == 1, case .text(let text, false) = found[0],
            let modelled = text.withUnsafeBufferPointer({ RecordTypeText.type($0) })
        {
            // TYPE16 is not TXT: its values are read otherwise.
            let isNumber = text.withUnsafeBufferPointer { RecordTypeText.isNumber($0) }
            pairs[type] = [.text(Array("\(modelled)".utf8), isNull: isNumber)]
        }
        return .map(pairs)
    }

    private static func value(_ tree: borrowing YAMLTree, _ node: Int) -> Value {
        switch tree[node].kind {
        case .plain, .quoted:
            return .text(Array(tree.octets(of: node)), isNull: tree.isNull(node))
        case .sequence:
            var items: [Value] = []
            for child in tree.children(of: node) { items.append(value(tree, child)) }
            return .list(items)
        case .mapping:
            var pairs: [[UInt8]: [Value]] = [:]
            let children = tree.children(of: node)
            for position in stride(from: 0, to: children.count - 1, by: 2) {
                pairs[Array(tree.octets(of: children[position])), default: []].append(
                    value(tree, children[position + 1]))
            }
            return .map(pairs)
        }
    }
}

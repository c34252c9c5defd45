internal import CYAML
internal import DNSModel

/// What gives the entries of a file whose root is a map, one after the other.
protocol YAMLEntrySource: ~Copyable {
    /// Reads the next key and value of the root map into `tree`: node 0 is the key, the next one the value.
    ///
    /// - Returns: whether there was one.
    /// - Throws: ``YAMLFailure``; nothing more can be read then.
    mutating func nextEntry(into tree: inout YAMLTree) throws(YAMLFailure) -> Bool
}

/// Reads YAML by libyaml's events, with a bound on depth, size and what aliases stand for.
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let input: Octets
    private var hasEvent = false
    private var hasBegun = false
    private var anchors: [String: YAMLFragment] = [:]
    private var aliasedNodes = 0
    private var aliasedOctets = 0

    /// Starts reading; the octets must outlive the parser.
    ///
    /// - Throws: ``YAMLFailure`` when the file is larger than ``YAMLLimits/fileSize``.
    init(_ input: Octets) throws(YAMLFailure) {
        let input = ByteOrderMark.skipped(input)
        parser = try Self.makeParser(input)
        event = .allocate(capacity: 1)
        self.input = input
    }

    deinit {
        if hasEvent { yaml_event_delete(event) }
        yaml_parser_delete(parser)
        parser.deallocate()
        event.deallocate()
    }

    private static func makeParser(_ input: Octets) throws(YAMLFailure) -> UnsafeMutablePointer<yaml_parser_t> {
        if input.count > YAMLLimits.fileSize {
            throw YAMLFailure(
                id: "file-too-large",
                message: "the file has \(input.count) octets; the most allowed is \(YAMLLimits.fileSize)", line: 0,
                column: 0)
        }
        if let line = lineOfExcessiveDirective(input) {
            throw YAMLFailure(
                id: "yaml-directives", message: "too many lines start with '%'; quote a text that starts with '%'",
                line: line, column: 1)
        }
        if let place = ByteOrderMark.place(in: input) {
            throw YAMLFailure(
                id: "byte-order-mark",
                message:
                    "a byte order mark, U+FEFF, which nobody sees, stands here; it may stand at the start of a file "
                    + "only, so remove it, or write it as \"\\uFEFF\" in a text that needs it",
                line: place.line, column: place.column)
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLFailure(id: "yaml-syntax", message: "no memory is left to read the file", line: 0, column: 0)
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        return parser
    }

    /// libyaml compares every `%TAG` directive with all before it.
    private static func lineOfExcessiveDirective(_ input: Octets) -> Int? {
        var line = 1
        var found = 0
        var previous = UInt8(ascii: "\n")
        for octet in input {
            if octet == UInt8(ascii: "%"), previous == UInt8(ascii: "\n") || previous == UInt8(ascii: "\r") {
                found += 1
                if found > YAMLLimits.directives { return line }
            }
            if octet == UInt8(ascii: "\n") { line += 1 }
            previous = octet
        }
        return nil
    }

    // MARK: - Documents

    /// Reads the one document of the file whole.
    ///
    /// - Returns: whether there is one; if so its root is node 0.
    /// - Throws: ``YAMLFailure``.
    mutating func readDocument(into tree: inout YAMLTree) throws(YAMLFailure) -> Bool {
        tree.reset()
        guard try begin() else { return false }
        try readNode(into: &tree, depth: 1)
        try finish()
        return true
    }

    /// Reads up to the root node, which is the current event then.
    private mutating func begin() throws(YAMLFailure) -> Bool {
        hasBegun = true
        try advance()
        try advance()
        if event.pointee.type == YAML_STREAM_END_EVENT { return false }
        try advance()
        return true
    }

    /// Reads the end of the document and makes sure that nothing follows.
    private mutating func finish() throws(YAMLFailure) {
        try advance()
        try advance()
        if event.pointee.type != YAML_STREAM_END_EVENT {
            throw failure(
                "yaml-documents", "a second document starts here; a file has one, so leave out the '---'")
        }
    }

    private mutating func advance() throws(YAMLFailure) {
        if hasEvent { yaml_event_delete(event) }
        hasEvent = false
        guard yaml_parser_parse(parser, event) == 1 else {
            throw YAMLProblem(parser.pointee, input: input).failure
        }
        hasEvent = true
    }

    private func failure(_ id: String, _ message: String) -> YAMLFailure {
        let mark = event.pointee.start_mark
        return YAMLFailure(id: id, message: message, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    // MARK: - Nodes

    /// Reads the node that the current event starts.
    private mutating func readNode(into tree: inout YAMLTree, depth: Int) throws(YAMLFailure) {
        let mark = event.pointee.start_mark
        let (line, column) = (Int(mark.line) + 1, Int(mark.column) + 1)
        switch event.pointee.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.pointee.data.scalar
            if scalar.tag != nil { try check(tag: scalar.tag) }
            let index = tree.count
            tree.append(
                scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted,
                Octets(start: scalar.value, count: Int(scalar.length)), line: line, column: column)
            if let anchor = scalar.anchor { try remember(index, as: anchor, in: tree) }
        case YAML_SEQUENCE_START_EVENT:
            let start = event.pointee.data.sequence_start
            if start.tag != nil { try check(tag: start.tag) }
            let anchor = start.anchor.map(Self.text)
            try check(depth: depth)
            let index = tree.open(.sequence, line: line, column: column)
            try advance()
            while event.pointee.type != YAML_SEQUENCE_END_EVENT {
                try readNode(into: &tree, depth: depth + 1)
                try advance()
            }
            tree.close(index)
            if let anchor { try remember(index, as: anchor, in: tree) }
        case YAML_MAPPING_START_EVENT:
            let start = event.pointee.data.mapping_start
            if start.tag != nil { try check(tag: start.tag) }
            let anchor = start.anchor.map(Self.text)
            try check(depth: depth)
            try readMapping(into: &tree, depth: depth, line: line, column: column, anchor: anchor)
        case YAML_ALIAS_EVENT:
            try replay(into: &tree, depth: depth)
        default:
            throw failure("yaml-syntax", "a value is missing here")
        }
    }

    private mutating func readMapping(
        into tree: inout YAMLTree, depth: Int, line: Int, column: Int, anchor: String?
    ) throws(YAMLFailure) {
        let index = tree.open(.mapping, line: line, column: column)
        var hasMergeKey = false
        try advance()
        while event.pointee.type != YAML_MAPPING_END_EVENT {
            let key = tree.count
            try readNode(into: &tree, depth: depth + 1)
            if tree.isMergeKey(key) { hasMergeKey = true }
            try advance()
            try readNode(into: &tree, depth: depth + 1)
            try advance()
        }
        tree.close(index)
        if hasMergeKey {
            switch tree.merge(index) {
            case .success(let copied): try spend(nodes: copied, octets: 0)
            case .failure(let problem):
                let node = tree[problem.index]
                throw YAMLFailure(
                    id: "yaml-merge", message: "'<<' takes a map, or a list of maps, as in '<<: *defaults'",
                    line: Int(node.line), column: Int(node.column))
            }
        }
        if let anchor { try remember(index, as: anchor, in: tree) }
    }

    private func check(depth: Int) throws(YAMLFailure) {
        if depth > YAMLLimits.depth {
            throw failure("yaml-depth", "lists and maps are more than \(YAMLLimits.depth) deep in one another")
        }
    }

    private static func text(_ pointer: UnsafePointer<yaml_char_t>) -> String { String(cString: pointer) }
    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>) -> String { String(cString: pointer) }

    private func check(tag: UnsafeMutablePointer<yaml_char_t>?) throws(YAMLFailure) {
        guard let tag else { return }
        let text = Self.text(tag)
        if text == "!" { return }
        if text.hasPrefix("tag:yaml.org,2002:"), text != "tag:yaml.org,2002:binary" { return }
        if text.hasPrefix("!include") {
            throw failure(
                "yaml-tag",
                "gate53 reads no other file through a tag; put the records into this file, or into a folder of files")
        }
        throw failure("yaml-tag", "the tag '\(Shown.text(text))' means nothing to gate53; leave it out")
    }

    // MARK: - Anchors

    private mutating func spend(nodes: Int, octets: Int) throws(YAMLFailure) {
        aliasedNodes += nodes
        aliasedOctets += octets
        if aliasedNodes > YAMLLimits.aliasedNodes || aliasedOctets > YAMLLimits.aliasedOctets {
            throw failure(
                "yaml-aliases", "anchors and aliases of this file stand for too much; write the values out")
        }
    }

    private mutating func remember(
        _ index: Int, as anchor: UnsafeMutablePointer<yaml_char_t>, in tree: borrowing YAMLTree
    ) throws(YAMLFailure) {
        try remember(index, as: Self.text(anchor), in: tree)
    }

    private mutating func remember(_ index: Int, as anchor: String, in tree: borrowing YAMLTree) throws(YAMLFailure) {
        let fragment = tree.fragment(at: index)
        try spend(nodes: fragment.nodes.count, octets: fragment.octets.count)
        anchors[anchor] = fragment
    }

    private mutating func replay(into tree: inout YAMLTree, depth: Int) throws(YAMLFailure) {
        guard let pointer = event.pointee.data.alias.anchor else { return }
        let anchor = Self.text(pointer)
        guard let fragment = anchors[anchor] else {
            throw failure(
                "yaml-alias",
                "there is no anchor '&\(Shown.text(anchor))' above; a name that starts with '*' needs quotes, as in "
                    + "'*.\(Shown.text(anchor))'")
        }
        try check(depth: depth - 1 + fragment.depth)
        try spend(nodes: fragment.nodes.count, octets: fragment.octets.count)
        tree.append(fragment)
    }
}

extension YAMLParser: YAMLEntrySource {
    mutating func nextEntry(into tree: inout YAMLTree) throws(YAMLFailure) -> Bool {
        tree.reset()
        if !hasBegun {
            guard try begin() else { return false }
            switch event.pointee.type {
            case YAML_MAPPING_START_EVENT:
                try check(tag: event.pointee.data.mapping_start.tag)
            case YAML_SCALAR_EVENT where event.pointee.data.scalar.length == 0:
                try finish()
                return false
            default:
                throw failure("wrong-shape", "the file must be a map of names to records, as in 'www: {type: A, …}'")
            }
        }
        try advance()
        if event.pointee.type == YAML_MAPPING_END_EVENT {
            try finish()
            return false
        }
        try readNode(into: &tree, depth: 2)
        try advance()
        try readNode(into: &tree, depth: 2)
        return true
    }
}

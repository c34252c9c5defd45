internal import CExpat

/// An element of an XML document, with what is in it. Attributes and name prefixes are not kept: the services that are
/// read here do not use them.
struct XMLElement: Hashable, Sendable {
    /// The name without its prefix.
    var name: String
    /// All character data directly in this element.
    var text: String
    var children: [XMLElement]

    init(_ name: String, text: String = "", children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of a name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The children of a name.
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text of the first child of a name.
    func text(of name: String) -> String? { self[name]?.text }
}

/// Why a document was not read.
struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    enum Code: Hashable, Sendable {
        /// Not well-formed, or not complete.
        case malformed
        /// Has a document type, which may bring entities and other files with it.
        case documentType
        /// Nested too deeply, or too large.
        case tooLarge
    }

    var code: Code
    /// The line, from 1.
    var line: Int
    var message: String

    var description: String { "line \(line): \(message)" }
}

/// Reads XML with expat, in parts as they come.
///
/// Elements of chosen names are handed over as soon as they are complete, and then forgotten, so that a long list does
/// not have to fit in memory. What is around them is kept.
struct XMLReader: ~Copyable {
    /// The bounds of a document.
    struct Limits: Hashable, Sendable {
        /// How deep elements may be nested.
        var depth = 32
        /// The most octets of the whole document.
        var octets = 64 << 20
        /// The most elements that are kept at a time.
        var elements = 1 << 20
    }

    private let parser: XML_Parser
    private let state: State

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - limits: the bounds of the document.
    ///   - streamed: the names of the elements that are handed over.
    ///   - each: gets them in their order.
    /// - Throws: ``XMLError`` when there is no memory.
    init(
        limits: Limits = Limits(), streamed: Set<String> = [], each: @escaping (XMLElement) -> Void = { _ in }
    ) throws(XMLError) {
        guard let parser = XML_ParserCreate(nil) else {
            throw XMLError(code: .tooLarge, line: 1, message: "no memory to read it")
        }
        self.parser = parser
        state = State(parser: parser, limits: limits, streamed: streamed, each: each)
        XML_SetUserData(parser, Unmanaged.passUnretained(state).toOpaque())
        XML_SetElementHandler(parser, elementStarts, elementEnds)
        XML_SetCharacterDataHandler(parser, textComes)
        XML_SetStartDoctypeDeclHandler(parser, documentTypeStarts)
    }

    deinit { XML_ParserFree(parser) }

    /// Reads on.
    ///
    /// - Parameter part: the next octets of the document.
    /// - Throws: ``XMLError``; after that the reader is of no more use.
    mutating func read(_ part: [UInt8]) throws(XMLError) {
        try parse(part, isLast: false)
    }

    /// Ends the document.
    ///
    /// - Returns: the root element, without the elements that were handed over.
    /// - Throws: ``XMLError`` when the document is not complete.
    consuming func finish() throws(XMLError) -> XMLElement {
        try parse([], isLast: true)
        guard let root = state.root else {
            throw XMLError(code: .malformed, line: 1, message: "there is no element")
        }
        return root
    }

    /// Reads a whole document.
    ///
    /// - Parameters:
    ///   - octets: the document.
    ///   - limits: its bounds.
    /// - Returns: the root element.
    /// - Throws: ``XMLError``.
    static func document(_ octets: [UInt8], limits: Limits = Limits()) throws(XMLError) -> XMLElement {
        var reader = try XMLReader(limits: limits)
        try reader.read(octets)
        return try reader.finish()
    }

    private func parse(_ part: [UInt8], isLast: Bool) throws(XMLError) {
        state.octets += part.count
        guard state.octets <= state.limits.octets else { throw failure(.tooLarge, "it is too large") }
        var rest = part[...]
        // expat counts in 32 bits.
        repeat {
            let chunk = rest.prefix(1 << 20)
            rest = rest.dropFirst(chunk.count)
            let status = chunk.withUnsafeBytes { octets in
                XML_Parse(
                    parser, octets.bindMemory(to: CChar.self).baseAddress, Int32(octets.count),
                    isLast && rest.isEmpty ? 1 : 0)
            }
            if let problem = state.problem { throw failure(problem.code, problem.message) }
            guard status == XML_STATUS_OK else {
                let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "malformed"
                throw failure(.malformed, "not well-formed XML: \(reason)")
            }
        } while !rest.isEmpty
    }

    private func failure(_ code: XMLError.Code, _ message: String) -> XMLError {
        XMLError(code: code, line: Int(clamping: XML_GetCurrentLineNumber(parser)), message: message)
    }
}

/// What is open while a document is read.
private final class State {
    let parser: XML_Parser
    let limits: XMLReader.Limits
    let streamed: Set<String>
    let each: (XMLElement) -> Void
    var octets = 0
    var root: XMLElement?
    var problem: (code: XMLError.Code, message: String)?
    private var open: [XMLElement] = []
    private var kept = 0
    /// How many elements were kept when a streamed element began; `nil` outside of one.
    private var keptBefore: (depth: Int, kept: Int)?

    init(parser: XML_Parser, limits: XMLReader.Limits, streamed: Set<String>, each: @escaping (XMLElement) -> Void) {
        self.parser = parser
        self.limits = limits
        self.streamed = streamed
        self.each = each
    }

    func stop(_ code: XMLError.Code, _ message: String) {
        if problem == nil { problem = (code, message) }
        XML_StopParser(parser, 0)
    }

    func start(_ name: UnsafePointer<CChar>) {
        guard problem == nil else { return }
        guard open.count < limits.depth else { return stop(.tooLarge, "elements are nested too deeply") }
        let full = String(cString: name)
        let local = full.lastIndex(of: ":").map { String(full[full.index(after: $0)...]) } ?? full
        if keptBefore == nil, streamed.contains(local) { keptBefore = (open.count, kept) }
        kept += 1
        guard kept <= limits.elements else { return stop(.tooLarge, "it has too many elements") }
        open.append(XMLElement(local))
    }

    func end() {
        guard problem == nil, let element = open.popLast() else { return }
        if let begun = keptBefore, begun.depth == open.count {
            kept = begun.kept
            keptBefore = nil
            each(element)
        } else if open.isEmpty {
            root = element
            return
        } else {
            open[open.count - 1].children.append(element)
        }
        // A streamed root is also the root, empty.
        if open.isEmpty { root = XMLElement(element.name) }
    }

    func take(_ text: UnsafeBufferPointer<CChar>) {
        guard problem == nil, !open.isEmpty else { return }
        open[open.count - 1].text += String(decoding: UnsafeRawBufferPointer(text), as: UTF8.self)
    }
}

private func state(_ context: UnsafeMutableRawPointer?) -> State? {
    context.map { Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
}

private let elementStarts: XML_StartElementHandler = { context, name, _ in
    if let name { state(context)?.start(name) }
}

private let elementEnds: XML_EndElementHandler = { context, _ in state(context)?.end() }

private let textComes: XML_CharacterDataHandler = { context, text, count in
    state(context)?.take(UnsafeBufferPointer(start: text, count: Int(count)))
}

private let documentTypeStarts: XML_StartDoctypeDeclHandler = { context, _, _, _, _ in
    state(context)?.stop(.documentType, "it has a document type, which is refused")
}

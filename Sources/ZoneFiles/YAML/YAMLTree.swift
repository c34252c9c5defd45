internal import DNSModel

/// A YAML node with all below it, in two buffers that are used again for the next one.
///
/// No scalar becomes an object of its own, so reading a million records allocates for their values alone.
struct YAMLTree: ~Copyable {
    private(set) var nodes: UnsafeMutablePointer<YAMLNode>
    private(set) var count = 0
    private var nodeCapacity = 64
    private var octets: UnsafeMutablePointer<UInt8>
    private(set) var octetCount = 0
    private var octetCapacity = 4096

    init() {
        nodes = .allocate(capacity: nodeCapacity)
        octets = .allocate(capacity: octetCapacity)
    }

    deinit {
        nodes.deallocate()
        octets.deallocate()
    }

    /// The node at an index, which must be one.
    subscript(index: Int) -> YAMLNode {
        @inline(__always) get { nodes[index] }
    }

    /// A scalar's octets, valid until the tree changes; none for a list or map.
    @inline(__always)
    func octets(of index: Int) -> Octets {
        let node = nodes[index]
        return Octets(start: octets + Int(node.start), count: Int(node.count))
    }

    /// The index after a node and all below it.
    @inline(__always)
    func next(after index: Int) -> Int { Int(nodes[index].end) }

    /// The indices of the items of a list, or of the keys and values of a map in turn.
    func children(of index: Int) -> [Int] {
        var result: [Int] = []
        var child = index + 1
        let end = next(after: index)
        while child < end {
            result.append(child)
            child = next(after: child)
        }
        return result
    }

    /// Whether a plain scalar is one of YAML's words for nothing.
    func isNull(_ index: Int) -> Bool {
        guard nodes[index].kind == .plain else { return false }
        let text = octets(of: index)
        return text.isEmpty || text.is("~") || text.is("null") || text.is("Null") || text.is("NULL")
    }

    // MARK: - Building

    /// Empties the tree and keeps its memory.
    @inline(__always)
    mutating func reset() {
        count = 0
        octetCount = 0
    }

    /// Appends a scalar.
    @inline(__always)
    mutating func append(_ kind: YAMLNode.Kind, _ text: Octets, line: Int, column: Int) {
        if octetCount + text.count > octetCapacity { growOctets(by: text.count) }
        if let base = text.baseAddress, text.count > 0 {
            (octets + octetCount).update(from: base, count: text.count)
        }
        let start = octetCount
        octetCount += text.count
        append(
            YAMLNode(
                kind: kind, line: UInt32(truncatingIfNeeded: line), column: UInt32(truncatingIfNeeded: column),
                start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: text.count),
                end: UInt32(truncatingIfNeeded: count + 1)))
    }

    /// Appends the head of a list or map; ``close(_:)`` ends it.
    @inline(__always)
    mutating func open(_ kind: YAMLNode.Kind, line: Int, column: Int) -> Int {
        append(
            YAMLNode(
                kind: kind, line: UInt32(truncatingIfNeeded: line), column: UInt32(truncatingIfNeeded: column),
                start: 0,
                count: 0, end: 0))
        return count - 1
    }

    /// Ends the list or map whose head is at an index.
    @inline(__always)
    mutating func close(_ index: Int) { nodes[index].end = UInt32(truncatingIfNeeded: count) }

    @inline(__always)
    private mutating func append(_ node: YAMLNode) {
        if count == nodeCapacity { growNodes() }
        (nodes + count).initialize(to: node)
        count += 1
    }

    private mutating func growNodes() {
        let larger = UnsafeMutablePointer<YAMLNode>.allocate(capacity: nodeCapacity * 2)
        larger.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        nodes = larger
        nodeCapacity *= 2
    }

    private mutating func growOctets(by added: Int) {
        let capacity = max(octetCapacity * 2, octetCount + added)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.moveInitialize(from: octets, count: octetCount)
        octets.deallocate()
        octets = larger
        octetCapacity = capacity
    }

    // MARK: - Anchors and merge keys

    /// A copy of a node and all below it.
    func fragment(at index: Int) -> YAMLFragment {
        let end = next(after: index)
        var fragment = YAMLFragment(nodes: [], octets: [])
        fragment.nodes.reserveCapacity(end - index)
        for position in index..<end {
            var node = nodes[position]
            node.end -= UInt32(truncatingIfNeeded: index)
            if node.isScalar {
                let text = octets(of: position)
                node.start = UInt32(truncatingIfNeeded: fragment.octets.count)
                fragment.octets.append(contentsOf: text)
            }
            fragment.nodes.append(node)
        }
        return fragment
    }

    /// Appends a copy of a node and all below it, with the places it was copied with.
    mutating func append(_ fragment: YAMLFragment) {
        let base = count
        fragment.octets.withUnsafeBufferPointer { text in
            for var node in fragment.nodes {
                if node.isScalar {
                    let slice = Octets(rebasing: text[Int(node.start)..<Int(node.start) + Int(node.count)])
                    append(node.kind, slice, line: Int(node.line), column: Int(node.column))
                } else {
                    node.end += UInt32(truncatingIfNeeded: base)
                    append(node)
                }
            }
        }
    }

    /// Replaces the merge keys (`<<`) of a map by the pairs they stand for; pairs of the map itself win, then those of
    /// earlier maps.
    ///
    /// - Returns: how many nodes were copied, or the index of a merge key's value that is not a map nor a list of maps.
    mutating func merge(_ mapping: Int) -> Result<Int, NotMergeable> {
        let pairs = children(of: mapping)
        var kept: [YAMLFragment] = []
        var seen: Set<[UInt8]> = []
        var sources: [Int] = []
        for position in stride(from: 0, to: pairs.count - 1, by: 2) {
            let (key, value) = (pairs[position], pairs[position + 1])
            guard isMergeKey(key) else {
                if nodes[key].isScalar { seen.insert(Array(octets(of: key))) }
                kept += [fragment(at: key), fragment(at: value)]
                continue
            }
            switch nodes[value].kind {
            case .mapping: sources.append(value)
            case .sequence:
                for item in children(of: value) {
                    guard nodes[item].kind == .mapping else { return .failure(NotMergeable(index: item)) }
                    sources.append(item)
                }
            case .plain, .quoted: return .failure(NotMergeable(index: value))
            }
        }
        for source in sources {
            let pairs = children(of: source)
            for position in stride(from: 0, to: pairs.count - 1, by: 2) {
                let key = pairs[position]
                if nodes[key].isScalar, !seen.insert(Array(octets(of: key))).inserted { continue }
                kept += [fragment(at: key), fragment(at: pairs[position + 1])]
            }
        }
        count = mapping + 1
        for fragment in kept { append(fragment) }
        close(mapping)
        return .success(count - mapping)
    }

    struct NotMergeable: Error {
        var index: Int
    }

    /// Whether a node is the merge key.
    func isMergeKey(_ index: Int) -> Bool { nodes[index].kind == .plain && octets(of: index).is("<<") }
}

/// A YAML node and all below it, apart from a tree: what an anchor stands for.
struct YAMLFragment: Equatable {
    var nodes: [YAMLNode]
    var octets: [UInt8]

    /// How deep lists and maps are in one another.
    var depth: Int {
        var open: [UInt32] = []
        var deepest = 0
        for (index, node) in nodes.enumerated() {
            while let end = open.last, Int(end) <= index { open.removeLast() }
            if !node.isScalar { open.append(node.end) }
            deepest = max(deepest, open.count)
        }
        return deepest
    }
}

extension Octets {
    /// Whether the octets are those of a text.
    @inline(__always)
    func `is`(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let base = baseAddress else {
            return isEmpty && text.utf8CodeUnitCount == 0
        }
        let other = text.utf8Start
        for index in 0..<count where base[index] != other[index] { return false }
        return true
    }

    /// Whether the octets begin with those of a text.
    func starts(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && Octets(rebasing: self[..<text.utf8CodeUnitCount]).is(text)
    }
}

internal import DNSModel

/// One node of a YAML tree that is kept as a flat array in document order.
struct YAMLNode: Equatable {
    enum Kind: UInt8 {
        /// A scalar without quotes.
        case plain
        /// A scalar in quotes, or a block scalar.
        case quoted
        /// A list; the nodes up to `end` are its items and what is below them.
        case sequence
        /// A map; the nodes up to `end` are keys and values in turn and what is below them.
        case mapping
    }

    var kind: Kind
    /// The line, from 1.
    var line: UInt32
    /// The column in characters, from 1.
    var column: UInt32
    /// Where a scalar's octets start in the tree's.
    var start: UInt32
    /// How many octets a scalar has.
    var count: UInt32
    /// The index of the first node that is not below this one.
    var end: UInt32

    /// Whether the node is a scalar.
    var isScalar: Bool { kind == .plain || kind == .quoted }
}

/// Why a YAML file could not be read on.
struct YAMLFailure: Error, Equatable {
    /// The diagnostic's id.
    var id: String
    /// What is wrong and what to do.
    var message: String
    /// The line, from 1; 0 for the file as a whole.
    var line: Int
    /// The column in characters, from 1.
    var column: Int
}

/// How much a YAML file may ask for.
enum YAMLLimits {
    /// How deep lists and maps may be in one another.
    static let depth = 16
    /// How large a file may be, in octets.
    static let fileSize = 256 << 20
    /// How many nodes all anchors and aliases of a file may stand for.
    static let aliasedNodes = 2_000_000
    /// How many octets all anchors and aliases of a file may stand for.
    static let aliasedOctets = 64 << 20
    /// How many directives (`%…`) a file may have.
    static let directives = 16
}

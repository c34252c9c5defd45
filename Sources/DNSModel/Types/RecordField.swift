/// A field of record data: what zone files call it, and what it is made of.
package struct RecordField: Sendable {
    package enum Kind: Sendable {
        /// A number of 8, 16 or 32 bits, in decimal digits or as one of some words in upper case.
        case number(bits: Int, words: [String: UInt32] = [:])
        case name
        /// A name that stands for a mailbox (RFC 1035 section 8).
        case mailbox
        /// A character string of at most 255 octets.
        case string
        /// Flags of NAPTR, which octoDNS keeps in upper case: a character string.
        case flags
        /// A property tag of CAA.
        case tag
        /// All octets that are left, as text in quotes.
        case text(mayBeEmpty: Bool)
        /// All octets that are left, as a digest in hexadecimal digits: at least so many octets, and so many where the
        /// number in the field at the index `by` says so.
        case digest(by: Int, lengths: [UInt32: Int], least: Int = 1)
        /// All octets that are left, in base64; not none.
        case base64
        /// So many octets in hexadecimal digits with hyphens between them (RFC 7043).
        case address(octets: Int)
        /// Record types as a bit map (RFC 4034 section 4.1.2), as mnemonics.
        case types
        /// Address prefixes, as in `1:192.0.2.0/24` (RFC 3123).
        case prefixes
    }

    /// What zone files call it: octoDNS's name where octoDNS has the type.
    package let name: StaticString
    package let kind: Kind
    /// Another name that is read, and never written.
    package let otherName: StaticString?
    /// What is meant where the field is not there.
    package let fallback: StaticString?
    /// What messages call it.
    package let label: String

    package init(
        _ name: StaticString, _ kind: Kind, or otherName: StaticString? = nil, fallback: StaticString? = nil,
        label: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.otherName = otherName
        self.fallback = fallback
        self.label = label ?? String("\(name)".map { $0 == "_" ? " " : $0 })
    }

    /// Whether the field is a domain name.
    package var isName: Bool {
        switch kind {
        case .name, .mailbox: true
        case .number, .string, .flags, .tag, .text, .digest, .base64, .address, .types, .prefixes: false
        }
    }

    /// Whether the field is a list, which may be empty.
    package var isList: Bool {
        switch kind {
        case .types, .prefixes: true
        case .number, .name, .mailbox, .string, .flags, .tag, .text, .digest, .base64, .address: false
        }
    }
}

/// All that there is to say of a record type, once.
package struct TypeRow: Sendable {
    /// How zone files write a value as a map.
    package enum Form: Sendable {
        /// Not at all: it is one text.
        case text
        /// Fields, each read and written by its kind.
        case fields([RecordField])
        /// The words of the presentation form, under these names; the last one may be digits with spaces in them.
        case words([StaticString], endsInDigits: Bool)
        /// A service binding: its fields and a map of parameters.
        case parameters([StaticString])
    }

    package let mnemonic: String
    package let form: Form
    /// The names of the fields, those that are written first.
    package let names: [StaticString]
    /// The data that ask to delete what the parent zone has, and the field that is 0 in them alone (RFC 8078 section
    /// 4).
    let deletion: (field: Int, text: String)?

    init(_ mnemonic: String, _ form: Form = .text, deletion: (field: Int, text: String)? = nil) {
        self.mnemonic = mnemonic
        self.form = form
        self.deletion = deletion
        names =
            switch form {
            case .text: []
            case .fields(let fields): fields.map(\.name) + fields.compactMap(\.otherName)
            case .words(let names, _), .parameters(let names): names
            }
    }

    /// The fields that are read and written by their kinds.
    package var fields: [RecordField] {
        if case .fields(let fields) = form { fields } else { [] }
    }

    /// Whether the data may be empty in presentation form: a list without items (RFC 3123 section 5).
    var mayBeEmpty: Bool { !fields.isEmpty && fields.allSatisfy(\.isList) }
}

extension RecordField.Kind {
    static let uint8 = Self.number(bits: 8)
    static let uint16 = Self.number(bits: 16)
    static let uint32 = Self.number(bits: 32)
    /// An algorithm of DNSSEC, also by its mnemonic.
    static let algorithm = Self.number(bits: 8, words: DS.algorithms.mapValues { UInt32($0) })
}

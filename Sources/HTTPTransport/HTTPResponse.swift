/// What a server answered, whatever the status.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code (RFC 9110 section 15).
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields in their order; names are equal without regard to case (RFC 9110 section 5.1).
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) { self.fields = fields }

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field($0.0, $0.1) }
    }

    /// The value of the first field of a name. Setting replaces all fields of the name.
    package subscript(name: String) -> String? {
        get { fields.first { Self.isEqual($0.name, name) }?.value }
        set {
            let place = fields.firstIndex { Self.isEqual($0.name, name) }
            fields.removeAll { Self.isEqual($0.name, name) }
            if let newValue { fields.insert(Field(name, newValue), at: place ?? fields.count) }
        }
    }

    /// Adds a field, also where one of the name is already there.
    package mutating func add(_ name: String, _ value: String) { fields.append(Field(name, value)) }

    private static func isEqual(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8) { lower($0) == lower($1) }
    }

    private static func lower(_ octet: UInt8) -> UInt8 {
        (0x41...0x5A).contains(octet) ? octet | 0x20 : octet
    }
}

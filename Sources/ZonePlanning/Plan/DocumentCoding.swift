internal import DNSModel
private import FoundationEssentials

/// Reads and writes the JSON of our documents.
package enum DocumentCoding {
    /// JSON with sorted keys, indented, ended by a line feed: the same value gives the same octets.
    ///
    /// What ``Printable`` would not show is escaped, so that a document can be looked at in a terminal.
    package static func encode(_ value: some Encodable) throws(DocumentError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return escaped(Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
        } catch {
            throw DocumentError(.unreadable, "the document cannot be written as JSON: \(error)")
        }
    }

    /// JSON with `\u` escapes for characters that Printable escapes; outside of strings JSON has none of them.
    private static func escaped(_ json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x7F }) else { return json }
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            if scalar == "\n" || Printable.isHarmless(scalar) {
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                continue
            }
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                let digits = String(unit, radix: 16)
                result.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8)
            }
        }
        return result
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, from octets: [UInt8], what: String
    ) throws(DocumentError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(octets))
        } catch let error as DecodingError {
            throw DocumentError(.unreadable, "this is not a \(what): \(describe(error))")
        } catch {
            throw DocumentError(.unreadable, "this is not a \(what): it is not JSON")
        }
    }

    /// The format that octets say they have; `nil` where they are no document of ours.
    static func format(of octets: [UInt8]) -> String? {
        (try? decode(DocumentHead.self, from: octets, what: "document"))?.format
    }

    /// Reads a document of ours, of which the format is said before anything else that is wrong with it.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from octets: [UInt8], what: String, format: KeyPath<Value, String>, name: String,
        oldest: Int = 1, newest: Int
    ) throws(DocumentError) -> Value {
        let value: Value
        do {
            value = try decode(type, from: octets, what: what)
        } catch {
            let head = try decode(DocumentHead.self, from: octets, what: what)
            try checkFormat(head.format, name: name, oldest: oldest, newest: newest)
            throw error
        }
        try checkFormat(value[keyPath: format], name: name, oldest: oldest, newest: newest)
        return value
    }

    /// Checks a `format` member, as in `gate53-plan/1`.
    private static func checkFormat(
        _ format: String, name: String, oldest: Int, newest: Int
    ) throws(DocumentError) {
        let parts = format.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == name, !parts[1].isEmpty, parts[1].utf8.first != UInt8(ascii: "0"),
            parts[1].utf8.allSatisfy({ 48...57 ~= $0 })
        else {
            throw DocumentError(
                .unreadable, "its format is '\(Printable.text(format))', where '\(name)/\(newest)' is expected")
        }
        let version = Int(parts[1]) ?? .max
        if version < oldest {
            throw DocumentError(
                .olderFormat,
                "its format is \(name)/\(version), of an earlier gate53; this one reads \(name)/\(newest); plan again"
            )
        }
        if version > newest {
            throw DocumentError(
                .newerFormat,
                "its format is \(name)/\(parts[1]); this gate53 reads up to \(name)/\(newest); use the gate53 that wrote it, or plan again with this one"
            )
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        let (context, problem): (DecodingError.Context, String) =
            switch error {
            case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
            case .typeMismatch(_, let context): (context, "a value of the wrong type")
            case .valueNotFound(_, let context): (context, "a value is missing")
            case .dataCorrupted(let context): (context, "not JSON, or a value that is not allowed")
            @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "unreadable")
            }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        return Printable.text(path.isEmpty ? problem : "\(problem) at \(path)")
    }
}

/// What every document of ours says of itself.
private struct DocumentHead: Decodable {
    var format: String
}

/// Why a document cannot be used.
package struct DocumentError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// It is not such a document.
        case unreadable
        /// It was written by an earlier gate53, in a format that is not read any more.
        case olderFormat
        /// It was written by a newer gate53.
        case newerFormat
    }

    package var code: Code
    /// What is wrong and what to do.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

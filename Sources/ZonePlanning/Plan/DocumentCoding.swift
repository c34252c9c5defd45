private import FoundationEssentials

/// Reads and writes the JSON of our documents.
enum DocumentCoding {
    /// JSON with sorted keys, indented, ended by a line feed: the same value gives the same octets.
    static func encode(_ value: some Encodable) throws(DocumentError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            throw DocumentError(.unreadable, "the document cannot be written as JSON: \(error)")
        }
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

    /// Checks the `format` member, as in `gate53-plan/1`, before anything else is read.
    static func checkFormat(of octets: [UInt8], name: String, newest: Int) throws(DocumentError) {
        struct Head: Decodable { var format: String }
        let head = try decode(Head.self, from: octets, what: "\(name) document")
        let parts = head.format.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == name, let version = Int(parts[1]), version > 0 else {
            throw DocumentError(
                .unreadable, "its format is '\(Printable.text(head.format))', where '\(name)/\(newest)' is expected")
        }
        if version > newest {
            throw DocumentError(
                .newerFormat,
                "its format is \(name)/\(version); this gate53 reads up to \(name)/\(newest); use the gate53 that wrote it, or plan again with this one"
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

/// Why a document cannot be used.
package struct DocumentError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// It is not such a document.
        case unreadable
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

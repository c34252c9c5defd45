internal import DNSModel
internal import Foundation
internal import Testing

/// `Schemas/zone.schema.json` beside the rows of the record types.
@Suite("The shapes of values in the schema")
struct SchemaShapesTests {
    private typealias Object = [String: Any]

    private static func schema() throws -> Object {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "Schemas/zone.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? Object)
    }

    private static func shapes() throws -> Object { try #require(try schema()["$defs"] as? Object) }

    /// The SOA is the provider's.
    private static let declared = ModelledType.allCases.filter { $0 != .soa }

    @Test("The schema has the types that are modelled, in capitals and small letters, each with a shape")
    func types() throws {
        let set = try #require(try Self.shapes()["recordSet"] as? Object)
        let type = try #require((set["properties"] as? Object)?["type"] as? Object)
        let lists = try #require(type["anyOf"] as? [Object]).compactMap { $0["enum"] as? [String] }
        let names = Self.declared.map(\.mnemonic).sorted()
        #expect(lists == [names, names.map { $0.lowercased() }])
        var shapes: [String: String] = [:]
        for rule in try #require(set["allOf"] as? [Object]) {
            let condition = ((rule["if"] as? Object)?["properties"] as? Object)?["type"] as? Object
            guard let names = condition?["enum"] as? [String], let name = names.first else { continue }
            #expect(names == [name, name.lowercased()])
            let then = (rule["then"] as? Object)?["properties"] as? Object
            shapes[name] = (then?["value"] as? Object)?["$ref"] as? String
            // These have one value at most.
            if ["CNAME", "DNAME"].contains(name) { continue }
            let many = (then?["values"] as? Object)?["anyOf"] as? [Object]
            #expect((many?.first?["items"] as? Object)?["$ref"] as? String == shapes[name])
            #expect(many?.last?["$ref"] as? String == shapes[name])
        }
        #expect(shapes == Dictionary(uniqueKeysWithValues: names.map { ($0, "#/$defs/\($0)") }))
    }

    @Test("A type's shape has the fields of its row, and wants those that have no fallback", arguments: declared)
    func fields(type: ModelledType) throws {
        let shapes = try Self.shapes()
        var shape = try #require(shapes[type.mnemonic] as? Object)
        if let either = shape["anyOf"] as? [Object] {
            // The older names of DS's fields are another shape.
            let former = ModelledType.formerFieldsOfDS.map { "\($0)" }
            let properties = try #require(either.last?["properties"] as? Object)
            #expect(type == .ds && Set(properties.keys) == Set(former))
            shape = try #require(either.first)
        }
        if shape["$ref"] as? String == "#/$defs/serviceBinding" {
            shape = try #require(shapes["serviceBinding"] as? Object)
        }
        let names = type.row.names.map { "\($0)" }
        guard !names.isEmpty else {
            #expect(shape["properties"] == nil)
            return
        }
        let properties = try #require(shape["properties"] as? Object)
        #expect(Set(properties.keys) == Set(names))
        #expect(shape["additionalProperties"] as? Bool == false)
        #expect(Set(shape["type"] as? [String] ?? []) == ["object", "string"])
        var needed = Set(shape["required"] as? [String] ?? [])
        for rule in shape["allOf"] as? [Object] ?? [] {
            guard let either = rule["anyOf"] as? [Object] else { continue }
            needed.insert(try #require((either.first?["required"] as? [String])?.first))
        }
        switch type.row.form {
        case .fields(let fields):
            #expect(needed == Set(fields.filter { $0.fallback == nil }.map { "\($0.name)" }))
            for field in fields {
                let property = try #require(properties["\(field.name)"] as? Object)
                #expect(Self.fits(property, field.kind), "\(type.mnemonic) \(field.name)")
            }
        case .words: #expect(needed == Set(names))
        case .parameters, .text: break
        }
    }

    /// Whether a property is of a kind.
    private static func fits(_ property: Object, _ kind: RecordField.Kind) -> Bool {
        let reference = (property["$ref"] as? String)?.split(separator: "/").last.map(String.init)
        switch kind {
        case .number(let bits, let words):
            if words.isEmpty { return reference == "uint\(bits)" }
            return reference == "algorithm" || property["maximum"] as? Int == 1 << bits - 1
        case .name, .mailbox: return reference == "host"
        case .string, .flags, .tag, .text: return property["type"] as? String == "string"
        case .digest: return reference == "hex"
        case .base64: return reference == "base64"
        case .address(let octets):
            return property["pattern"] as? String == "^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){\(octets - 1)}$"
        case .types, .prefixes: return property["type"] as? [String] == ["array", "string"]
        }
    }
}

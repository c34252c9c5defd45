import DNSProviders
import Foundation
import Testing
import ZoneFiles

/// Each module's keys beside its part of the settings' schema.
@Suite("The schema of providers' settings") struct ModuleSchemaTests {
    private typealias Object = [String: Any]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Schemas/parts/providers")

    @Test("Every kind has a part, and every part a kind") func kinds() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(ProviderModules.all.map { "\($0.name).json" }))
        #expect(Set(ProviderModules.kinds.names).count == ProviderModules.all.count)
    }

    @Test("The part has the keys that the module reads, and no others", arguments: ProviderModules.kinds.names)
    func keys(kind: String) throws {
        let module = try #require(ProviderModules.all.first { $0.name == kind })
        let data = try Data(contentsOf: Self.folder.appending(path: "\(kind).json"))
        let part = try #require(try JSONSerialization.jsonObject(with: data) as? Object)
        func keys(_ name: String) throws -> Set<String> {
            let schema = try #require(part[name] as? Object)
            return Set(try #require(schema["properties"] as? Object).keys)
        }
        #expect(try keys("provider") == Set(module.keys + ["type", "octodns-name"]))
        #expect(try keys("zone") == Set(module.zoneKeys.map(\.name)))
    }

    @Test(
        "What a new repository says of a provider is read again, and names its kind",
        arguments: ProviderModules.kinds.names)
    func starter(kind: String) throws {
        let module = try #require(ProviderModules.all.first { $0.name == kind })
        let text = "providers: {a: \(module.example)}\nzones: {'*': {provider: a}}\n"
        let (settings, mistakes) = SettingsReader.read(Array(text.utf8), path: "s", ProviderModules.kinds)
        #expect(mistakes.isEmpty)
        #expect(settings?.providers["a"]?.kind == kind)
        let keys = Set(module.keys)
        for line in module.starter(folder: "live").lines {
            if case .key(let key, _) = line { #expect(keys.contains(key)) }
        }
    }
}

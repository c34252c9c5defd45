import Foundation
import Testing

/// The guide `AddingAProvider.md` shows files that are compiled, and all of them.
@Suite("The guide to adding a provider") struct GuideTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let root = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What is not shown: the stand-in of the service, and the tests.
    private static let notShown: Set = ["ExampleService.swift", "ExampleTests.swift", "GuideTests.swift"]

    @Test("Each block is its file, and each file has a block") func blocks() throws {
        let guide = try String(
            contentsOf: Self.root.appending(path: "Sources/ZonePlanning/ZonePlanning.docc/AddingAProvider.md"),
            encoding: .utf8)
        var shown: Set<String> = []
        for part in guide.split(separator: "```swift\n").dropFirst().enumerated() {
            let block = try #require(part.element.firstRange(of: "```\n").map { part.element[..<$0.lowerBound] })
            let before = guide[..<block.startIndex]
            let name = try #require(before.split(separator: "\n").last { $0.hasPrefix("`Tests/") })
            let file = String(name.dropFirst().prefix { $0 != "`" }.split(separator: "/").last ?? "")
            shown.insert(file)
            let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
            #expect(block == text, "\(file) and its block in AddingAProvider.md differ; make them the same")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(shown == Set(files.filter { $0.hasSuffix(".swift") }).subtracting(Self.notShown))
    }
}

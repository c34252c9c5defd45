internal import Foundation
internal import Testing

/// What files, reports and people in the field broke stays mended: every folder of `Tests/Field` is run.
@Suite struct FieldTests {
    private static let root = Scratch.packageRoot + "/Tests/Field"

    /// The names of all folders, and of what else is there by mistake.
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()

    @Test("a case of the field ends as it should", arguments: names)
    func aCaseOfTheFieldEndsAsItShould(name: String) throws {
        let found = try FieldCase(folder: "\(Self.root)/\(name)")
        for problem in try found.problems() { Issue.record("\(name), \(found.kind): \(problem)") }
    }

    @Test func thereAreCases() { #expect(!Self.names.isEmpty) }

    /// A folder that is no case, and what is said of it.
    struct Broken: Sendable, CustomTestStringConvertible {
        var files: [String: String]
        var says: String
        var testDescription: String { says }
    }

    private static let good = [
        "source": "source: somewhere\nkind: something\n", "command": "echo well; exit 2\n",
        "expect": "exit 2\nsays we\nnever bad\n",
    ]

    static let broken: [Broken] = [
        Broken(files: ["source": ""], says: "'source' needs two lines"),
        Broken(files: ["source": "source: somewhere\n"], says: "'source' needs two lines"),
        Broken(files: ["source": "kind: x\nsource: y\n"], says: "'source' needs two lines"),
        Broken(files: ["source": "source: \nkind: x\n"], says: "'source' needs two lines"),
        Broken(files: ["command": "\n"], says: "'command' is empty"),
        Broken(files: ["expect": ""], says: "'expect' has no 'exit' and no 'says'"),
        Broken(files: ["expect": "never bad\n"], says: "'expect' has no 'exit' and no 'says'"),
        Broken(files: ["expect": "exit two\n"], says: "'expect' has the line 'exit two'"),
        Broken(files: ["expect": "say well\n"], says: "'expect' has the line 'say well'"),
    ]

    @Test("a folder that is no case is refused", arguments: broken)
    func aFolderThatIsNoCaseIsRefused(broken: Broken) throws {
        let scratch = try Scratch()
        try Self.write(Self.good.merging(broken.files) { $1 }, in: scratch)
        #expect { try FieldCase(folder: scratch.path + "/case") } throws: { "\($0)".contains(broken.says) }
    }

    @Test("a case without one of its files is refused", arguments: ["source", "command", "expect"])
    func aCaseWithoutOneOfItsFilesIsRefused(missing: String) throws {
        let scratch = try Scratch()
        try Self.write(Self.good.filter { $0.key != missing }, in: scratch)
        #expect { try FieldCase(folder: scratch.path + "/case") } throws: {
            "\($0)".contains("there is no '\(missing)'")
        }
    }

    @Test(
        "an outcome that is not as expected is a problem",
        arguments: [
            ("exit 2\nsays we\nnever bad\n", 0), ("exit 0\n", 1), ("says bad\n", 1), ("exit 2\nnever we\n", 1),
            ("exit 1\nsays bad\nnever well\n", 3),
        ])
    func anOutcomeThatIsNotAsExpectedIsAProblem(expect: String, count: Int) throws {
        let scratch = try Scratch()
        try Self.write(Self.good.merging(["expect": expect]) { $1 }, in: scratch)
        // The last one is what was printed.
        #expect(try FieldCase(folder: scratch.path + "/case").problems().count == (count == 0 ? 0 : count + 1))
    }

    private static func write(_ files: [String: String], in scratch: Scratch) throws {
        for (name, text) in files { try scratch.write("\(scratch.path)/case/\(name)", text) }
    }
}

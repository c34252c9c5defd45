import DNSModel
import DNSProviders
import Gate
import GitStore
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

@Suite("Zones that a change to the files leaves out")
struct LeftOutZoneTests {
    private static let settings = "providers: {aws: {type: route53}}\nzones: {'*': {provider: aws}}\n"
    private static let record = "a: {type: A, value: 192.0.2.1}\n"
    private static let other = "b: {type: A, value: 192.0.2.2}\n"

    private static let base = [
        "gate53.yaml": settings, "zones/example.com.yaml": record, "zones/example.net.yaml": other,
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What the second commit changes; `nil` takes a file away.
        var changes: [String: String?]
        /// The zones that it leaves out: name, reason, file and where that is now.
        var says: [String]

        init(_ testDescription: String, _ changes: [String: String?], _ says: [String]) {
            self.testDescription = testDescription
            self.changes = changes
            self.says = says
        }
    }

    private static let gone: String? = nil

    static let cases: [Case] =
        [
            Case("nothing", ["zones/example.net.yaml": record], []),
            Case("deleted", ["zones/example.net.yaml": gone], ["example.net. deleted zones/example.net.yaml -"]),
            Case(
                "all deleted", ["zones/example.com.yaml": gone, "zones/example.net.yaml": gone],
                ["example.com. deleted zones/example.com.yaml -", "example.net. deleted zones/example.net.yaml -"]),
            Case(
                "renamed to another zone's", ["zones/example.net.yaml": gone, "zones/example.org.yaml": other],
                ["example.net. moved zones/example.net.yaml zones/example.org.yaml"]),
            Case("another file of the zone", ["zones/example.net.yaml": gone, "zones/example.net.yml": other], []),
            Case("split", ["zones/example.net.yaml": gone, "zones/example.net./b.yaml": other], []),
            Case(
                "moved to another folder", ["zones/example.net.yaml": gone, "old/example.net.yaml": other],
                ["example.net. moved zones/example.net.yaml old/example.net.yaml"]),
            Case(
                "moved and edited", ["zones/example.net.yaml": gone, "archive/example.net.yaml": record + "# x\n"],
                ["example.net. moved zones/example.net.yaml archive/example.net.yaml"]),
            Case(
                "a copy that was there before is not where it went",
                ["zones/example.net.yaml": gone, "zones/sub.example.net.yaml": record, "docs/notes.txt": record],
                ["example.net. deleted zones/example.net.yaml -"]),
            Case(
                "the zone's delegation", ["zones/example.net.yaml": gone, "zones/example.net.au.yaml": record],
                ["example.net. deleted zones/example.net.yaml -"]),
            Case(
                "the settings name the others",
                ["gate53.yaml": "providers: {aws: {type: route53}}\nzones: {example.com: {provider: aws}}\n"],
                ["example.net. unnamed zones/example.net.yaml -"]),
            Case(
                "a new one that they don't name",
                [
                    "gate53.yaml":
                        "providers: {aws: {type: route53}}\nzones: {example.com: {provider: aws}, example.net: {provider: aws}}\n",
                    "zones/example.org.yaml": record,
                ], ["example.org. never-named zones/example.org.yaml -"]),
            Case(
                "another folder is looked at",
                ["gate53.yaml": settings + "zone-files: dns\n", "dns/example.com.yaml": record],
                ["example.net. unnamed zones/example.net.yaml -"]),
            Case(
                "the settings delete it",
                [
                    "zones/example.net.yaml": gone,
                    "gate53.yaml": settings.replacing(
                        "aws}}", with: "aws}, example.net: {provider: aws, absent: true}}"),
                ], []),
            Case(
                "the settings name it, which is a mistake of its own",
                [
                    "zones/example.net.yaml": gone,
                    "gate53.yaml": settings.replacing("aws}}", with: "aws}, example.net: {provider: aws}}"),
                ], ["example.net. deleted zones/example.net.yaml -"]),
            Case("settings with a mistake", ["gate53.yaml": "zones: 1\n"], []),
            Case("no settings", ["gate53.yaml": gone], []),
        ]

    static let endings: [Case] = ["disabled", "off", "bak", "old", "txt"].map { ending in
        Case(
            "turned off as .\(ending)",
            ["zones/example.net.yaml": gone, "zones/example.net.yaml.\(ending)": record + "# changed too\n"],
            ["example.net. moved zones/example.net.yaml zones/example.net.yaml.\(ending)"])
    }

    static let names: [Case] = [
        "_example.net.yaml", "#example.net.yaml", ".example.net.yaml", "example.net.disabled", "example.net.YAML",
    ]
    .map {
        Case(
            "turned off as \($0)", ["zones/example.net.yaml": gone, "zones/\($0)": record + "# changed too\n"],
            ["example.net. moved zones/example.net.yaml zones/\($0)"])
    }

    @Test("What became of a zone is said", arguments: cases + endings + names)
    func table(one: Case) throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let before = try git.commit(Self.base)
        var files = Self.base
        for (path, text) in one.changes {
            if let text { files[path] = text } else { files.removeValue(forKey: path) }
        }
        for path in Self.base.keys where files[path] == nil { try git("rm", "--quiet", path) }
        let after = try git.commit(files)
        let store = try git.open()
        let clone = Clone(store, ProviderModules.kinds)
        let (old, new) = (try store.snapshot(of: before), try store.snapshot(of: after))
        let absent = try clone.absentZones(from: old, to: new)
        #expect(
            absent.map { "\($0.apex) \($0.reason.rawValue) \($0.file) \($0.movedTo ?? "-")" } == one.says)
        // Nothing is left out by putting it back, but for what is new then.
        let back = try clone.absentZones(from: old, to: old)
        #expect(back == [])
    }
}

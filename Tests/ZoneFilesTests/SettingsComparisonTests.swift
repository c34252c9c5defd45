internal import DNSModel
internal import DNSProviders
internal import Reports
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("What differs between two settings")
struct SettingsComparisonTests {
    private static let base = """
        ---
        # who
        review: {required: 2, signers: zones/reviewers}
        providers:
          live: {type: master-file, directory: live, reload: [rndc, reload]}
          aws: {type: route53, profile: dns}
        zones:
          '*': {provider: live}
          example.net:
            provider: aws
            ignore:
              - {name: _acme-challenge.**, type: TXT}
              - {type: DS}
        policies: {delete-share: 30%, expired: error}
        """

    private func changes(_ old: String, _ new: String) -> [String] {
        SettingsComparison.changes(from: Array(old.utf8), to: Array(new.utf8)).map(\.phrase)
    }

    /// An edit of the base, and what must be said of it.
    static let edits: [(old: String, new: String, said: [String])] = [
        ("required: 2", "required: 1", ["review.required is 1, was 2"]),
        ("required: 2, ", "", ["review.required is gone: 2"]),
        ("zones/reviewers", "mine", ["review.signers is mine, was zones/reviewers"]),
        ("zones/reviewers}", "zones/reviewers, branch: x}", ["review.branch is new: x"]),
        ("directory: live", "directory: /etc", ["providers.live.directory is /etc, was live"]),
        ("[rndc, reload]", "[sh, -c, 'x; y']", ["providers.live.reload is [sh, -c, 'x; y'], was [rndc, reload]"]),
        ("[rndc, reload]", "[reload, rndc]", ["providers.live.reload is [reload, rndc], was [rndc, reload]"]),
        (
            "  aws: {type: route53, profile: dns}", "  aws: {type: route53, endpoint: 'https://x', profile: dns}",
            ["providers.aws.endpoint is new: 'https://x'"]
        ),
        (
            "zones:", "  new: {type: route53}\nzones:", ["providers.new is new: {type: route53}"]
        ),
        (
            "{type: DS}", "{name: '**'}",
            [
                "an item of zones.example.net.ignore is gone: {type: DS}",
                "an item of zones.example.net.ignore is new: {name: **}",
            ]
        ),
        ("delete-share: 30%", "delete-share: 100%", ["policies.delete-share is 100%, was 30%"]),
        ("expired: error", "expired: off", ["policies.expired is off, was error"]),
        ("expired: error}", "expired: error}\nledger: {branch: other}", ["ledger is new: {branch: other}"]),
        (
            "profile: dns", "profile: \"a\\e[31m\\u202Eb\"",
            ["providers.aws.profile is 'a\\u{1b}[31m\\u{202e}b', was dns"]
        ),
    ]

    @Test("each edit is said, and nothing else", arguments: edits)
    func eachEditIsSaid(edit: (old: String, new: String, said: [String])) {
        let new = Self.base.replacing(edit.old, with: edit.new, maxReplacements: 1)
        #expect(new != Self.base)
        #expect(changes(Self.base, new) == edit.said)
    }

    @Test("the reverse edit is said the other way round", arguments: edits)
    func theReverseEdit(edit: (old: String, new: String, said: [String])) {
        let new = Array(Self.base.replacing(edit.old, with: edit.new, maxReplacements: 1).utf8)
        let base = Array(Self.base.utf8)
        let reversed = SettingsComparison.changes(from: new, to: base).map {
            SettingsChange($0.subject, before: $0.after, after: $0.before)
        }
        #expect(Set(reversed) == Set(SettingsComparison.changes(from: base, to: new)))
    }

    @Test("comments, layout, quotes and the order of keys are no differences")
    func layoutIsNoDifference() {
        let other = """
            policies:
              expired: "error"   # as it was
              delete-share: 30%
            providers:
              aws:
                profile: dns
                type: route53
              live: {directory: 'live', type: master-file, reload: [rndc, reload]}
            zones:
              example.net: {ignore: [{type: TXT, name: _acme-challenge.**}, {type: DS}], provider: aws}
              '*': {provider: live}
            review:
              signers: zones/reviewers
              required: 2
            """
        #expect(changes(Self.base, other) == [])
        #expect(changes("", "---\n") == [])
    }

    // Whatever else the settings come to say: two files that are read as different settings differ here too.
    @Test("settings that are read differently differ")
    func settingsThatAreReadDifferentlyDiffer() throws {
        let texts = [Self.base] + Self.edits.map { Self.base.replacing($0.old, with: $0.new, maxReplacements: 1) }
        for one in texts {
            for other in texts {
                let (first, second) = (read(one), read(other))
                guard let first, let second, first != second else { continue }
                #expect(!changes(one, other).isEmpty)
            }
        }
    }

    private func read(_ text: String) -> Settings? {
        var settings = SettingsReader.read(Array(text.utf8), path: "gate53.yaml", ProviderModules.kinds).settings
        // Where something stands is no difference.
        let nowhere = SourceLocation(file: "")
        settings?.everyZone?.providerLocation = nowhere
        for apex in settings?.zones.keys.map({ $0 }) ?? [] { settings?.zones[apex]?.providerLocation = nowhere }
        return settings
    }

    @Test("a text that looks like two, or like nothing, is told apart")
    func textsThatLookAlike() {
        let values = [
            "[a, b]", "['a, b']", "'[a, b]'", "{a: b}", "'{a: b}'", "~", "'~'", "''", "a", "'true'", "true", "[]",
        ]
        for (index, one) in values.enumerated() {
            for other in values[(index + 1)...] {
                #expect(changes("k: \(one)", "k: \(other)").count == 1, "\(one) \(other)")
            }
        }
    }

    @Test("files that can't be read are said to be so")
    func filesThatCannotBeRead() {
        #expect(changes("a: [", "a: b") == ["the settings on the protected branch can't be read"])
        #expect(changes("a: b", "a: [") == ["the settings can't be read"])
    }

    @Test("signers are compared line by line")
    func signersLineByLine() {
        let old = "# who\nada@example.com ssh-ed25519 AAAA1\nbo@example.com ssh-ed25519 AAAA2\n"
        let new = "bo@example.com ssh-ed25519 AAAA2  \r\n\n# new\nmallory@example.com ssh-ed25519 AAAA3"
        func said(_ old: String?, _ new: String?) -> [String] {
            SettingsComparison.signerChanges(
                from: old.map { Array($0.utf8) }, to: new.map { Array($0.utf8) }, path: "who"
            )
            .map(\.phrase)
        }
        #expect(
            said(old, new) == [
                "a line of who is gone: ada@example.com ssh-ed25519 AAAA1",
                "a line of who is new: mallory@example.com ssh-ed25519 AAAA3",
            ])
        #expect(said(old, old + "# more\n") == [])
        #expect(said(nil, old).count == 2)
        #expect(said(old, nil).count == 2)
    }
}

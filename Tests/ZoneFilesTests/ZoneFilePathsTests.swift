internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// Which zone a file belongs to, by its path.
@Suite struct ZoneFilePathsTests {
    private func place(_ path: String, below folder: String = "zones", named: [DomainName] = []) -> ZoneFilePaths.Place
    {
        var settings = Settings(path: "gate53.yaml")
        settings.zoneFiles = folder
        for name in named {
            settings.zones[name] = ZoneSettings(
                provider: "live", providerLocation: ZonePlanning.SourceLocation(file: "gate53.yaml"))
        }
        return ZoneFilePaths(settings).place(of: path)
    }

    static let zones: [(path: String, name: DomainName, isPart: Bool)] = [
        ("zones/example.com.yaml", "example.com.", false), ("zones/example.com.yml", "example.com.", false),
        ("zones/Example.COM.yaml", "example.com.", false), ("zones/example.com./www.yaml", "example.com.", true),
        ("zones/example.com./$example.com.yaml", "example.com.", true), ("zones/.yaml", ".", false),
        ("zones/%root.yaml", ".", false), ("zones/%root./com.yaml", ".", true),
        ("zones/0%2F25.2.0.192.in-addr.arpa.yaml", "0/25.2.0.192.in-addr.arpa.", false),
        ("zones/0%2f25.2.0.192.in-addr.arpa./1.yaml", "0/25.2.0.192.in-addr.arpa.", true),
        ("zones/0\\05725.2.0.192.in-addr.arpa.yaml", "0/25.2.0.192.in-addr.arpa.", false),
        ("zones/0/25.2.0.192.in-addr.arpa.yaml", "0/25.2.0.192.in-addr.arpa.", false),
        ("zones/0/25.2.0.192.in-addr.arpa./1.yaml", "0/25.2.0.192.in-addr.arpa.", true),
        ("zones/docker-compose.example.com.yaml", "docker-compose.example.com.", false),
    ]

    @Test("a zone's file is known", arguments: zones)
    func aZonesFileIsKnown(path: String, name: DomainName, isPart: Bool) {
        #expect(place(path) == .zone(name, isPart: isPart))
        #expect(place("a/b/" + path, below: "a/b/zones") == .zone(name, isPart: isPart))
        #expect(place(String(path.dropFirst(6)), below: ".") == .zone(name, isPart: isPart))
    }

    @Test("the usual path of a zone's file is that zone's", arguments: zones)
    func theUsualPathOfAZonesFileIsThatZones(path: String, name: DomainName, isPart: Bool) {
        for folder in ["zones", "."] {
            #expect(place(ZoneFilePaths.path(of: name, below: folder), below: folder) == .zone(name, isPart: false))
        }
        #expect(
            ZoneFilePaths.usualPaths(of: name, below: "zones").contains(ZoneFilePaths.path(of: name, below: "zones")))
    }

    @Test(
        "other files beside zone files are no zone's unless the settings say so",
        arguments: [
            ("zones/config.yaml", "config."), ("zones/octodns.yaml", "octodns."), ("zones/com.yaml", "com."),
            ("zones/docker-compose.yml", "docker-compose."),
            ("zones/docker-compose.override.yml", "docker-compose.override."),
            ("zones/mkdocs.yml", "mkdocs."),
        ] as [(String, DomainName)])
    func otherFilesAreNoZones(path: String, name: DomainName) {
        #expect(place(path) == .other)
        #expect(place(path, named: [name]) == .zone(name, isPart: false))
    }

    @Test("a folder is a zone's name with a slash where the settings name it") func slashesOfOtherZones() {
        #expect(place("zones/a/b.example.yaml", named: ["a/b.example."]) == .zone("a/b.example.", isPart: false))
        #expect(place("zones/a/b.example./x.yaml", named: ["a/b.example."]) == .zone("a/b.example.", isPart: true))
    }

    @Test(
        "what nothing reads is said",
        arguments: [
            "zones/prod/example.com.yaml", "zones/example.com/www.yaml", "zones/a/example.com./www.yaml",
            "zones/example.com./sub/x.yaml", "zones/prod/25.2.0.192.in-addr.arpa.yaml", "zones/0/example.com.yaml",
        ])
    func whatNothingReadsIsSaid(path: String) {
        guard case .outOfReach(let folder, _) = place(path) else {
            Issue.record("\(place(path))")
            return
        }
        #expect(path.hasPrefix(folder + "/"))
    }

    @Test(
        "a name that is nearly right is said",
        arguments: [
            "zones/example.com.YAML", "zones/example.com.Yml", "zones/.example.com.yaml", "zones/example.com./www.YAML",
        ])
    func aNameThatIsNearlyRightIsSaid(path: String) {
        guard case .misnamed = place(path) else {
            Issue.record("\(place(path))")
            return
        }
    }

    @Test(
        "what nobody takes for a zone's file is left alone",
        arguments: [
            "zones/gate53.yaml", "zones/reviewers", "zones/.yamllint.yaml", "zones/README.md",
            "zones/.github/a.b.c.yaml",
            "zones/.github/workflows/plan.yml", "zones/prod/values.yaml", "zones/LICENSE.YAML",
        ])
    func whatNobodyTakesForAZonesFileIsLeftAlone(path: String) { #expect(place(path) == .none) }

    @Test(
        "a name of several labels that no zone can have is an error",
        arguments: ["zones/exa mple.com.yaml", "zones/a..b.yaml"])
    func aNameThatNoZoneCanHaveIsAnError(path: String) {
        guard case .unreadable = place(path) else {
            Issue.record("\(place(path))")
            return
        }
    }

    @Test(
        "records are found in a text",
        arguments: [
            ("www: {type: A, value: 192.0.2.1}", true), ("www:\n  - type: 'TXT'", true),
            ("{\"x\": {\"type\": \"CNAME\"}}", true),
            ("x: {type: Route53Provider/ALIAS}", true), ("kind: Service\ntype: ClusterIP", false), ("type A", false),
            ("", false),
            ("atype: B", false),
        ])
    func recordsAreFoundInAText(text: String, hasRecords: Bool) {
        #expect(Array(text.utf8).withUnsafeBufferPointer(RecordSearch.hasRecords) == hasRecords)
    }
}

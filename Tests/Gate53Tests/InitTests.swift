internal import DNSModel
internal import Foundation
internal import TestSupport
internal import Testing
internal import ZoneFiles

@testable internal import gate53

/// `gate53 init`.
@Suite struct InitTests {
    // MARK: - Import

    @Test("imported master files plan to nothing", arguments: 0..<8 as Range<UInt64>)
    func importedMasterFilesPlanToNothing(seed: UInt64) throws {
        let scratch = try Scratch()
        var generator = Generator(seed: seed)
        // A DNAME may have nothing below it, which a zone file says and a random zone does not keep to.
        let types = Generator.types.filter { $0 != .soa && $0 != .dname }
        var count = 0
        for number in 0..<5 {
            let apex = try DomainName(parsing: "zone\(number).example.")
            let zone = try Self.servable(generator.zone(apex, count: 40, types: types))
            try scratch.write(
                "live/zone\(number).example.zone",
                String(decoding: MasterFileWriter.octets(of: zone), as: UTF8.self))
            count += zone.sets.count
        }
        try scratch.must("git init --quiet")
        let made = try scratch.gate53("init", "--provider", "master-file")
        #expect(made.exitCode == 0, "\(made.errorText)")
        try scratch.must("commit 'First files'")
        let plan = try scratch.gate53("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan.text)\(plan.errorText)")
        #expect(plan.text.contains("No changes: 5 zones"), "\(plan.text)")
        #expect(count > 50)
    }

    /// A zone with an SOA and NS, as a zone that is served has them.
    private static func servable(_ zone: Zone) throws -> Zone {
        let apex = zone.apex
        let server = try DomainName(parsing: "ns.elsewhere.example.")
        let soa = SOA(
            mname: server, rname: server, serial: 1, refresh: 7200, retry: 900, expire: 1_209_600, minimum: 300)
        let ttl = try #require(TTL(seconds: 3600))
        var sets = zone.sets.filter { $0.name != apex || ($0.type != .soa && $0.type != .cname && $0.type != .ns) }
        sets.append(RecordSet(name: apex, type: .soa, ttl: ttl, data: [.soa(soa)]))
        sets.append(RecordSet(name: apex, type: .ns, ttl: ttl, data: [.ns(server)]))
        return try Zone(apex: apex, sets: sets)
    }

    @Test("an imported zone of Route 53 with routing of every kind plans to nothing")
    func anImportedZoneOfRoute53PlansToNothing() throws {
        let scratch = try Scratch()
        let result = try scratch.bash(
            """
            start-route53 --zone routed.example
            # The account has no health checks.
            sed -e '/health-check: /d' -e '/^status:/,/^[^ ]/{/^status:/d;/^[ ]/d}' \\
                "$ROOT/Tests/ZoneFilesTests/Valid/routed.example.yaml" >zones/routed.example.yaml
            rm zones/example.com.yaml
            commit 'Routed'
            deploy
            mkdir ../new && cd ../new && git init --quiet
            gate53 init --provider route53 && commit 'First files' && gate53 plan --detailed-exitcode
            """)
        #expect(result.exitCode == 0, "\(result.text)\(result.errorText)")
        #expect(result.text.contains("No changes: "))
    }

    // MARK: - What is there

    @Test("a file that is there stays as it is, whatever it is")
    func aFileThatIsThereStaysAsItIs() throws {
        let scratch = try Scratch()
        let paths = [
            "zones/gate53.yaml", "zones/example.com.yaml", "zones/reviewers", ".gitignore",
            ".github/workflows/gate53-plan.yml", ".github/workflows/gate53-apply.yml",
        ]
        try scratch.must("git init --quiet")
        func mine(_ path: String) -> String {
            let settings =
                "providers: {live: {type: master-file, directory: live}}\nzones: {'*': {provider: live}}\n"
                + "review: {required: 1, signers: zones/reviewers}\n"
            return "# mine: \(path)\n" + (path == "zones/gate53.yaml" ? settings : "")
        }
        for path in paths { try scratch.write(path, mine(path)) }
        let result = try scratch.gate53("init", "--zone", "example.com", "--forge", "github")
        #expect(result.exitCode == 0, "\(result.errorText)")
        for path in paths {
            #expect(scratch.octets(of: path) == Array(mine(path).utf8))
            // Settings that are there say who approves, so that no reviewers would be written.
            if path != "zones/reviewers" { #expect(result.text.contains("kept   \(path), which was there")) }
        }
        #expect(result.text.contains("wrote  .github/workflows/gate53-drift.yml"))
        let forced = try scratch.gate53("init", "--zone", "example.com", "--force")
        #expect(forced.exitCode == 64)
    }

    @Test("no symbolic link is followed")
    func noSymbolicLinkIsFollowed() throws {
        let scratch = try Scratch()
        try scratch.must("git init --quiet; mkdir ../outside; ln -s ../outside zones; ln -s ../outside/x .gitignore")
        let folder = try scratch.gate53("init", "--zone", "example.com")
        #expect(folder.exitCode == 1)
        #expect(folder.errorText.contains("is not a folder"))
        try scratch.must("rm zones")
        let file = try scratch.gate53("init", "--zone", "example.com")
        #expect(file.exitCode == 0)
        #expect(file.text.contains("kept   .gitignore"))
        #expect(try scratch.must("ls -A ../outside").isEmpty)
    }

    @Test("run twice, nothing more is written, and what was written is right")
    func runTwiceNothingMoreIsWritten() throws {
        let scratch = try Scratch()
        try scratch.must(
            "git init --quiet; gate53 init --zone example.com --forge shell >/dev/null; commit 'First files'")
        let result = try scratch.gate53("init", "--zone", "example.com", "--forge", "shell")
        #expect(result.exitCode == 0 && !result.text.contains("wrote"))
        #expect(try scratch.must("git status --porcelain").isEmpty)
        #expect(try scratch.must("gate53 check").contains("no mistakes"))
        #expect(try scratch.must("gate53 fmt --check").contains("canonical"))
    }

    // MARK: - Forges

    /// Where each forge looks for its pipeline, and the schema that it must match.
    static let forges: [(forge: String, remote: String, paths: [String], schema: String)] = [
        (
            "github", "git@github.com:Org/dns.git",
            ["plan", "apply", "drift"].map { ".github/workflows/gate53-\($0).yml" }, "vendor.github-workflows"
        ),
        ("gitlab", "https://gitlab.example.com/group/sub/dns.git", [".gitlab-ci.yml"], "vendor.gitlab-ci"),
        (
            "forgejo", "ssh://git@codeberg.org/org/dns.git",
            ["plan", "drift"].map { ".forgejo/workflows/gate53-\($0).yml" }, "vendor.github-workflows"
        ),
        (
            "gitea", "https://token@gitea.example.com:3000/org/dns",
            ["plan", "drift"].map { ".gitea/workflows/gate53-\($0).yml" }, "vendor.github-workflows"
        ),
    ]

    @Test("the pipeline of the forge is found by origin, and is one", arguments: forges.indices)
    func thePipelineOfTheForgeIsFoundByOrigin(index: Int) throws {
        let (_, remote, paths, schema) = Self.forges[index]
        let scratch = try Scratch()
        try scratch.must("git init --quiet --initial-branch trunk; git remote add origin \(remote)")
        for provider in [[], ["--provider", "route53"]] {
            // Without credentials nothing is imported, so the files are made as for a first zone of master files.
            let address = try #require(RepositoryAddress(remote))
            for (path, pipeline) in try #require(StarterForge(of: address)).templates {
                let text = pipeline.text(
                    remote: address, branch: "trunk", parts: provider.isEmpty ? [] : ["Route 53"])
                #expect(!text.contains("OWNER") && !text.contains("HOST/") && !text.contains("> Route 53"))
                // Where nothing is applied by a workflow there is a script for a host of its own.
                if path.hasPrefix("ci/") { continue }
                #expect(text.contains("AWS") == !provider.isEmpty)
                try scratch.write("../out/\(path)", text)
            }
        }
        let result = try scratch.gate53("init", "--zone", "example.com")
        #expect(result.exitCode == 0, "\(result.errorText)")
        for path in paths {
            let octets = try #require(scratch.octets(of: path), "\(path) is not there")
            let text = String(decoding: octets, as: UTF8.self)
            #expect(!text.contains("OWNER") && !text.contains("token@") && !text.contains("AWS"))
            if path.hasSuffix("apply.yml") { #expect(text.contains("branches: ['trunk']")) }
            for file in [path, "../out/\(path)"] {
                let transform = schema.hasSuffix("gitlab-ci") ? ["--data-transform", "gitlab-ci"] : []
                let check = try scratch.run(
                    [Scratch.packageRoot + "/.build/venv/bin/check-jsonschema", "--builtin-schema", schema]
                        + transform + [file])
                #expect(check.exitCode == 0, "\(file): \(check.text)\(check.errorText)")
            }
        }
    }

    @Test(
        "where a remote is",
        arguments: [
            ("git@github.com:Org/dns.git", "github.com", "org"), ("https://github.com/org/dns", "github.com", "org"),
            ("ssh://git@example.com:2222/a/b/dns.git", "example.com", "a/b"),
            ("https://user:secret@git.example.com:8443/x/dns", "git.example.com:8443", "x"),
            ("github.com:dns.git", "github.com", nil), ("https://example.com/o$(x)/dns", "example.com", nil),
            ("/srv/git/dns.git", nil, nil), ("../dns", nil, nil), ("file:///srv/dns", nil, nil), ("", nil, nil),
            ("https://exa mple.com/org/dns", nil, nil), ("https://ex\n.com/org/dns", nil, nil),
        ] as [(String, String?, String?)])
    func whereARemoteIs(url: String, host: String?, owner: String?) {
        let address = RepositoryAddress(url)
        #expect(address?.host == host)
        #expect(address?.owner == owner)
    }

    @Test("a branch of odd characters is not put into a pipeline")
    func aBranchOfOddCharacters() {
        for (_, template) in StarterForge.github.templates + StarterForge.shell.templates {
            let text = template.text(remote: nil, branch: "x'\"$(touch y)", parts: ["Route 53"])
            #expect(!text.contains("touch"))
        }
    }
}

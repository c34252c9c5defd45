internal import Foundation
internal import StrictRoute53
internal import Testing

/// A large repository of octoDNS is taken over with four commands.
@Suite struct TakeoverTests {
    @Test("405 zones of octoDNS, from git clone to an empty plan")
    func zonesOfOctoDNSFromCloneToAnEmptyPlan() throws {
        let made = OctoDNSRepository(seed: 53)
        var settings = Settings()
        // The requests are counted instead of slowed down.
        settings.accountRate = nil
        settings.actionRate = nil
        settings.actionRates = [:]
        settings.changeRate = nil
        let service = StrictRoute53(settings: settings, clock: .wall())
        let scratch = try Scratch()
        for zone in made.zones {
            try service.create(zone.live, in: try service.addZone(zone.apex))
            try scratch.write("../theirs/hostedzones/\(zone.apex).yaml", zone.text)
        }
        try scratch.write("../theirs/config.yaml", OctoDNSRepository.config)
        try scratch.write("../theirs/hostedzones/octodns.yaml", OctoDNSRepository.stray)
        try scratch.must("cd ../theirs && git init --quiet && commit 'As it was'")
        let server = try LoopbackServer(service)
        defer { server.stop() }

        try scratch.must("git clone --quiet ../theirs ../dns")
        let clone = scratch.path + "/dns"
        let before = """
            export AWS_ENDPOINT_URL=\(server.endpoint) AWS_REGION=us-east-1
            export AWS_ACCESS_KEY_ID=\(Credentials.example.accessKeyID)
            export AWS_SECRET_ACCESS_KEY=\(Credentials.example.secretAccessKey)
            cd '\(clone)'

            """
        let start = try scratch.bash(before + "gate53 init")
        #expect(start.exitCode == 0)
        #expect(start.text.contains("settings of config.yaml: 405 zones, 4222 record sets"))
        expectShort(start)
        // Five requests a second would be slow, and are not what is tested.
        try scratch.must(
            "cd '\(clone)'; sed -i 's/^    type: route53$/&\\n    requests-per-second: 1000/' gate53.yaml; grep -q -- -second gate53.yaml"
        )
        let commit = try scratch.bash(before + "git add --all && git commit --message 'gate53'")
        expectShort(commit)
        let plan = try scratch.bash(before + "gate53 plan --detailed-exitcode")
        #expect(plan.exitCode == 0)
        #expect(plan.text.contains("No changes: 405 zones are in sync with git."))
        expectShort(plan)
        let all = try scratch.must(before + "gate53 check --all 2>&1")
        for (id, count) in [
            ("name-not-absolute", OctoDNSRepository.undottedCount), ("alias-ttl", OctoDNSRepository.aliasCount),
            ("occluded", OctoDNSRepository.occludedCount),
        ] {
            #expect(all.split(separator: "\n").count { $0.contains("[\(id)]") } == count, "\(id)")
        }
        // 5 minutes at 5 requests a second.
        #expect(service.log.entries.count <= 1500, "\(service.log.counts)")
        #expect(service.log.unknown == 0 && service.log.writes.isEmpty)
    }

    private func expectShort(_ result: Scratch.Result) {
        let lines = (result.text + result.errorText).split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(lines < 30, "\(result.text)\(result.errorText)")
    }
}

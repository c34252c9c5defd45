internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("A doctor") struct DoctorTests {
    @Test("finds nothing wrong where all is well, and looks at every part") func well() async throws {
        let patient = try await Patient()
        let report = await patient.report()
        #expect(report.isWell)
        #expect(report.checks.filter { $0.outcome == .warning }.map(\.id) == [])
        #expect(report.areas.map(\.area) == HealthCheck.Area.allCases)
        #expect(
            report.checks.filter { $0.outcome == .notChecked }.map(\.id)
                == ["ledger-root", "forge", "provider-rights", "pipeline", "pipeline-files"])
    }

    @Test("looks at what it is asked for, and at nothing else") func only() async throws {
        let patient = try await Patient()
        let report = await patient.report([.clone, .remote])
        #expect(Set(report.checks.map(\.area)) == [.clone, .remote])
    }

    @Test("changes nothing") func changesNothing() async throws {
        let patient = try await Patient()
        let before = await patient.team.ledger.files
        _ = await patient.report()
        #expect(await patient.team.ledger.files == before)
        #expect(await patient.team.provider.applied.isEmpty)
    }

    // MARK: The clone

    @Test("says what a clone lacks") func clone() async throws {
        var patient = try await Patient()
        #expect(await patient.outcome("clone-shallow") == "ok")
        patient.condition = CloneCondition(isShallow: true, isSparse: true, isPartial: true)
        #expect(await patient.outcome("clone-shallow") == "failed")
        #expect(await patient.outcome("clone-partial") == "failed")
        #expect(await patient.outcome("clone-sparse") == "ok")
    }

    @Test("says that the protected branch is not known") func noBranch() async throws {
        var patient = try await Patient()
        #expect(await patient.outcome("protected-branch") == "ok")
        patient.team.simulation.repository.defaultBranch = nil
        #expect(await patient.outcome("protected-branch") == "failed")
        #expect(await patient.outcome("settings") == "not-checked")
        #expect(await patient.outcome("rule") == "not-checked")
    }

    // MARK: Settings and reviewers

    @Test("says what is wrong in settings and zone files") func mistakes() async throws {
        var patient = try await Patient()
        #expect(await patient.check("zone-files") == ["ok: 2 zones without a mistake"])
        patient.team.simulation.repository.commit([Team.path("example.com."): "www: {type: A, value: 192.0.2}\n"])
        #expect(await patient.outcome("zone-files") == "failed")
        patient.team.set("providers: {}\nzones: 7\n")
        #expect(await patient.outcome("settings") == "failed")
        patient.team.simulation.repository.commit([Simulation.settingsPath: nil])
        #expect(
            await patient.check("settings") == ["failed: the protected branch 'main' has none"])
    }

    @Test(
        "says whether the rule can be met, also for what a reviewer wrote",
        arguments: [
            ("{required: 1, signers: zones/signers}", "ok"), ("{required: 2, signers: zones/signers}", "ok"),
            ("{required: 3, signers: zones/signers}", "warning"), ("{required: 4, signers: zones/signers}", "failed"),
            ("{required: 0}", "warning"), ("{required: 1, signers: zones/nobody}", "failed"),
            ("{required: 1, signers: zones/signers, reviewers: [rita@example.com]}", "warning"),
            ("{required: 1, signers: zones/signers, authors: signed}", "ok"),
            ("{required: 2, signers: zones/signers, authors: signed}", "warning"),
            ("{source: github, repository: org/dns, reviewers: [rita]}", "warning"),
            ("{source: github, repository: org/dns, reviewers: [rita, bo]}", "ok"),
            ("{source: github, repository: org/dns, teams: [dns]}", "ok"),
        ]) func reviewers(_ review: String, _ outcome: String) async throws
    {
        #expect(await (try await Patient(review)).outcome("reviewers") == outcome)
    }

    @Test("says which keys end soon") func keysThatEnd() async throws {
        func signers(_ options: String) -> String {
            "rita@example.com \(options)ssh-ed25519 \(Simulation.publicKey("key-rita"))\n"
                + Simulation.line("bo@example.com", "key-bo")
        }
        func outcome(_ options: String) async throws -> String {
            var patient = try await Patient()
            patient.team.simulation.repository.commit([Simulation.signersPath: signers(options)])
            return await patient.outcome("signers-expire")
        }
        // The day is 2026-11-23.
        #expect(try await outcome("") == "")
        #expect(try await outcome("valid-before=\"20270101\" ") == "")
        #expect(try await outcome("valid-before=\"20261223\" ") == "warning")
    }

    @Test("says whether anybody may sign commits where they have to be signed") func commitSigners() async throws {
        #expect(await (try await Patient()).outcome("commit-signers") == "")
        var patient = try await Patient("{required: 1, signers: zones/signers, authors: signed}")
        #expect(await patient.outcome("commit-signers") == "ok")
        let lines = Simulation.signers.split(separator: "\n").map { line in
            line.replacing("com ssh", with: "com namespaces=\"gate53-plan\" ssh") + "\n"
        }
        patient.team.simulation.repository.commit([Simulation.signersPath: lines.joined()])
        #expect(await patient.outcome("commit-signers") == "failed")
    }

    // MARK: The ledger

    @Test("says which rule is in force") func rule() async throws {
        var patient = try await Patient()
        #expect(await patient.outcome("rule") == "ok")
        patient.team.set(Team.settings(more: "notifications: []"))
        #expect(await patient.outcome("rule") == "warning")
        patient.team.set(Team.settings("{required: 2, signers: zones/signers}"))
        #expect(await patient.check("rule").first?.contains("both have to be met") == true)
        patient.team.ledgers.branches = [:]
        #expect(await patient.check("rule").first?.contains("no settings were accepted yet") == true)
        #expect(await patient.outcome("ledger") == "warning")
    }

    @Test("says that acceptances do not hold, by the id that other commands give") func forged() async throws {
        var patient = try await Patient()
        let trusted = try TrustedBranch.find(in: patient.team.ports.clone)
        var forged = AcceptedSettings(
            number: 2, commit: trusted.branch.commit.hex, settings: trusted.octets + Array("\n".utf8),
            signers: trusted.signers)
        let first = try #require(try await AcceptedSettings.last(1, in: patient.team.ledger).first)
        forged.acceptance = SettingsAcceptance(.first, previous: first.digest, accepted: forged.digest)
        #expect(await patient.outcome("acceptance-unproven") == "")
        try await patient.team.ledger.append(forged.files, message: "accept")
        #expect(await patient.outcome("acceptance-unproven") == "warning")
        #expect(await patient.outcome("rule") == "ok")
        patient.environment.isPipeline = true
        #expect(await patient.outcome("ledger-root") == "warning")
    }

    @Test("says whether the root is pinned") func root() async throws {
        var patient = try await Patient()
        patient.environment.isPipeline = true
        #expect(await patient.outcome("ledger-root") == "warning")
        patient.team.ledgers.pinnedRoot = patient.team.ledger.firstCommit
        #expect(await patient.outcome("ledger-root") == "ok")
        // Another ledger's: what is there is not taken for this one.
        patient.team.ledgers.pinnedRoot = String(repeating: "2", count: 40)
        #expect(await patient.outcome("ledger-root") == "failed")
        #expect(await patient.outcome("ledger-moved") == "failed")
        #expect(await patient.outcome("ledger") == "warning")
    }

    @Test(
        "says whether an apply that can't be pushed goes on",
        arguments: [
            ("", "ok"), ("ledger: {push: required}", "ok"), ("ledger: {push: try}", "warning"),
            ("ledger: {push: never}", "warning"), ("ledger: {remote: none}", "warning"),
        ]) func sharing(_ more: String, _ outcome: String) async throws
    {
        var patient = try await Patient()
        patient.team.ledgers.branches = ["gate53-ledger": MemoryLedger()]
        patient.team.set(Team.settings(more: more))
        #expect(await patient.outcome("ledger-push") == outcome)
    }

    // MARK: The remote

    @Test("says whether the remote answers, and has what is here") func remote() async throws {
        var patient = try await Patient()
        #expect(await patient.check("remote") == ["ok: 'origin' answers, with 2 branches"])
        #expect(await patient.outcome("branch-fetched") == "ok")
        #expect(await patient.outcome("ledger-there") == "ok")
        patient.team.change(["example.com.": "192.0.2.2"])
        #expect(await patient.outcome("branch-fetched") == "warning")
        patient.branches = ["other": try patient.team.simulation.repository.resolve(revision: "main")]
        #expect(await patient.outcome("branch-fetched") == "failed")
        #expect(await patient.outcome("ledger-there") == "warning")
        patient.unreachable = GitError(.unreachable, "the remote 'origin' can't be reached")
        #expect(await patient.outcome("remote") == "failed")
        #expect(await patient.outcome("ledger-pushable") == "not-checked")
    }

    @Test("says whether the ledger may be pushed") func push() async throws {
        var patient = try await Patient()
        #expect(await patient.outcome("ledger-pushable") == "ok")
        patient.trial = .success(.refused("hook declined"))
        #expect(await patient.check("ledger-pushable") == ["failed: it refuses: hook declined"])
        patient.trial = .success(.overtaken)
        #expect(await patient.outcome("ledger-pushable") == "warning")
        patient.trial = .failure(GitError(.forbidden, "it did not let us in"))
        #expect(await patient.outcome("ledger-pushable") == "warning")
        patient.trial = .failure(GitError(.unreachable, "it is away"))
        #expect(await patient.outcome("ledger-pushable") == "not-checked")
    }

    @Test("says whether whoever signs commits may sign the ledger") func ledgerSigners() async throws {
        for (review, ledger, outcome) in [
            ("signed", "{sign: required}", "warning"), ("named", "{sign: required}", "ok"),
            ("signed", "{sign: required, signed-by: [ledger@example.com]}", "ok"), ("signed", "{sign: true}", ""),
        ] {
            var patient = try await Patient()
            let rule = "{required: 1, signers: zones/signers, authors: \(review)}"
            patient.team.set(Team.settings(rule, more: "ledger: \(ledger)"))
            patient.team.ledgers.branches = [:]
            #expect(await patient.outcome("ledger-signers") == outcome, "\(review) \(ledger)")
        }
    }

    // One that is bad was found by the next apply.
    @Test("reads the last receipt of each zone, and its plan") func receipts() async throws {
        var patient = try await Patient()
        patient.team.change(["example.com.": "192.0.2.2"])
        try await patient.team.review()
        #expect(await patient.team.applyMerged() == ["example.com. applied"])
        let good = await patient.check("receipts")
        #expect(good == ["ok: those of all 2 zones that were applied can be read, with their plans"])
        let receipt = try #require(try await ReceiptHistory(of: "example.com.", in: patient.team.ledger).last)
        await patient.team.ledger.lose(LedgerLayout.path(ofPlan: receipt.plan))
        let bad = await patient.check("receipts")
        #expect(
            bad.count == 1 && bad[0].hasPrefix("failed: 1 of 2 zones has none that is good, the first: example.com."))
    }

    // MARK: Providers

    // Which account it was said, and not with whose credentials: an account has many.
    @Test("says which zones can be read, in which account and as whom") func providers() async throws {
        let patient = try await Patient()
        #expect(await patient.check("provider-zones") == ["ok: 2 zones can be read"])
        await patient.team.provider.set(account: "111122223333")
        #expect(
            await patient.check("provider-zones") == ["ok: 2 zones can be read, in the account 111122223333"])
        await patient.team.provider.set(caller: "arn:aws:iam::111122223333:user/mal\u{1B}lory")
        let readable = await patient.check("provider-zones")
        #expect(
            readable.first?.hasPrefix(
                "ok: 2 zones can be read, in the account 111122223333, as arn:aws:iam::111122223333:user/mal") == true)
        #expect(readable.first?.unicodeScalars.contains("\u{1B}") == false)
        #expect(await patient.outcome("provider-rights") == "not-checked")
        let reads = await patient.team.provider.reads
        let denied = ProviderError(.denied, "the credentials have run out")
        await patient.team.provider.set(readFaults: [reads: denied, reads + 1: denied])
        #expect(
            await patient.check("provider-denied")
                == ["failed: example.com., example.net.: the credentials have run out"])
    }

    @Test("says which zones are not there") func missingZone() async throws {
        var patient = try await Patient()
        patient.team.simulation.repository.commit(["zones/example.org.yaml": Team.file("192.0.2.1")])
        #expect(
            await patient.check("provider-zone-missing")
                == ["warning: there is no zone example.org.: a plan would create it"])
    }
}

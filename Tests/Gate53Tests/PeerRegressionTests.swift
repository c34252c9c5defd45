internal import Testing

/// What went wrong with other tools of this trade must not go wrong here; each through the command line.
@Suite struct PeerRegressionTests {
    /// The base zones applied, then an edit of them committed, and a plan of that in plan.json.
    private func site(_ edit: String, allow: String = "") throws -> Scratch {
        let scratch = try Scratch()
        try scratch.must(
            "start; deploy; \(edit); commit 'A change'; gate53 plan --quiet \(allow) --out plan.json >/dev/null")
        return scratch
    }

    private static let moveMail = "edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'"

    /// What is served and what the ledger holds, in one text.
    private func world(_ scratch: Scratch) throws -> String { try scratch.must("world || true") }

    /// Runs a script and expects its exit code, a word on stderr, and that it changes nothing.
    private func expectRefusal(
        _ scratch: Scratch, _ script: String, code: Int32, says word: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try world(scratch)
        let result = try scratch.bash(script)
        #expect(result.exitCode == code, "\(result.text)\(result.errorText)", sourceLocation: sourceLocation)
        #expect(result.errorText.contains(word), "\(result.errorText)", sourceLocation: sourceLocation)
        #expect(try world(scratch) == before, "something was changed", sourceLocation: sourceLocation)
    }

    // MARK: - octoDNS

    @Test("octoDNS applied on a checksum of anything; here nothing but a signature lets a plan through")
    func octoDNSAppliedOnAChecksumOfAnything() throws {
        let scratch = try site(Self.moveMail)
        try expectRefusal(
            scratch, "sha256sum plan.json >plan.json.sig; gate53 apply plan.json", code: 3,
            says: "[unreadable-signature]")
        try expectRefusal(scratch, "gate53 apply --checksum anything plan.json", code: 64, says: "--checksum")
    }

    @Test("octoDNS ignored the thresholds of a single zone; here they are refused by name")
    func octoDNSIgnoredTheThresholdsOfASingleZone() throws {
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            edit zones/gate53.yaml "s/^review/  example.com: {provider: live, policies: {delete-share: 0, update-share: 0.0}}\\nreview/"
            commit 'Strict'
            deploy
            edit zones/example.com.yaml -e '/^beta:/d' -e 's/value: 192.0.2.25/value: 192.0.2.26/'
            edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'
            commit 'A change'
            """)
        let result = try scratch.gate53("plan", "--out", "plan.json")
        #expect(result.exitCode == 3)
        #expect(result.text.contains("[delete-share]") && result.text.contains("[update-share]"))
        #expect(result.text.contains("Refused by policy: 2 findings"))
        try expectRefusal(scratch, "sign rita; gate53 apply plan.json", code: 3, says: "[delete-share]")
    }

    @Test("octoDNS gave the same change in two zones one checksum; a digest here binds its zone")
    func octoDNSGaveTheSameChangeInTwoZonesOneChecksum() throws {
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            cp zones/example.net.yaml zones/example.org.yaml
            commit 'Twins'
            gate53 plan --quiet --zone example.net --out net.json >/dev/null
            gate53 plan --quiet --zone example.org --out org.json >/dev/null
            """)
        let digests = try scratch.must("sha256sum net.json org.json | cut -d' ' -f1 | sort -u")
        #expect(digests.split(separator: "\n").count == 2)
        try expectRefusal(
            scratch, "sign rita net.json; cp net.json.sig org.json.sig; gate53 apply org.json", code: 3,
            says: "[changed-document]")
    }

    @Test("octoDNS never converged on TXT with quotes; here a second plan is empty")
    func octoDNSNeverConvergedOnTXTWithQuotes() throws {
        let scratch = try Scratch()
        try scratch.must(
            #"""
            start
            cat >>zones/example.net.yaml <<'Z'
            txt:
              type: TXT
              values: ['say "hello"', 'back\\slash', 'semi;colon', 'v=DKIM1\; k=rsa', "", '" "', "\x01\x7f\xff"]
            Z
            printf 'long: {type: TXT, value: "%s"}\n' "$(printf 'x%.0s' {1..600})" >>zones/example.net.yaml
            commit 'Quotes'
            deploy
            """#)
        let plan = try scratch.gate53("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan.text)\(plan.errorText)")
        let served = try scratch.must("cat live/example.net.zone")
        #expect(
            served.contains(#""say \"hello\"""#) && served.contains("semi;colon") && served.contains(#"back\\slash"#))
    }

    @Test("octoDNS took a TTL of 99999999999 and a name twice; here both are mistakes with a place")
    func octoDNSTookATTLOf99999999999AndANameTwice() throws {
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            printf 'x: {type: A, ttl: 99999999999, value: 192.0.2.1}\\nmail: {type: A, value: 192.0.2.2}\\n' \
            >>zones/example.net.yaml
            printf 'c: {type: CNAME, value: no.final.dot}\\nd: {type: A, values: [192.0.2.1, 192.0.2.1]}\\n' \
            >>zones/example.net.yaml
            commit 'Mistakes'
            """)
        let check = try scratch.gate53("check")
        #expect(check.exitCode == 1)
        for line in ["6:19: error", "7:1: error", "8:25: error", "9:34: error"] {
            #expect(check.errorText.contains("zones/example.net.yaml:\(line)"), "\(line) in \(check.errorText)")
        }
        for id in ["[bad-ttl]", "[duplicate-key]", "[name-not-absolute]", "[duplicate-value]"] {
            #expect(check.errorText.contains(id), "\(id) in \(check.errorText)")
        }
    }

    @Test("octoDNS let a small zone be emptied; here the eight sets stay") func octoDNSLetASmallZoneBeEmptied() throws {
        let hosts = (1...7).map { "h\($0): {type: A, value: 192.0.2.\($0)}" }.joined(separator: "\n")
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            printf '%s\\n' '\(hosts)' >>zones/example.net.yaml
            commit 'Nine sets'
            deploy
            printf '{}\\n' >zones/example.net.yaml
            commit 'None'
            """)
        let plan = try scratch.gate53("plan", "--out", "plan.json")
        #expect(plan.exitCode == 3)
        #expect(plan.text.contains("deletes all 8") && plan.text.contains("[empty-zone]"))
        try expectRefusal(scratch, "sign rita; gate53 apply plan.json", code: 3, says: "[empty-zone]")
    }

    @Test("octoDNS split a change of type over two requests; here both halves are in one batch")
    func octoDNSSplitAChangeOfTypeOverTwoRequests() throws {
        let scratch = try site("edit zones/example.com.yaml 's/^beta:.*/beta: {type: CNAME, value: www.example.com.}/'")
        let plan = try scratch.must("cat plan.json; gate53 show plan.json")
        #expect(plan.contains("in 1 change batch, whole or not at all"))
        try scratch.must("sign rita; gate53 apply plan.json; gate53 plan --detailed-exitcode")
    }

    @Test("octoDNS exited with 0 on a dry run with changes, and with a traceback on a mistake")
    func octoDNSExitedWith0OnADryRunWithChangesAndWithATracebackOnAMistake() throws {
        let scratch = try site(Self.moveMail)
        #expect(try scratch.gate53("plan", "--detailed-exitcode").exitCode == 2)
        try scratch.must("printf 'x: {type: A, value: 1.2.3}\\n' >>zones/example.net.yaml; commit 'A mistake'")
        let mistake = try scratch.gate53("plan", "--detailed-exitcode")
        #expect(mistake.exitCode == 1)
        #expect(mistake.errorText.split(separator: "\n").count == 2, "\(mistake.errorText)")
    }

    // MARK: - Terraform and DNSControl

    @Test("Terraform overwrote what moved after its saved plan; here that is stale, was and is named")
    func terraformOverwroteWhatMovedAfterItsSavedPlan() throws {
        let scratch = try site(Self.moveMail)
        try scratch.must("sign rita; edit live/example.net.zone 's/203.0.113.25/203.0.113.9/'")
        try expectRefusal(scratch, "gate53 apply plan.json", code: 4, says: "is:  ttl 3600  203.0.113.9")
    }

    @Test("Terraform deleted a value that no reviewer saw; here the deletion is stale")
    func terraformDeletedAValueThatNoReviewerSaw() throws {
        let scratch = try site("edit zones/example.com.yaml '/^beta:/d'")
        try scratch.must("sign rita; edit live/example.com.zone 's/192.0.2.80/192.0.2.99/'")
        try expectRefusal(scratch, "gate53 apply plan.json", code: 4, says: "is:  ttl 3600  192.0.2.99")
    }

    @Test("DNSControl overwrote drift that came while its prompt waited; here approval waits and drift is seen")
    func dnsControlOverwroteDriftThatCameWhileItsPromptWaited()
        throws
    {
        let scratch = try site(Self.moveMail)
        try scratch.must(
            """
            gate53 approve plan.json --key "$KEYS/rita" >/dev/null
            echo 'hot-fix 60 IN A 203.0.113.77' >>live/example.net.zone
            """)
        try expectRefusal(scratch, "gate53 apply plan.json", code: 4, says: "hot-fix.example.net. A")
    }

    @Test("DNSControl made zones while it previewed; a plan here writes nothing")
    func dnsControlMadeZonesWhileItPreviewed() throws {
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            gate53 plan >/dev/null; gate53 check >/dev/null; gate53 log >/dev/null
            test ! -e live
            test -z "$(git for-each-ref refs/heads/gate53-ledger)"
            test -z "$(git status --porcelain)"
            """)
    }

    // MARK: - Atlantis

    @Test("Atlantis took the approval of one plan for another; here it is bound to the plan's bytes")
    func atlantisTookTheApprovalOfOnePlanForAnother() throws {
        let scratch = try site(Self.moveMail)
        try scratch.must(
            """
            sign rita
            edit zones/example.com.yaml '/^beta:/d'; commit 'Another'
            gate53 plan --quiet --out other.json >/dev/null
            """)
        try expectRefusal(
            scratch, "gate53 apply other.json --approval plan.json.sig", code: 3, says: "[changed-document]")
        // Nor does the old plan go through: it is not of what is on the branch.
        try expectRefusal(scratch, "gate53 apply plan.json --zone example.net", code: 64, says: "--zone")
    }

    @Test("Atlantis applied the old plan of a project that was removed; here the zone must be declared")
    func atlantisAppliedTheOldPlanOfAProjectThatWasRemoved() throws {
        let scratch = try site(Self.moveMail)
        try scratch.must("sign rita; git rm --quiet zones/example.net.yaml; commit 'Gone'")
        try expectRefusal(scratch, "gate53 apply plan.json", code: 4, says: "[branch-moved]")
    }

    @Test("Atlantis applied while the plan was still being written; half a plan here is none")
    func atlantisAppliedWhileThePlanWasStillBeingWritten() throws {
        let scratch = try site(Self.moveMail)
        for share in [0, 1, 50, 90] {
            try expectRefusal(
                scratch,
                """
                head -c $(($(stat -c %s plan.json) * \(share) / 100)) plan.json >half.json
                sign rita half.json; gate53 apply half.json
                """, code: 64, says: "[not-a-plan]")
        }
    }

    @Test("Atlantis ran the code of a pull request while it planned; a plan here runs nothing")
    func atlantisRanTheCodeOfAPullRequestWhileItPlanned() throws {
        let scratch = try Scratch()
        try scratch.must(
            """
            start
            git clone --quiet --bare . ../server.git
            git clone --quiet ../server.git ../clone
            cd ../clone
            git switch --quiet --create pull-request
            mkdir hooks && printf '#!/bin/sh\\ntouch "$SCRATCH/ran-hook"\\n' >hooks/post-checkout && chmod +x hooks/*
            printf '*.yaml filter=evil diff=evil\\n' >.gitattributes
            git config filter.evil.smudge 'touch "$SCRATCH/ran-filter"'
            git config filter.evil.clean 'touch "$SCRATCH/ran-filter"; cat'
            git config diff.evil.textconv 'touch "$SCRATCH/ran-textconv"'
            edit zones/gate53.yaml 's/directory: live/directory: live, reload: [touch, ran-reload]/'
            printf 'x: {type: TXT, value: "$(touch ran-text) `touch ran-text`"}\\n' >>zones/example.net.yaml
            commit 'Innocent'
            rm -f ../ran-*
            git config core.fsmonitor "$PWD/hooks/post-checkout"
            git config core.hooksPath hooks
            gate53 plan --out plan.json >/dev/null
            gate53 plan --worktree >/dev/null
            gate53 plan --changed-since main >/dev/null
            gate53 check --worktree >/dev/null
            gate53 show plan.json >/dev/null
            """)
        #expect(try scratch.must("ls -d ../ran-* ../clone/ran-* live ../clone/live 2>/dev/null || true").isEmpty)
    }

    @Test("Atlantis let the author approve; here own work takes somebody else") func atlantisLetTheAuthorApprove()
        throws
    {
        let scratch = try site(Self.moveMail)
        try expectRefusal(scratch, "sign ada; gate53 apply plan.json", code: 3, says: "[own-work]")
    }
}

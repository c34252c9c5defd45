internal import Foundation
internal import Testing

/// `check` and `plan` of what a stranger wrote: nothing of it is run, nothing outside of it is read.
@Suite struct UntrustedTests {
    /// A repository with the base zones on main, which was applied, and a hostile branch checked out.
    ///
    /// Whatever runs leaves a file in `ran`; what lies in `outside` must never be opened.
    private func hostile(_ setUp: String) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.must(
            """
            mkdir ../ran ../outside
            printf -- '---\\nsecret: {type: TXT, value: geheim}\\n' >../outside/secret.example.yaml
            cp ../outside/secret.example.yaml ../outside/www.yaml
            printf '$TTL 60\\n@ SOA a. b. 1 2 3 4 5\\n@ NS a.\\ngeheim TXT geheim\\n' >../outside/example.org.zone
            start; deploy; git switch --quiet --create hostile
            \(setUp)
            """)
        return scratch
    }

    /// What commands of gate53 opened and started, as strace tells.
    private struct Trace {
        var result: Scratch.Result
        /// Every start of a program that was tried, the first one gate53's own.
        var programs: [String]
        /// Every process, besides the first, that is no thread.
        var processes: [String]
        /// The paths that were opened, links in them followed.
        var opened: [String]
    }

    private func trace(_ scratch: Scratch, _ arguments: [String]) throws -> Trace {
        let log = "\(scratch.path)/out/trace"
        let result = try scratch.run(
            [
                try Scratch.tool("strace"), "-f", "-qq", "-y", "-s", "4096", "-o", log, "-e",
                "trace=execve,execveat,fork,vfork,clone,clone3,open,openat,openat2,creat", "--",
                scratch.path + "/bin/real/gate53",
            ] + arguments)
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
        try #require(lines.contains { $0.contains("execve(") }, "strace saw nothing: \(result.errorText)")
        return Trace(
            result: result, programs: lines.filter { $0.firstMatch(of: /^(\d+ +)?execve(at)?\(/) != nil },
            processes: lines.filter {
                // The call comes first, or after the number of the thread; a path may have its name in it.
                $0.firstMatch(of: /^(\d+ +)?(v?fork|clone3?)\(/) != nil && !$0.contains("CLONE_THREAD")
            },
            // As in: openat(AT_FDCWD</a/b>, "c", O_RDONLY) = 3</a/b/c>
            opened: lines.compactMap { $0.firstMatch(of: /= \d+<([^>]*)>$/).map { String($0.output.1) } })
    }

    /// Runs check and plan, and expects that they do nothing but read what they may.
    private func expectHarmless(
        _ scratch: Scratch, _ commands: [[String]] = Self.commands, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for command in commands {
            let trace = try trace(scratch, command)
            let shown = "gate53 \(command.joined(separator: " "))"
            #expect(trace.result.exitCode != nil, "\(shown) was ended by a signal", sourceLocation: sourceLocation)
            #expect(trace.programs.count == 1, "\(shown): \(trace.programs)", sourceLocation: sourceLocation)
            #expect(trace.processes.isEmpty, "\(shown): \(trace.processes)", sourceLocation: sourceLocation)
            #expect(!trace.opened.isEmpty, sourceLocation: sourceLocation)
            let strange = trace.opened.filter { !Self.mayBeOpened($0, scratch) }
            #expect(strange.isEmpty, "\(shown) opened \(strange)", sourceLocation: sourceLocation)
            let said = trace.result.text + trace.result.errorText
            #expect(!said.contains("geheim"), "\(shown): \(said)", sourceLocation: sourceLocation)
        }
        #expect(try scratch.must("ls -A ../ran").isEmpty, "something was run", sourceLocation: sourceLocation)
    }

    private static let commands = [
        ["check"], ["check", "--worktree"], ["plan", "--branch", "main"],
        ["plan", "--untrusted", "--branch", "main", "--changed-since", "main", "--out", "../out/plan.json"],
        ["plan", "--worktree"],
    ]

    /// The repository, and what a program needs of the system and of git's settings.
    private static func mayBeOpened(_ path: String, _ scratch: Scratch) -> Bool {
        if path.hasPrefix(scratch.repository + "/") || path == scratch.repository { return true }
        if path.hasPrefix(scratch.path + "/") {
            return ["/home/", "/out/"].contains { path.hasPrefix(scratch.path + $0) } || path == scratch.path + "/out"
        }
        let system = ["/lib/", "/lib64/", "/usr/lib/", "/usr/share/", "/etc/ssl/", "/proc/", "/sys/", "/dev/"]
        let files = [
            "/etc/gitconfig", "/etc/gitignore", "/etc/gitattributes", "/etc/ld.so.cache", "/etc/nsswitch.conf",
            "/etc/passwd", "/etc/localtime", "/",
        ]
        return system.contains { path.hasPrefix($0) } || files.contains(path) || path.hasSuffix(".so")
            || path.contains(".so.")
    }

    @Test("the trace sees what is run and read")
    func theTraceSeesWhatIsRunAndRead() throws {
        let scratch = try hostile("edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'; commit 'Mail moves'")
        // `approve` starts ssh-keygen, and reads a key.
        try scratch.must("gate53 plan --quiet --out plan.json >/dev/null")
        try scratch.must("cp ../keys/rita ../outside/key; chmod 600 ../outside/key")
        let trace = try trace(scratch, ["approve", "plan.json", "--key", "../outside/key"])
        #expect(trace.programs.contains { $0.contains("ssh-keygen") })
        #expect(!trace.processes.isEmpty)
        #expect(trace.opened.contains { !Self.mayBeOpened($0, scratch) })
    }

    @Test("symbolic links that lead out of the repository")
    func symbolicLinksThatLeadOut() throws {
        let scratch = try hostile(
            """
            ln -s ../../outside/secret.example.yaml zones/secret.example.yaml
            ln -s ../../outside zones/linked.example.
            ln -sf ../../outside/secret.example.yaml zones/example.net.yaml
            ln -sf "$SCRATCH/outside/secret.example.yaml" zones/reviewers
            ln -s ../outside out
            commit 'Links'
            """)
        try expectHarmless(scratch)
        let check = try scratch.gate53("check")
        #expect(check.exitCode == 1)
        #expect(check.errorText.contains("zones/secret.example.yaml: error: this is a symbolic link"))
    }

    @Test("a folder of zone files, settings and signers that lie elsewhere")
    func settingsThatLieElsewhere() throws {
        let places = ["../outside", "/etc", "zones/../../outside", "out"]
        for place in places {
            let scratch = try hostile(
                """
                ln -s ../outside out
                printf 'zone-files: %s\\n' '\(place)' >>zones/gate53.yaml
                edit zones/gate53.yaml 's#zones/reviewers#\(place)/www.yaml#'
                commit 'Elsewhere'
                """)
            try expectHarmless(scratch)
            try expectHarmless(scratch, [["check", "--settings", "\(place)/www.yaml"]])
        }
    }

    @Test("programs in attributes, git's settings and hooks")
    func programsInAttributesSettingsAndHooks() throws {
        let scratch = try hostile(
            """
            cat >.gitattributes <<'END'
            * filter=evil diff=evil merge=evil text eol=crlf ident
            END
            commit 'Attributes'
            evil="touch $SCRATCH/ran/\\$\\$; cat"
            for key in filter.evil.clean filter.evil.smudge filter.evil.process diff.evil.textconv diff.evil.command \\
                diff.external merge.evil.driver core.fsmonitor core.sshCommand core.editor core.pager core.askPass \\
                core.gitProxy credential.helper gpg.program gpg.ssh.program sequence.editor alias.status \\
                uploadpack.packObjectsHook remote.origin.uploadpack; do
                git config "$key" "$evil"
            done
            git config credential.helper "!$evil"
            git config filter.evil.required true
            git config core.untrackedCache true
            git config remote.origin.url "ext::sh -c touch% $SCRATCH/ran/remote"
            mkdir -p .git/hooks
            for hook in post-checkout post-index-change pre-auto-gc reference-transaction fsmonitor-watchman; do
                printf '#!/bin/sh\\ntouch %s\\n' "$SCRATCH/ran/$hook" >.git/hooks/$hook
                chmod +x .git/hooks/$hook
            done
            echo >>zones/example.com.yaml
            rm -f ../ran/*
            """)
        // With a remote the branch must be one of it.
        try scratch.must(
            "git config --unset-all remote.origin.url; rm -f ../ran/*; git -c core.fsmonitor= rev-parse HEAD >/dev/null; rm -f ../ran/*"
        )
        try expectHarmless(scratch)
    }

    @Test("submodules, and a repository in the repository")
    func submodulesAndARepositoryInTheRepository() throws {
        let scratch = try hostile(
            """
            git init --quiet zones/inner.example. && cp ../outside/www.yaml zones/inner.example./www.yaml
            git -C zones/inner.example. add --all && git -C zones/inner.example. commit --quiet -m inner
            git -C zones/inner.example. config core.fsmonitor "touch $SCRATCH/ran/inner"
            cat >.gitmodules <<END
            [submodule "x"]
                path = zones/inner.example.
                url = ext::sh -c touch% $SCRATCH/ran/module
                update = !touch $SCRATCH/ran/update
            END
            git add --all 2>/dev/null; git commit --quiet -m 'A module'; rm -f ../ran/*
            """)
        try expectHarmless(scratch)
        #expect(try scratch.gate53("check").errorText.contains("submodule"))
    }

    @Test("YAML that asks for more than data")
    func yamlThatAsksForMoreThanData() throws {
        let texts = [
            "www: !include /etc/passwd", "www: !include ../../outside/www.yaml",
            "www: !!python/object/apply:os.system ['touch ../ran/yaml']", "www: !ENV ${HOME}", "<<: *outside",
            "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *c]", "%TAG ! tag:x,2000:\n---\nwww: !x y",
            "www: {type: TXT, value: env/GATE53_SECRET}",
        ]
        for text in texts {
            let scratch = try hostile("true")
            try scratch.write("zones/example.org.yaml", text + "\n")
            try scratch.must("commit 'YAML'")
            try expectHarmless(scratch, [["check"], ["plan", "--untrusted", "--branch", "main"]])
        }
    }

    @Test("a huge settings file is refused, not read to its end")
    func aHugeSettingsFileIsRefused() throws {
        let scratch = try hostile(
            "head -c 17000000 /dev/zero | tr '\\0' '#' >>zones/gate53.yaml; commit 'Huge'")
        let check = try scratch.gate53("check")
        #expect(check.exitCode == 1)
        #expect(check.errorText.contains("[git-too-large]"))
        try expectHarmless(scratch, [["check"], ["plan", "--untrusted", "--branch", "main"]])
    }

    // MARK: - Providers

    /// What a branch's settings could make a plan do, and the edit that asks for it.
    static let reaches: [(what: String, edit: String)] = [
        ("a folder outside", "s#directory: live#directory: ../outside#"),
        ("any folder", "s#directory: live#directory: /etc#"),
        ("a command after a write", "s#directory: live#directory: live, reload: [touch, ran]#"),
        ("another kind", "s#type: master-file, directory: live#type: route53, endpoint: http://127.0.0.1:1#"),
        (
            "another provider",
            "s#^zones:#  other: {type: master-file, directory: ../outside}\\nzones:\\n  example.com: {provider: other}#"
        ),
    ]

    @Test("settings of a branch do not say what an untrusted plan asks", arguments: reaches.indices)
    func settingsOfABranchDoNotSayWhatAnUntrustedPlanAsks(index: Int) throws {
        let (what, edit) = Self.reaches[index]
        let scratch = try hostile("edit zones/gate53.yaml '\(edit)'; commit '\(what)'")
        try expectHarmless(scratch, [["plan", "--untrusted", "--branch", "main", "--out", "../out/plan.json"]])
        let plan = try scratch.gate53("plan", "--untrusted", "--branch", "main", "--out", "../out/plan.json")
        #expect(plan.exitCode == 3)
        #expect(plan.errorText.contains("[provider-not-protected]"), "\(plan.errorText)")
        #expect(scratch.octets(of: "../out/plan.json") == nil)
    }

    @Test("an untrusted plan needs to know the protected branch")
    func anUntrustedPlanNeedsToKnowTheProtectedBranch() throws {
        let scratch = try hostile("git remote add origin https://git.invalid/dns")
        let plan = try scratch.gate53("plan", "--untrusted")
        #expect(plan.exitCode == 3)
        #expect(plan.errorText.contains("[settings-not-compared]"))
    }

    @Test("an untrusted plan of zone files alone is the plan that anybody gets")
    func anUntrustedPlanOfZoneFilesAlone() throws {
        let scratch = try hostile("edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'; commit 'Mail moves'")
        let untrusted = try scratch.must("gate53 plan --untrusted --branch main --format json")
        #expect(untrusted == (try scratch.must("gate53 plan --format json --branch main")))
    }
}

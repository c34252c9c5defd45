internal import Foundation
internal import Testing

/// The scripts in the pipelines of `ci/pipelines`, run against a remote as a forge keeps one.
@Suite struct PipelineRunTests {
    /// A remote `org/dns.git` with the base zones on main, which are applied, and a pull request with the number 1 that
    /// moves the mail; no clone yet. Its head is in `head`.
    private func remote(_ change: String = "edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'") throws
        -> Scratch
    {
        let scratch = try Scratch()
        try scratch.must(
            """
            cp -r "$FIXTURES/Valid/base/." . && printf '/live/\\n/*.json\\n/*.sig\\n' >.gitignore
            edit zones/gate53.yaml "s#directory: live#directory: $SCRATCH/live#"
            git init --quiet && commit 'The zones' && deploy
            git switch --quiet --create pull && \(change) && commit 'A pull request' bo
            git init --quiet --bare "$SCRATCH/remotes/org/dns.git"
            git remote add origin "file://$SCRATCH/remotes/org/dns.git"
            git push --quiet origin main gate53-ledger pull:refs/pull/1/head
            git rev-parse pull >"$SCRATCH/head"
            mkdir "$SCRATCH/runner"
            """)
        return scratch
    }

    /// A clone as actions/checkout makes it: every branch of the remote, HEAD at the pull request's head, no default
    /// branch.
    private static let clone = """
        git init --quiet "$SCRATCH/clone" && cd "$SCRATCH/clone"
        git remote add origin "file://$SCRATCH/remotes/org/dns.git"
        git fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*' '+refs/pull/1/head:refs/remotes/pull/1/head'
        git checkout --quiet "$(cat "$SCRATCH/head")"
        """

    private static func expectPlan(_ result: Scratch.Result, _ file: String, _ scratch: Scratch) throws {
        #expect(result.exitCode == 0, "\(result.text)\(result.errorText)")
        let plan = String(decoding: try #require(scratch.octets(of: file), "no plan"), as: UTF8.self)
        #expect(plan.contains("203.0.113.26") && plan.contains("\"commit\""))
        #expect(!plan.contains("example.com."), "zones that the pull request does not touch are planned")
        #expect(!result.errorText.contains("not held against"))
    }

    @Test("GitHub's plan step plans the pull request")
    func gitHubsPlanStep() throws {
        let scratch = try remote()
        let script = try PipelineScript.step("Plan", of: "github/gate53-plan.yml", job: "plan")
        let result = try scratch.bash(
            "\(Self.clone)\nexport BRANCH=main RUNNER_TEMP=\"$SCRATCH/runner\"\nset -e\n\(script)")
        try Self.expectPlan(result, scratch.path + "/runner/plan.json", scratch)
    }

    // Such a plan reached reviewers only by hand, with the token of the account that writes plan comments.
    @Test("GitHub's plan step allows the policies that whoever starts it by hand names")
    func gitHubsAllowedPolicies() throws {
        let script = try PipelineScript.step("Plan", of: "github/gate53-plan.yml", job: "plan")
        let runs: [(String, [String])] = [("", []), ("zone-delete  delete-share", ["delete-share", "zone-delete"])]
        for (allowed, names) in runs {
            let scratch = try remote()
            let result = try scratch.bash(
                "\(Self.clone)\nexport BRANCH=main RUNNER_TEMP=\"$SCRATCH/runner\" ALLOW='\(allowed)'\nset -e\n\(script)"
            )
            try Self.expectPlan(result, scratch.path + "/runner/plan.json", scratch)
            let octets = try #require(scratch.octets(of: scratch.path + "/runner/plan.json"))
            let plan = String(decoding: octets, as: UTF8.self)
            for name in ["delete-share", "zone-delete"] {
                #expect(plan.contains("\"\(name)\"") == names.contains(name), "\(allowed): \(name)")
            }
        }
        // What is no name of a policy is no other option either.
        for allowed in ["--no-merge", "*", "x; touch /nowhere"] {
            let scratch = try remote()
            let result = try scratch.bash(
                "\(Self.clone)\nexport BRANCH=main RUNNER_TEMP=\"$SCRATCH/runner\" ALLOW='\(allowed)'\nset -e\n\(script)"
            )
            #expect(result.exitCode != 0, "\(allowed)")
            #expect(scratch.octets(of: scratch.path + "/runner/plan.json") == nil, "\(allowed)")
        }
    }

    @Test("Forgejo's steps check out and plan the pull request")
    func forgejosSteps() throws {
        let scratch = try remote()
        let checkOut = try PipelineScript.step("Check out", of: "forgejo/gate53-plan.yml", job: "plan")
        let plan = try PipelineScript.step("Plan", of: "forgejo/gate53-plan.yml", job: "plan")
        let result = try scratch.bash(
            """
            mkdir "$SCRATCH/clone" && cd "$SCRATCH/clone"
            export BRANCH=main PULL_REQUEST=1 TOKEN=secret HEAD=$(cat "$SCRATCH/head")
            export GITHUB_SERVER_URL="file://$SCRATCH/remotes" GITHUB_REPOSITORY=org/dns
            set -e
            \(checkOut)
            \(plan)
            ! grep -r secret .git
            """)
        try Self.expectPlan(result, scratch.path + "/home/gate53-plan.json", scratch)
    }

    @Test("GitLab's job plans the merge request, and tells the plan's exit code")
    func gitLabsJob() throws {
        // What a merge request's pipeline has: its own head, and not the protected branch.
        let clone = Self.clone.replacing("'+refs/heads/*:refs/remotes/origin/*'", with: "")
        for (change, code) in [(nil, 0), ("edit zones/example.com.yaml '/^_dmarc:/,/^mail:/d'", 3)]
            as [(String?, Int32)]
        {
            let scratch = try change.map { try remote($0) } ?? remote()
            let script = try PipelineScript.gitLab("gate53-plan")
            // The comment is somebody else's part here.
            let result = try scratch.bash(
                """
                \(clone)
                export CI_DEFAULT_BRANCH=main CI_BUILDS_DIR="$SCRATCH/runner" CI_PROJECT_DIR="$PWD" CI_JOB_ID=7
                export AWS_ID_TOKEN=x GATE53_PLAN_ROLE=x
                gate53() { if [ "$1" = comment ]; then echo "comment $2"; else command gate53 "$@"; fi; }
                set -e
                \(script)
                """)
            #expect(result.exitCode == code, "\(result.text)\(result.errorText)")
            #expect(result.text.contains("comment \(scratch.path)/runner/gate53-plan-7.json"))
            if code == 0 { try Self.expectPlan(result, scratch.path + "/runner/gate53-plan-7.json", scratch) }
        }
    }

    @Test("the plan that a pull request brings along is neither commented nor kept")
    func thePlanThatAPullRequestBringsAlong() throws {
        let scratch = try remote(
            "mkdir gate53-plan && printf 'forged' | tee plan.json >gate53-plan/plan.json && git add --force . && edit zones/gate53.yaml 's/required: 1/required: x/'"
        )
        let plan = try PipelineScript.step("Plan", of: "github/gate53-plan.yml", job: "plan")
        let comment = try PipelineScript.step("Comment", of: "github/gate53-plan.yml", job: "plan")
        let result = try scratch.bash(
            """
            \(Self.clone)
            export BRANCH=main RUNNER_TEMP="$SCRATCH/runner" PULL_REQUEST=1
            bash -e -c '\(plan)'
            gate53() { echo "COMMENTED $*"; }
            set -e
            \(comment)
            """)
        #expect(result.exitCode == 0)
        #expect(result.errorText.contains("[mistakes]") || result.errorText.contains("error:"))
        #expect(!result.text.contains("COMMENTED"))
        let gitLab = try scratch.bash(
            """
            cd "$SCRATCH/clone"
            export CI_DEFAULT_BRANCH=main CI_BUILDS_DIR="$SCRATCH/runner" CI_PROJECT_DIR="$PWD" CI_JOB_ID=7
            export AWS_ID_TOKEN=x GATE53_PLAN_ROLE=x
            gate53() { if [ "$1" = comment ]; then echo "COMMENTED $*"; else command gate53 "$@"; fi; }
            set -e
            \(try PipelineScript.gitLab("gate53-plan"))
            """)
        #expect(gitLab.exitCode != 0 && !gitLab.text.contains("COMMENTED"))
        #expect(scratch.octets(of: scratch.path + "/clone/gate53-plan/plan.json") == nil)
    }

    @Test("the scripts for any other pipeline plan, and find drift")
    func theScriptsForAnyOther() throws {
        let scratch = try remote()
        let environment = "export GATE53_REPOSITORY=\"$SCRATCH/clone\"; shell=\"$ROOT/ci/pipelines/shell\""
        let plan = try scratch.bash("\(Self.clone)\ncd /; \(environment)\n\"$shell/gate53-plan\" \"$SCRATCH/runner\"")
        try Self.expectPlan(plan, scratch.path + "/runner/plan.json", scratch)
        let report = String(decoding: try #require(scratch.octets(of: scratch.path + "/runner/plan.md")), as: UTF8.self)
        #expect(report.contains("## DNS plan: 1 to update"))
        let still = try scratch.bash("\(environment)\n\"$shell/gate53-drift\"")
        #expect(still.exitCode == 0, "\(still.text)\(still.errorText)")
        try scratch.must("edit \"$SCRATCH/live/example.net.zone\" 's/203.0.113.25/203.0.113.99/'")
        let moved = try scratch.bash("\(environment)\n\"$shell/gate53-drift\"")
        #expect(moved.exitCode == 2, "\(moved.text)\(moved.errorText)")
        #expect(moved.text.contains("203.0.113.99"))
        let kept = "export GATE53_STATE=\"$SCRATCH/state.json\" GATE53_METRICS=\"$SCRATCH/gate53.prom\""
        let again = try scratch.bash("\(environment); \(kept)\n\"$shell/gate53-drift\"")
        #expect(again.exitCode == 2, "\(again.text)\(again.errorText)")
        let metrics = String(
            decoding: try #require(scratch.octets(of: scratch.path + "/gate53.prom")), as: UTF8.self)
        #expect(metrics.contains("gate53_drifted_sets{zone=\"example.net.\",provider=\"live\"} 1\n"))
    }

    @Test("the drift jobs of GitHub, Forgejo and GitLab fail where there is drift, and leave a report of it")
    func theDriftJobs() throws {
        let scratch = try remote()
        let github = try PipelineScript.step("Look", of: "github/gate53-drift.yml", job: "drift")
        let forgejo = try PipelineScript.step("Look", of: "forgejo/gate53-drift.yml", job: "drift")
        let gitLab =
            try PipelineScript.gitLab("gate53-drift").split(separator: "\n").last { $0.hasPrefix("gate53 ") } ?? ""
        func check() throws -> [Scratch.Result] {
            try [github, forgejo, gitLab].map { script in
                try scratch.bash(
                    """
                    rm -rf "$SCRATCH/clone" && \(Self.clone)
                    export BRANCH=main CI_DEFAULT_BRANCH=main RUNNER_TEMP="$SCRATCH/runner"
                    export GITHUB_STEP_SUMMARY="$SCRATCH/runner/summary.md"
                    bash -e -c '\(script)' && code=0 || code=$?
                    cp drift.html "$SCRATCH/runner" 2>/dev/null
                    exit "$code"
                    """)
            }
        }
        for result in try check() { #expect(result.exitCode == 0, "\(result.text)\(result.errorText)") }
        try scratch.must("edit \"$SCRATCH/live/example.net.zone\" 's/203.0.113.25/203.0.113.99/'")
        let moved = try check()
        for result in moved { #expect(result.exitCode == 2, "\(result.text)\(result.errorText)") }
        #expect(moved[1].text.contains("203.0.113.99"))
        // The page marks what is other in an address.
        for (name, text) in [("summary.md", "203.0.113.99"), ("drift.html", "1 drifted")] {
            let octets = try #require(scratch.octets(of: scratch.path + "/runner/" + name), "there is no \(name)")
            #expect(String(decoding: octets, as: UTF8.self).contains(text), "\(name)")
        }
    }
}

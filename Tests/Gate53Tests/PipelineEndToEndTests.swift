internal import Glibc
internal import Testing

/// Each pipeline of `ci/pipelines` from a pull request to its receipt, at a forge on loopback.
///
/// Where the tests run as root, the jobs run as the user of the image, 1001, on a checkout as the forge's runner leaves
/// it: GitHub's is that user's, those of GitLab and Forgejo are root's.
@Suite struct PipelineEndToEndTests {
    /// A remote with zones that are reviewed at a forge and were never applied, and pull request 1 by Ada, which
    /// changes both; its head is in `head`. What `job` runs, it runs as a runner does.
    private func scene(_ kind: String) throws -> Scratch {
        let scratch = try Scratch()
        let review = "review: {source: \(kind), reviewers: [rita], addresses: {rita: [rita@example.com]}}"
        try scratch.must(
            """
            cp -r "$FIXTURES/Valid/base/." . && mkdir "$SCRATCH/live" "$SCRATCH/runner"
            edit zones/gate53.yaml "s#directory: live#directory: $SCRATCH/live#"
            \(kind == "shell" ? "" : "edit zones/gate53.yaml 's/^review:.*/\(review)/'")
            git init --quiet && commit 'The zones'
            git switch --quiet --create pull
            edit zones/example.com.yaml 's/192.0.2.80/192.0.2.81/'
            edit zones/example.net.yaml 's/203.0.113.25/203.0.113.26/'
            commit 'Change'
            git init --quiet --bare "$SCRATCH/remotes/org/dns.git"
            git remote add origin "file://$SCRATCH/remotes/org/dns.git"
            git push --quiet origin main pull:refs/pull/1/head pull:refs/merge-requests/1/head
            git rev-parse pull >"$SCRATCH/head"
            # The home of the jobs, of which only they write the settings.
            mkdir "$SCRATCH/job" && cp "$HOME/.gitconfig" "$SCRATCH/job/.gitconfig"
            if ((EUID == 0)); then
                git config --global safe.directory '*'
                chmod 755 "$SCRATCH" && chmod 1777 "$SCRATCH/tmp"
                chown -R 1001:1001 "$SCRATCH/remotes" "$SCRATCH/live" "$SCRATCH/runner" "$SCRATCH/job"
            fi
            """)
        return scratch
    }

    /// Words for the scripts below.
    private static let words = """
        set -e
        job() {
            local user=()
            if ((EUID == 0)); then user=(setpriv --reuid 1001 --regid 1001 --clear-groups); fi
            "${user[@]}" env HOME="$SCRATCH/job" GIT_CONFIG_GLOBAL="$SCRATCH/job/.gitconfig" "$@"
        }
        clone() { # FOLDER REFERENCE…, as whoever makes it
            git init --quiet "$1" && cd "$1"
            git remote add origin "file://$SCRATCH/remotes/org/dns.git"
            git fetch --quiet origin "${@:2}"
        }
        merge_pull() {
            cd "$SCRATCH/repository"
            git switch --quiet main
            git merge --quiet --squash pull >/dev/null
            commit 'Change (#1)'
            git push --quiet origin main
            # What root has pushed, the jobs could not add to: a new object goes into the folder of its first octet.
            if ((EUID == 0)); then chown -R 1001:1001 "$SCRATCH/remotes"; fi
            forge merge 1 "$(git rev-parse HEAD)"
        }
        forge start
        forge open 1 ada "$(cat "$SCRATCH/head")"
        port=$(cat "$SCRATCH/port")
        export -f clone
        export BRANCH=main HEAD=$(cat "$SCRATCH/head") PULL_REQUEST=1 RUNNER_TEMP="$SCRATCH/runner"
        printf '{"pull_request": {"number": 1, "head": {"sha": "%s"}}}' "$HEAD" >"$SCRATCH/event.json"
        chmod a+r "$SCRATCH/event.json"
        unset GITHUB_ACTIONS GITHUB_API_URL GITHUB_REPOSITORY GITHUB_TOKEN

        """

    /// A step of a workflow, in a shell of its own, as runners start it.
    private static func step(_ name: String, _ file: String, _ job: String) throws -> String {
        let environment = try PipelineScript.environment(name, of: file, job: job)
        return """
            cat >"$SCRATCH/tmp/step" <<'STEP'
            \(try PipelineScript.step(name, of: file, job: job))
            STEP
            job \(environment) bash -e "$SCRATCH/tmp/step"

            """
    }

    /// A job of GitLab, as its runner starts it.
    private static func job(_ name: String) throws -> String {
        """
        cat >"$SCRATCH/tmp/step" <<'STEP'
        \(try PipelineScript.gitLab(name))
        STEP
        job bash -eo pipefail "$SCRATCH/tmp/step"

        """
    }

    /// What is to be there in the end: the plan that was commented, approved and applied, and its receipt.
    private func expectReceipt(_ result: Scratch.Result, by reviewer: String, in scratch: Scratch) throws {
        #expect(result.exitCode == 0, "\(result.text)\(result.errorText)")
        let parts = result.text.split(separator: "=== log\n", maxSplits: 1)
        let log = try #require(parts.count == 2 ? parts[1] : nil, "\(result.text)\(result.errorText)")
        for zone in ["example.com.", "example.net."] { #expect(log.contains("  \(zone) applied, ")) }
        #expect(log.contains("approved by \(reviewer)\n"), "\(log)")
        // By the receipts, the approvals are of the plan that was shown to the reviewer.
        let digest = try #require(parts[0].firstMatch(of: /Digest: sha256:([0-9a-f]{64})/)?.output.1)
        let receipts = try scratch.must(
            "git fetch --quiet origin gate53-ledger && git grep --name-only \(digest) FETCH_HEAD -- receipts")
        #expect(receipts.split(separator: "\n").count == 2, "\(receipts)\(log)")
        let live = try #require(scratch.octets(of: scratch.path + "/live/example.net.zone"))
        #expect(String(decoding: live, as: UTF8.self).contains("203.0.113.26"))
        #expect(
            try scratch.must("git ls-remote origin refs/heads/gate53-ledger").contains("gate53-ledger"),
            "\(result.text)\(result.errorText)")
    }

    /// The comment of the forge as its reviewer sees it.
    private static let comments = "forge comments 1 >\"$SCRATCH/comments\"\n"

    private func expectComment(_ scratch: Scratch) throws {
        let text = String(decoding: try #require(scratch.octets(of: scratch.path + "/comments")), as: UTF8.self)
        #expect(text.hasPrefix("dns-bot:\n") && text.contains("+ mail 3600 A 203.0.113.26"), "\(text)")
    }

    @Test("GitHub: from a pull request to its receipt")
    func gitHub() throws {
        let scratch = try scene("github")
        let (plan, apply) = ("github/gate53-plan.yml", "github/gate53-apply.yml")
        let result = try scratch.bash(
            """
            \(Self.words)
            export GITHUB_ACTIONS=true GITHUB_REPOSITORY=org/dns GITHUB_API_URL="http://127.0.0.1:$port"
            export GITHUB_STEP_SUMMARY="$SCRATCH/runner/summary.md"
            checkout() { # FOLDER COMMIT REFERENCE…, as actions/checkout does
                job bash -ec 'clone "$1" "+refs/heads/*:refs/remotes/origin/*" "${@:3}"
                    git checkout --quiet "$2"' - "$@"
                cd "$1"
            }
            export GITHUB_EVENT_PATH="$SCRATCH/event.json"
            checkout "$SCRATCH/runner/check" "$HEAD" '+refs/pull/1/head:refs/remotes/pull/1/head'
            \(try Self.step("Check", plan, "check"))
            checkout "$SCRATCH/runner/plan" "$HEAD" '+refs/pull/1/head:refs/remotes/pull/1/head'
            \(try Self.step("Plan", plan, "plan"))
            \(try Self.step("Comment", plan, "plan"))
            \(Self.comments)
            forge review 1 rita
            merge_pull
            unset GITHUB_EVENT_PATH
            checkout "$SCRATCH/runner/apply" "$(git rev-parse HEAD)"
            \(try Self.step("Fetch the reviewed commits", apply, "apply"))
            \(try Self.step("Apply", apply, "apply"))
            echo '=== log'
            job gate53 log --branch main
            """)
        try expectReceipt(result, by: "rita", in: scratch)
        try expectComment(scratch)
        let summary = scratch.octets(of: scratch.path + "/runner/summary.md") ?? []
        #expect(String(decoding: summary, as: UTF8.self).contains("+ mail 3600 A 203.0.113.26"))
    }

    @Test("Forgejo and Gitea: from a pull request to its receipt", arguments: ["FORGEJO_ACTIONS", "GITEA_ACTIONS"])
    func forgejo(_ variable: String) throws {
        let scratch = try scene("gitea")
        let plan = "forgejo/gate53-plan.yml"
        let result = try scratch.bash(
            """
            \(Self.words)
            export GITHUB_ACTIONS=true \(variable)=true GITHUB_REPOSITORY=org/dns TOKEN=token
            export GITHUB_SERVER_URL="file://$SCRATCH/remotes" GITHUB_API_URL="http://127.0.0.1:$port/api/v1"
            folder() { mkdir -m 777 "$SCRATCH/$1" && cd "$SCRATCH/$1"; }
            export GITHUB_EVENT_PATH="$SCRATCH/event.json"
            folder check
            \(try Self.step("Check out", plan, "check"))
            \(try Self.step("Check", plan, "check"))
            folder plan
            \(try Self.step("Check out", plan, "plan"))
            \(try Self.step("Plan", plan, "plan"))
            \(try Self.step("Comment", plan, "plan"))
            \(Self.comments)
            forge review 1 rita
            merge_pull
            unset GITHUB_EVENT_PATH
            export GITHUB_SHA=$(git rev-parse HEAD)
            # On a host of its own, which has a clone.
            folder apply
            export GATE53_BRANCH=main GATE53_HEADS=pull GATE53_REPOSITORY="$PWD/clone" GITEA_TOKEN=token
            job bash -ec 'clone "$1" "+refs/heads/*:refs/remotes/origin/*"' - "$GATE53_REPOSITORY"
            cd "$GATE53_REPOSITORY"
            job "$ROOT/ci/pipelines/shell/gate53-apply"
            echo '=== log'
            job gate53 log --branch main
            """)
        try expectReceipt(result, by: "rita", in: scratch)
        try expectComment(scratch)
        // The log of the job is all that Forgejo keeps of the plan, so it is all there.
        let shown = try scratch.must("gate53 show \"$SCRATCH/job/gate53-plan.json\"")
        let changes = shown.split(separator: "\n").filter { $0.contains("  + ") || $0.contains("Digest: ") }
        #expect(changes.count > 5)
        for line in changes { #expect(result.text.contains(line), "\(line)") }
    }

    @Test("GitLab: from a merge request to its receipt, with the plan kept")
    func gitLab() throws {
        let scratch = try scene("gitlab")
        let result = try scratch.bash(
            """
            \(Self.words)
            export GITLAB_CI=true CI_API_V4_URL="http://127.0.0.1:$port/api/v4" CI_PROJECT_PATH=org/dns
            export CI_DEFAULT_BRANCH=main CI_BUILDS_DIR="$SCRATCH/runner" CI_JOB_ID=7 GITLAB_TOKEN=token
            export AWS_ID_TOKEN=x GATE53_PLAN_ROLE=x GATE53_APPLY_ROLE=x
            fetched() { # FOLDER COMMIT REFERENCE…, as the helper of a runner does
                umask 0
                clone "$SCRATCH/$1" "${@:3}"
                git checkout --quiet "$2"
                umask 022
                export CI_PROJECT_DIR=$PWD CI_COMMIT_SHA=$2
            }
            export CI_MERGE_REQUEST_IID=1 CI_MERGE_REQUEST_PROJECT_PATH=org/dns
            fetched check "$HEAD" '+refs/merge-requests/1/head:refs/pipelines/1'
            \(try Self.job("gate53-check"))
            fetched plan "$HEAD" '+refs/merge-requests/1/head:refs/pipelines/1'
            \(try Self.job("gate53-plan"))
            \(Self.comments)
            forge review 1 rita
            merge_pull
            unset CI_MERGE_REQUEST_IID CI_MERGE_REQUEST_PROJECT_PATH
            fetched apply "$(git rev-parse HEAD)" '+refs/heads/main:refs/pipelines/2'
            export GATE53_PUSH_TOKEN=token GATE53_REVIEW_TOKEN=token
            \(try Self.job("gate53-apply"))
            echo '=== log'
            job gate53 log --branch main
            """)
        try expectReceipt(result, by: "rita", in: scratch)
        try expectComment(scratch)
        let kept = try #require(scratch.octets(of: scratch.path + "/plan/gate53-plan/plan.json"))
        #expect(kept == scratch.octets(of: scratch.path + "/runner/gate53-plan-7.json"))
        let text = scratch.octets(of: scratch.path + "/plan/gate53-plan/plan.txt") ?? []
        #expect(String(decoding: text, as: UTF8.self).contains("203.0.113.26"))
    }

    @Test("any other pipeline: from a branch to its receipt, with a signature that is proposed")
    func anyOther() throws {
        let scratch = try scene("shell")
        let result = try scratch.bash(
            """
            \(Self.words)
            # On a machine of one's own: ssh-keygen wants a user that the machine knows.
            job() { "$@"; }
            export GATE53_BRANCH=main GATE53_REPOSITORY="$SCRATCH/runner/clone"
            job bash -ec 'clone "$1" "+refs/heads/*:refs/remotes/origin/*" "+refs/pull/1/head:refs/remotes/pull/1/head"
                git checkout --quiet "$2"' - "$GATE53_REPOSITORY" "$HEAD"
            cd /
            job "$ROOT/ci/pipelines/shell/gate53-plan" "$SCRATCH/runner"
            cd "$SCRATCH/repository"
            gate53 approve "$SCRATCH/runner/plan.json" --key "$KEYS/rita"
            gate53 propose "$SCRATCH/runner/plan.json" --branch main
            merge_pull
            cd "$GATE53_REPOSITORY"
            job git fetch --quiet origin
            cd /
            job "$ROOT/ci/pipelines/shell/gate53-apply"
            echo '=== log'
            job gate53 log --repository "$GATE53_REPOSITORY" --branch main
            """)
        try expectReceipt(result, by: "rita@example.com", in: scratch)
    }
}

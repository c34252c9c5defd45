internal import Foundation
internal import Glibc
internal import Testing

/// The ledger over real git servers on loopback: `git http-backend` behind a web server, and sshd.
///
/// What git must have is installed by `ci/setup test`; a server that can't be started fails the test.
@Suite struct LedgerRemoteTests {
    /// A repository whose remote is served, with a signed plan.
    private func scene(_ serve: String, _ script: String) throws -> Scratch.Result {
        let scratch = try Scratch()
        return try scratch.bash(
            """
            start && share || exit 99
            \(serve) || exit 99
            gate53 plan --quiet --no-fetch --out plan.json >/dev/null && sign rita || exit 99
            remote() { git -C "$SCRATCH/remotes/zones.git" "$@"; }
            \(script)
            """)
    }

    private func expect(_ result: Scratch.Result, _ exitCode: Int32 = 0, says words: String...) {
        #expect(result.exitCode == exitCode, "\(result.text)\n\(result.errorText)")
        for word in words {
            #expect(
                (result.text + result.errorText).contains(word), "no '\(word)' in\n\(result.text)\n\(result.errorText)")
        }
        #expect(!(result.text + result.errorText).contains("s3cret"), "a token was shown")
    }

    /// Served with a token that git's own credentials do not have.
    private let tokenServer = "serve_http --token x-access-token:s3cret && git remote set-url origin $HTTP/zones.git"

    /// After an apply: stock git clones, and reads the ledger.
    private let stockClone = """
        git -c "http.extraHeader=Authorization: Basic $(printf x-access-token:s3cret | base64)" clone --quiet \
            "$(git remote get-url origin)" "$SCRATCH/other" && cd "$SCRATCH/other" || exit 99
        git log --format=%s origin/gate53-ledger
        git show "origin/gate53-ledger:$(git ls-tree -r --name-only origin/gate53-ledger receipts | head -n 1)"
        """

    // MARK: HTTP

    @Test("the ledger goes over HTTP with a token, and a stock clone reads it") func http() throws {
        expect(
            try scene(
                tokenServer,
                """
                GATE53_GIT_TOKEN=s3cret gate53 apply --quiet plan.json || exit
                \(stockClone)
                """), says: "Apply plan", "Begin plan", "\"outcome\" : \"applied\"", "\"format\" : \"gate53-receipt/")
    }

    @Test("a token of a forge is sent to that forge only") func tokensStayAtHome() throws {
        let result = try scene(
            tokenServer,
            """
            export GITHUB_TOKEN=s3cret CI_JOB_TOKEN=s3cret GITLAB_TOKEN=s3cret
            gate53 log
            GITHUB_SERVER_URL=https://github.example.com CI_SERVER_HOST=gitlab.example.com gate53 log
            if [[ -e $SCRATCH/port.seen ]]; then echo SENT; fi
            GITHUB_SERVER_URL=$HTTP gate53 log 2>&1 | grep -c ledger-not-fetched
            """)
        expect(result, 1, says: "it accepted no credentials")
        #expect(!result.text.contains("SENT"))
    }

    @Test("what the user's credential helper has is used") func credentialHelper() throws {
        expect(
            try scene(
                tokenServer,
                """
                git config --global credential.helper \
                    '!f() { echo username=x-access-token; echo password=s3cret; }; f'
                gate53 apply --quiet plan.json && remote log --format=%s gate53-ledger
                """), says: "Apply plan")
    }

    @Test("a password is not sent where others can read it") func notInTheClear() throws {
        // A name that is not loopback's, though it leads there.
        let result = try scene(
            tokenServer,
            """
            git remote set-url origin "http://127.0.0.2:${HTTP##*:}/zones.git"
            GATE53_GIT_TOKEN=s3cret gate53 log
            if [[ -e $SCRATCH/port.seen ]]; then echo SENT; fi
            """)
        #expect(!result.text.contains("SENT"))
        #expect(!(result.text + result.errorText).contains("s3cret"))
    }

    @Test(
        "without the right to push, apply goes on with a warning and its exit code, unless the settings say otherwise")
    func readOnly() throws {
        expect(
            try scene(
                "serve_http --read-only && git remote set-url origin $HTTP/zones.git",
                """
                gate53 apply plan.json && git log --format=%s gate53-ledger
                """), says: "applied, 12 changes", "[ledger-not-pushed]", "403", "Apply plan", "Begin plan")
        expect(
            try scene(
                """
                echo 'ledger: {push: required}' >>zones/gate53.yaml && commit 'Share' &&
                    git push --quiet origin main && serve_http --read-only && git remote set-url origin $HTTP/zones.git
                """,
                """
                unchanged gate53 apply plan.json
                """), 3, says: "[ledger-unshared]", "nothing was changed")
    }

    @Test(
        "a push whose connection is cut is tried again or found to have been taken, and nothing is there twice",
        arguments: ["cut", "lose", "cut\nlose", "lose\ncut", "cut\ncut\nlose"])
    func networkDownInTheMiddle(faults: String) throws {
        expect(
            try scene(
                "serve_http --faults $SCRATCH/faults && git remote set-url origin $HTTP/zones.git",
                """
                printf '%s\\n' '\(faults)' >"$SCRATCH/faults"
                gate53 apply plan.json 2>"$SCRATCH/errors" || exit
                # What could not be pushed is pushed by the next one.
                gate53 apply --quiet plan.json || exit
                remote ls-tree -r --name-only gate53-ledger | sed -E 's/[0-9A-Z]{8}T.*//' | sort | uniq -c
                remote fsck --strict --no-dangling &&
                    [[ $(git rev-parse gate53-ledger) == "$(remote rev-parse gate53-ledger)" ]]
                """), says: "1 plans/", "1 receipts/example.com./", "1 receipts/example.net./")
    }

    @Test("an authority of one's own is trusted where git is told so, and nobody else's") func ownAuthority() throws {
        let serve = """
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=DNS:localhost \
                -keyout "$SCRATCH/key.pem" -out "$SCRATCH/cert.pem" 2>/dev/null &&
                serve_http --tls "$SCRATCH/cert.pem" "$SCRATCH/key.pem" --token x-access-token:s3cret &&
                git remote set-url origin "https://localhost:${HTTP##*:}/zones.git"
            """
        let result = try scene(
            serve,
            """
            export GATE53_GIT_TOKEN=s3cret
            gate53 log
            if [[ -e $SCRATCH/port.seen ]]; then echo SENT; fi
            git config --global http.sslCAInfo "$SCRATCH/cert.pem"
            gate53 apply --quiet plan.json && remote log --format=%s gate53-ledger
            """)
        expect(result, says: "its certificate is not known", "Apply plan")
        #expect(!result.text.contains("SENT"))
    }

    // MARK: ssh

    private let sshServer = "serve_ssh && git remote set-url origin $SSH/zones.git"

    @Test("the ledger goes over ssh with a key file, and a stock clone reads it") func ssh() throws {
        expect(
            try scene(
                sshServer,
                """
                gate53 apply --quiet plan.json || exit
                \(stockClone)
                """), says: "Apply plan", "Begin plan", "\"outcome\" : \"applied\"")
    }

    @Test("the ledger goes over ssh with the agent's key, and a key with a passphrase is no trouble") func sshAgent()
        throws
    {
        expect(
            try scene(
                sshServer,
                """
                eval "$(ssh-agent)" >/dev/null
                ssh-add -q ~/.ssh/id_ed25519 && ssh-keygen -q -p -N secret -f ~/.ssh/id_ed25519
                gate53 apply --quiet plan.json && remote log --format=%s gate53-ledger
                code=$?
                kill "$SSH_AGENT_PID"
                unset SSH_AUTH_SOCK
                gate53 log >/dev/null
                exit $code
                """), says: "Apply plan", "it accepted no key")
    }

    @Test("a host whose key is not known, or is another, gets nothing") func unknownHost() throws {
        for known in ["", "${KNOWN% *} AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWhs8k/cZcykMkaoX7ZE7DXld8TP79HyddVMTS"] {
            expect(
                try scene(
                    sshServer,
                    """
                    echo "\(known)" >~/.ssh/known_hosts
                    gate53 apply plan.json
                    remote rev-parse --verify --quiet gate53-ledger || echo 'nothing is there'
                    """), says: "its host key is not in ~/.ssh/known_hosts", "[branch-not-fetched]", "nothing is there")
        }
    }

    // MARK: Signed commits

    /// A repository whose ledger must be signed by the pipeline's key, with a plan; not served.
    private let signedScene = """
        ssh-keygen -q -t ed25519 -N '' -f "$SCRATCH/pipeline"
        printf 'pipeline@example.com namespaces="git" %s\\n' "$(cut -d' ' -f1,2 "$SCRATCH/pipeline.pub")" >>zones/reviewers
        echo 'ledger: {sign: required}' >>zones/gate53.yaml
        commit 'The ledger is signed' && git push --quiet origin main &&
            git config gpg.format ssh && git config user.signingkey "$SCRATCH/pipeline"
        """

    @Test("signed events are good to stock git, and to the next apply") func signed() throws {
        expect(
            try scene(
                signedScene,
                """
                gate53 apply --quiet plan.json && gate53 log >/dev/null || exit
                git -c gpg.ssh.allowedSignersFile=zones/reviewers log --format='%G? %GS' gate53-ledger
                git fsck --strict --no-dangling
                """), says: "G pipeline@example.com\nG pipeline@example.com\n")
    }

    @Test(
        "an event that nobody signed, or somebody else, is refused where signatures are required",
        arguments: ["", "--gpg-sign=$KEYS/bo", "--gpg-sign=$KEYS/mallory"])
    func unsigned(how: String) throws {
        let result = try scene(
            signedScene,
            """
            gate53 apply --quiet plan.json || exit 99
            (
                another attacker && git checkout --quiet gate53-ledger && git config gpg.format ssh || exit 99
                echo '{}' >receipts/example.com./99991231T235959Z-000000000000.json
                git add --all && git commit --quiet \(how) --message 'Apply plan' && git push --quiet origin gate53-ledger
            ) || exit 99
            before=$(git rev-parse gate53-ledger)
            gate53 log
            echo "ended with $?"
            [[ $before == "$(git rev-parse gate53-ledger)" ]] && echo 'nothing was taken over'
            """)
        // Bo may sign plans, and only plans.
        expect(
            result, says: "ended with 3", "[ledger-unsigned]", "nothing was taken over",
            how.isEmpty ? "is not signed" : "is not signed by anybody in the signers file")
    }

    /// The same with a key for commits, which may not sign the ledger.
    private let namedScene = """
        ssh-keygen -q -t ed25519 -N '' -f "$SCRATCH/commits"
        printf 'dev@example.com namespaces="git" %s\\n' "$(cut -d' ' -f1,2 "$SCRATCH/commits.pub")" >>zones/reviewers

        """

    // A key for commits could sign the ledger: git has one namespace for both.
    @Test(
        "an event by a key for commits is refused where who signs the ledger is named",
        arguments: [("commits", "ended with 3"), ("pipeline", "ended with 0")])
    func signerNamed(key: String, end: String) throws {
        let named = signedScene.replacing(
            "sign: required", with: "sign: required, signed-by: [pipeline@example.com]")
        #expect(named != signedScene)
        expect(
            try scene(
                namedScene + named,
                """
                gate53 apply --quiet plan.json || exit 99
                (
                    another attacker && git checkout --quiet gate53-ledger && git config gpg.format ssh || exit 99
                    git commit --quiet --allow-empty --gpg-sign="$SCRATCH/\(key)" --message 'A note' &&
                        git push --quiet origin gate53-ledger
                ) || exit 99
                gate53 log >/dev/null
                echo "ended with $?"
                """), says: end)
    }

    @Test("an event that the clone's own key may not sign is not made, where signatures are required")
    func ownKeyIsNoSigner() throws {
        expect(
            try scene(
                signedScene,
                """
                git config user.signingkey "$KEYS/mallory"
                unchanged gate53 apply plan.json
                remote rev-parse --verify --quiet gate53-ledger || { echo 'nothing is there' && exit 1; }
                """), 1, says: "is not among those that may by them", "nothing was changed", "nothing is there")
    }

    // MARK: Races

    @Test("of two applies in two clones at once one makes the change, over real git", arguments: 0..<6)
    func race(round: Int) throws {
        let result = try scene(
            round.isMultiple(of: 2)
                ? "serve_http && git remote set-url origin $HTTP/zones.git" : sshServer,
            """
            git clone --quiet "$(git remote get-url origin)" "$SCRATCH/other" || exit 99
            cp plan.json plan.json.sig "$SCRATCH/other"
            ln -s "$PWD/live" "$SCRATCH/other/live" && mkdir -p live
            (cd "$SCRATCH/other" && gate53 apply --format json \(round > 2 ? "--wait 5m" : "") plan.json \
                >"$SCRATCH/2.out" 2>"$SCRATCH/2.err"; echo "two ended with $?" >>"$SCRATCH/ends") &
            other=$!
            sleep 0.0\(round)
            gate53 apply --format json \(round > 2 ? "--wait 5m" : "") plan.json >"$SCRATCH/1.out" 2>"$SCRATCH/1.err"
            echo "one ended with $?" >>"$SCRATCH/ends"
            wait $other
            cat "$SCRATCH/ends" "$SCRATCH/1.err" "$SCRATCH/2.err"
            echo "receipts: $(remote ls-tree -r --name-only gate53-ledger receipts | wc -l)"
            echo "open: $(($(remote ls-tree -r --name-only gate53-ledger intents | grep -c json) -
                $(remote ls-tree -r --name-only gate53-ledger intents | grep -c ended)))"
            exit 0
            """)
        expect(result, says: "receipts: 2\n", "open: 0\n", "ended with 0")
        let ends = result.text.matches(of: /ended with (\d+)/).compactMap { Int($0.1) }
        #expect(ends.count == 2)
        #expect(ends.allSatisfy { $0 == 0 || ($0 == 3 && round <= 2) }, "\(result.text)")
        if ends.contains(3) { expect(result, says: "[apply-running]") }
    }
}

internal import Foundation
internal import Testing

/// Remotes are reached by git as the user has set it up, and nothing more than that is run or told.
@Suite struct GitAsTheUserHasItTests {
    /// A shared repository with a signed plan, then a script; `remote` is git in the remote.
    private func scene(_ serve: String, _ script: String) throws -> Scratch.Result {
        try Scratch().bash(
            """
            start && share || exit 99
            \(serve) || exit 99
            gate53 plan --quiet --no-fetch --out plan.json >/dev/null && sign rita || exit 99
            remote() { git -C "$SCRATCH/remotes/zones.git" "$@"; }
            # The remote has the ledger, and nobody was told of trouble.
            shared() {
                gate53 apply --quiet plan.json 2>"$SCRATCH/errors" && remote log --format=%s gate53-ledger
                grep -v '^$' "$SCRATCH/errors" && echo 'there was trouble'
            }
            basic() { printf '%s' "x-access-token:$1" | base64; }
            \(script)
            """)
    }

    private func expect(_ result: Scratch.Result, says words: String..., never: [String] = []) {
        let text = result.text + result.errorText
        for word in words { #expect(text.contains(word), "no '\(word)' in\n\(text)") }
        for word in never + ["s3cret"] { #expect(!text.contains(word), "'\(word)' in\n\(text)") }
    }

    private let tokenServer = "serve_http --token x-access-token:s3cret && git remote set-url origin $HTTP/zones.git"

    // MARK: What the user has set up

    @Test(
        "what a checkout leaves in the clone lets us in",
        arguments: [
            "git config http.$HTTP/.extraheader \"AUTHORIZATION: basic $(basic s3cret)\"",
            "git config http.extraheader \"AUTHORIZATION: basic $(basic s3cret)\"",
            // As newer checkouts do it, in a file of their own.
            """
            git config --file "$SCRATCH/credentials" http.$HTTP/.extraheader "AUTHORIZATION: basic $(basic s3cret)"
            git config "includeIf.gitdir:$PWD/.git.path" "$SCRATCH/credentials"
            """,
            """
            export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraheader
            export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(basic s3cret)"
            """,
            "git config --global http.extraheader \"AUTHORIZATION: basic $(basic s3cret)\"",
            """
            export GIT_CONFIG_GLOBAL=$SCRATCH/own
            git config --global http.extraheader "AUTHORIZATION: basic $(basic s3cret)"
            """,
            "git remote set-url origin ${HTTP/\\/\\//\\/\\/x-access-token:s3cret@}/zones.git",
            """
            git config credential.helper "store --file=$SCRATCH/stored"
            echo "${HTTP/\\/\\//\\/\\/x-access-token:s3cret@}" >"$SCRATCH/stored"
            """,
            """
            export MY_TOKEN=s3cret
            git config --global credential.helper '!f() { echo username=x-access-token; echo "password=$MY_TOKEN"; }; f'
            """,
            """
            printf '#!/bin/sh\\ncase $1 in User*) echo x-access-token;; *) echo s3cret;; esac\\n' >"$SCRATCH/asked"
            chmod +x "$SCRATCH/asked" && export GIT_ASKPASS=$SCRATCH/asked
            """,
            // What is set for gate53 goes before what the checkout left, which may only read.
            """
            export GATE53_GIT_TOKEN=s3cret
            git remote set-url origin ${HTTP/\\/\\//\\/\\/x-access-token:other@}/zones.git
            """,
            """
            export GATE53_GIT_TOKEN=s3cret
            git remote set-url origin job:zones.git
            git config "url.${HTTP/\\/\\//\\/\\/x-access-token:other@}/.insteadOf" job:
            """,
            """
            export GATE53_GIT_TOKEN=s3cret
            git config http.$HTTP/.extraheader "AUTHORIZATION: basic $(basic other)"
            """,
        ])
    func letsUsIn(how: String) throws {
        expect(try scene(tokenServer, how + "\nshared"), says: "Apply plan", "Begin plan", never: ["there was trouble"])
    }

    @Test(
        "the remote is where git has it",
        arguments: [
            """
            git remote set-url origin $HTTP/zones.git && git remote set-url --push origin "$SCRATCH/remotes/zones.git"
            """,
            """
            git remote set-url origin $HTTP/zones.git
            git config "url.$SCRATCH/remotes/.pushInsteadOf" $HTTP/
            """,
            """
            git remote set-url origin $HTTP/zones.git
            git config --global "url.$SCRATCH/remotes/.pushInsteadOf" $HTTP/
            """,
            "git remote set-url origin dns:zones.git && git config --global url.$SCRATCH/remotes/.insteadOf dns:",
            // From where the working tree begins, wherever we stand.
            "git remote set-url origin \"../${PWD##*/}-remotes/zones.git\" && ln -s \"$SCRATCH/remotes\" \"../${PWD##*/}-remotes\" &&"
                + " mkdir sub && mv plan.json plan.json.sig sub && cd sub",
            """
            git remote remove origin
            export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0=$SCRATCH/remotes/zones.git
            export GIT_CONFIG_KEY_1=remote.origin.fetch GIT_CONFIG_VALUE_1=+refs/heads/*:refs/remotes/origin/*
            git fetch --quiet origin && git remote set-head origin main
            """,
        ])
    func isWhereGitHasIt(how: String) throws {
        let result = try scene(
            "serve_http --read-only",
            """
            \(how)
            shared
            """)
        expect(result, says: "Apply plan", "Begin plan", never: ["there was trouble"])
    }

    @Test(
        "ssh is run as the user says",
        arguments: [
            ("git config core.sshCommand \"$COMMAND\"", true),
            ("git config --global core.sshCommand \"$COMMAND\"", true),
            ("export GIT_SSH_COMMAND=$COMMAND", true),
            ("export KEY=$HOME/.ssh/own && export GIT_SSH_COMMAND=\"${COMMAND/$HOME\\/.ssh\\/own/\\$KEY}\"", true),
            (
                "printf '#!/bin/sh\\nexec %s \"$@\"\\n' \"$COMMAND\" >\"$SCRATCH/my-ssh\"; chmod +x \"$SCRATCH/my-ssh\"\n"
                    + "export GIT_SSH=$SCRATCH/my-ssh", true
            ),
            ("git config core.sshCommand \"touch '$SCRATCH/pwned'; $COMMAND\"", false),
            (
                "printf '#!/bin/sh\\ntouch %s\\n' \"$SCRATCH/pwned\" >ssh; chmod +x ssh\ngit config core.sshCommand ./ssh",
                false
            ),
            ("git config core.sshCommand \"$COMMAND -o 'ProxyCommand=touch $SCRATCH/pwned'\"", false),
        ])
    func ssh(how: String, isRun: Bool) throws {
        let result = try scene(
            """
            serve_ssh && git remote set-url origin $SSH/zones.git && mv ~/.ssh/id_ed25519 ~/.ssh/own
            unset GIT_SSH_COMMAND
            COMMAND="ssh -F /dev/null -i $HOME/.ssh/own -o UserKnownHostsFile=$HOME/.ssh/known_hosts"
            """,
            """
            \(how)
            shared
            [[ ! -e $SCRATCH/pwned ]] || echo 'it was run'
            """)
        if isRun {
            expect(result, says: "Apply plan", never: ["there was trouble"])
        } else {
            expect(
                result, says: "is not run, because somebody else may have written it",
                never: ["it was run", "Apply plan"])
        }
    }

    // MARK: What a hostile clone can't do

    @Test(
        "no program of the clone's own settings is run, nor a hook",
        arguments: [
            "git config remote.origin.uploadpack \"$EVIL; git-upload-pack\"",
            "git config remote.origin.receivepack \"$EVIL; git-receive-pack\"",
            "git config core.hooksPath \"$SCRATCH/hooks\"", "git config core.fsmonitor \"$EVIL\"",
            "git config core.alternateRefsCommand \"$EVIL\"", "git config uploadpack.packObjectsHook \"$EVIL\"",
            "cp \"$SCRATCH\"/hooks/* .git/hooks/", "git config credential.helper \"!$EVIL\"",
            "git config core.askPass \"$EVIL\"", "git config gpg.program \"$EVIL\" && git config push.gpgSign true",
            """
            git config --file "$SCRATCH/more" remote.origin.receivepack "$EVIL; git-receive-pack"
            git config include.path "$SCRATCH/more"
            """,
            "git config --file .git/config.worktree remote.origin.receivepack \"$EVIL; git-receive-pack\"\n"
                + "git config extensions.worktreeConfig true",
            "mkdir .git/gate53-transport && git config --file .git/gate53-transport/config core.hooksPath \"$SCRATCH/hooks\"",
        ])
    func nothingIsRun(how: String) throws {
        expect(
            try scene(
                """
                mkdir "$SCRATCH/hooks" && EVIL="touch $SCRATCH/pwned"
                for hook in pre-push reference-transaction post-checkout pre-auto-gc post-update; do
                    printf '#!/bin/sh\\ntouch %s\\n' "$SCRATCH/pwned" >"$SCRATCH/hooks/$hook"
                done
                chmod +x "$SCRATCH"/hooks/*
                """,
                """
                \(how)
                shared
                gate53 log >/dev/null
                [[ ! -e $SCRATCH/pwned ]] || echo 'it was run'
                """), says: "Apply plan", never: ["it was run", "there was trouble"])
    }

    @Test(
        "a remote of a kind that is a program of its own is refused",
        arguments: [
            "ext::touch $SCRATCH/pwned", "ext::sh -c touch% $SCRATCH/pwned", "fd::7", "other::x", "-oProxyCommand=x:y",
        ])
    func otherKinds(url: String) throws {
        expect(
            try scene(
                "true",
                """
                git config protocol.allow always && git config protocol.ext.allow always
                git config remote.origin.url "\(url)"
                gate53 log
                [[ ! -e $SCRATCH/pwned ]] || echo 'it was run'
                """), says: "[ledger-not-fetched]", never: ["it was run"])
    }

    @Test("what git starts has no secret of ours, but the user's helper what it names") func cleanEnvironment() throws {
        let result = try scene(
            tokenServer,
            """
            export AWS_SECRET_ACCESS_KEY=aws-s AWS_SESSION_TOKEN=aws-t GITHUB_TOKEN=hub-t GITLAB_TOKEN=lab-t
            export GATE53_GIT_TOKEN=s3cret SLACK_URL=slack-u NAMED=named-v BASH_ENV=/dev/null GIT_TRACE=1
            git config --global credential.helper "!f() { env; : \\$NAMED; } >>$SCRATCH/env; f"
            unset GATE53_GIT_TOKEN
            gate53 log >/dev/null
            cat "$SCRATCH/env"
            """)
        expect(
            result, says: "NAMED=named-v",
            never: ["aws-s", "aws-t", "hub-t", "lab-t", "slack-u", "BASH_ENV", "GIT_TRACE"])
    }

    @Test("no secret is an argument of a program") func noArguments() throws {
        expect(
            try scene(
                tokenServer,
                """
                export GATE53_GIT_TOKEN=s3cret
                mkdir "$SCRATCH/spy" && printf '#!/bin/bash\\necho "$@" >>%s\\nexec %s "$@"\\n' "$SCRATCH/arguments" \
                    "$(command -v git)" >"$SCRATCH/spy/git" && chmod +x "$SCRATCH/spy/git"
                git remote set-url origin ${HTTP/\\/\\//\\/\\/x-access-token:s3cret@}/zones.git
                PATH=$SCRATCH/spy:$PATH gate53 apply --quiet plan.json
                cat "$SCRATCH/arguments"
                """), says: "push --porcelain", "ls-remote --quiet")
    }

    // MARK: Whom we talk to

    @Test(
        "a certificate is verified, whatever the clone or a variable says",
        arguments: [
            "git config http.sslVerify false", "export GIT_SSL_NO_VERIFY=1", "git config http.$URL.sslVerify false",
            "git config --global http.https://localhost:${HTTP##*:}/.sslVerify false",
        ])
    func verified(how: String) throws {
        let result = try scene(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=DNS:localhost \
                -keyout "$SCRATCH/key.pem" -out "$SCRATCH/cert.pem" 2>/dev/null &&
                serve_http --tls "$SCRATCH/cert.pem" "$SCRATCH/key.pem" --token x-access-token:s3cret &&
                URL=https://localhost:${HTTP##*:}/zones.git && git remote set-url origin "$URL"
            """,
            """
            export GATE53_GIT_TOKEN=s3cret
            \(how)
            gate53 log
            if [[ -e $SCRATCH/port.seen ]]; then echo SENT; fi
            """)
        expect(result, says: "its certificate is not known", never: ["SENT"])
    }

    @Test(
        "a redirect is not followed, to another port neither",
        arguments: [301, 302, 303, 307, 308], ["true", "git config http.followRedirects true"])
    func redirects(code: Int, how: String) throws {
        let result = try scene(
            """
            \(tokenServer) && mkdir "$SCRATCH/2" &&
                python3 "$SUPPORT/git-server.py" "$SCRATCH/remotes" "$SCRATCH/2/port" --redirect \(code) "$HTTP" &
            SERVERS+=($!)
            until [[ -s $SCRATCH/2/port ]]; do sleep 0.02; done
            git remote set-url origin "http://127.0.0.1:$(<"$SCRATCH/2/port")/zones.git"
            """,
            """
            export GATE53_GIT_TOKEN=s3cret
            \(how)
            gate53 log
            if [[ -e $SCRATCH/port.seen ]]; then echo SENT; fi
            """)
        expect(result, says: "redirects to another address", never: ["SENT"])
    }

    @Test("a page where a repository must be is an error, and no empty remote") func loginPage() throws {
        expect(
            try scene(
                "serve_http --page && git remote set-url origin $HTTP/zones.git", "gate53 log"),
            says: "[ledger-not-fetched]", "or is not a git server")
    }

    @Test("without git it is said what to install") func noGit() throws {
        expect(
            try scene(
                "true",
                """
                mkdir "$SCRATCH/alone" && ln -s "$(command -v gate53)" "$SCRATCH/alone"
                PATH=$SCRATCH/alone gate53 log
                PATH=$SCRATCH/alone gate53 check && echo 'checked'
                """), says: "there is no git on the path", "install git 2.31 or newer", "checked")
    }

    @Test("a tag of the ledger's name, or the branch's, is not taken for it") func tags() throws {
        expect(
            try scene(
                "remote() { git -C \"$SCRATCH/remotes/zones.git\" \"$@\"; }",
                """
                remote tag gate53-ledger main && git tag gate53-ledger HEAD
                git tag origin/gate53-ledger HEAD && git tag main HEAD && remote tag main main
                gate53 apply --quiet plan.json && remote log --format=%s refs/heads/gate53-ledger
                [[ $(remote rev-parse refs/tags/gate53-ledger) == "$(remote rev-parse refs/heads/main)" ]] && echo kept
                """), says: "Apply plan", "kept")
    }
}

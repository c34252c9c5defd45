#!/bin/bash
# Words that the scripts of the end-to-end tests use. Sourced, with the working
# folder a new, empty one.

# A repository with the zones of Fixtures/Valid/base, committed by Ada.
start() {
    cp -r "$FIXTURES/Valid/${1:-base}/." .
    printf '/live/\n/*.json\n/*.sig\n' >.gitignore
    git init --quiet "${@:2}"
    commit 'The zones'
}

# A repository with the zones of Fixtures/Valid/route53, and a strict Route 53 on a
# port of its own, which ends with the script. What follows are the server's options.
start-route53() {
    cp -r "$FIXTURES/Valid/route53/." .
    printf '/*.json\n/*.sig\n/server.*\n' >.gitignore
    git init --quiet
    commit 'The zones'
    : >server.env
    strict-route53 --propagation 0 "$@" >server.env 2>server.err &
    ROUTE53=$!
    trap 'kill "$ROUTE53"; wait "$ROUTE53" 2>/dev/null' EXIT
    local tries=0
    until grep -q AWS_REGION server.env; do
        if ((++tries > 200)); then
            cat server.err >&2
            exit 99
        fi
        sleep 0.05
    done
    # shellcheck disable=SC1091
    source ./server.env
}

# Receivers of notifications on a port of its own, and settings that name them in
# environment variables; see receiver.py. It ends with the script.
start-receiver() {
    local log=$SCRATCH/tmp/receiver.log variables=$SCRATCH/tmp/receiver.env tries=0
    : >"$log"
    python3 "$ROOT/Tests/Gate53Tests/Support/receiver.py" "$log" "$variables" >/dev/null 2>"$SCRATCH/tmp/receiver.err" &
    RECEIVER=$!
    trap 'kill "$RECEIVER"; wait "$RECEIVER" 2>/dev/null' EXIT
    until grep -qs WEBHOOK_URL= "$variables" && grep -q '/gate53' "$variables"; do
        if ((++tries > 400)); then
            cat "$SCRATCH/tmp/receiver.err" >&2
            exit 99
        fi
        sleep 0.05
    done
    # shellcheck disable=SC1090
    source "$variables"
}

# The settings of notifications, one line each.
notifications() {
    printf 'notifications:\n' >>zones/gate53.yaml
    printf '  - {%s}\n' "$@" >>zones/gate53.yaml
    commit 'Notifications'
}

# What the receivers got: for each request the path, whether its signature is good, and what it says.
received() {
    python3 - "$SCRATCH/tmp/receiver.log" "$@" <<'END'
import json, pathlib, sys

lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
for entry in sorted(map(json.loads, lines), key=lambda entry: entry["path"]):
    signed = {True: " signed", False: " BADLY SIGNED", None: ""}[entry.get("verified")]
    print(f"{entry['method']} {entry['path']}{signed}")
    body = json.loads(entry["body"])
    print(body["text"] if "text" in body else json.dumps(body, indent=1, ensure_ascii=True))
if not lines:
    print("nothing was received")
END
}

# Changes record sets at the server behind gate53's back, as CREATE 'www.example.com' A 60 192.0.2.1.
elsewhere() {
    python3 "$ROOT/Tests/Gate53Tests/Support/elsewhere.py" "$@"
}

# Commits everything; by Ada, or by the second argument, as in bo.
commit() {
    git add --all
    if [[ -n ${2:-} ]]; then
        git -c "user.name=${2^}" -c "user.email=$2@example.com" commit --quiet --message "$1"
    else
        git commit --quiet --message "$1"
    fi
}

# Signs plan.json, or another, as a person; what is there already stays.
sign() {
    local plan=${2:-plan.json} signature
    signature=$(mktemp)
    ssh-keygen -q -Y sign -n "${3:-gate53-plan}" -f "$KEYS/$1" <"$plan" >"$signature" 2>/dev/null
    if [[ -e $plan.sig ]]; then mv "$signature" "$plan.$1.sig"; else mv "$signature" "$plan.sig"; fi
}

# Plans, has Rita sign, applies, all without a word; then forgets the plan.
deploy() {
    if ! {
        gate53 plan --quiet --out plan.json "$@" >deploy.log 2>&1 && sign rita &&
            gate53 apply --quiet plan.json >deploy.log 2>&1
    }; then
        echo 'deploy failed:' >&2
        cat deploy.log >&2
        exit 99
    fi
    rm -f deploy.log plan.json plan.json*.sig
}

# Shows a command, runs it, and says how it ended if not well.
run() {
    local code=0
    local line="$*"
    if [[ $line == *[[:cntrl:]]* ]]; then printf -v line '%q ' "$@"; fi
    printf '$ %s\n' "$line"
    "$@" || code=$?
    if ((code != 0)); then printf '(exit code %d)\n' "$code"; fi
    return "$code"
}

# What is served and what the ledger holds.
world() {
    find live -type f ! -name .gate53.lock -exec sha256sum {} + 2>/dev/null | sort
    git rev-parse --verify --quiet refs/heads/gate53-ledger
}

# As run, and says whether anything was changed.
unchanged() {
    local before code=0
    before=$(world)
    run "$@" || code=$?
    if [[ $before == "$(world)" ]]; then echo 'nothing was changed'; else echo 'SOMETHING WAS CHANGED'; fi
    return "$code"
}

# A file's edit, which must change it.
edit() {
    local file=$1 before
    shift
    before=$(cat "$file")
    sed -i "$@" "$file"
    if [[ $before == "$(cat "$file")" ]]; then
        echo "edit of $file changed nothing" >&2
        exit 99
    fi
}

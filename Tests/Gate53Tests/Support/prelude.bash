#!/bin/bash
# Words that the scripts of the end-to-end tests use. Sourced, with the working
# folder a new, empty one.

# A repository with the zones of Fixtures/Valid/base, committed by Ada.
# shellcheck disable=SC2120 # scripts name another fixture, and options of git init
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
    SERVERS+=($!)
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

# Starts a monitor of this clone that looks once and then when it is told to, or once a day, and waits for its first
# look. What follows are further options. What it says is in monitor.out and monitor.err of the scratch folder.
start-monitor() {
    : >>"$SCRATCH/monitor.out"
    LOOKS=$(wc -l <"$SCRATCH/monitor.out")
    # Not the one that is observed: that one's shell would get the signals.
    "$SCRATCH/bin/real/gate53" monitor --every 1d --state "$SCRATCH/state.json" "$@" \
        >>"$SCRATCH/monitor.out" 2>>"$SCRATCH/monitor.err" &
    MONITOR=$!
    await-look
}

# Waits until the monitor has said one line more.
await-look() {
    local tries=0
    until (($(wc -l <"$SCRATCH/monitor.out") > LOOKS)); do
        if ((++tries > 1200)) || ! kill -0 "$MONITOR" 2>/dev/null; then
            kill -KILL "$MONITOR" 2>/dev/null
            cat "$SCRATCH/monitor.err" >&2
            exit 99
        fi
        sleep 0.05
    done
    LOOKS=$((LOOKS + 1))
}

# Has the monitor look, which is after it has done all of the look before.
look() {
    kill -USR1 "$MONITOR"
    await-look
}

# Stops the monitor, by SIGTERM or another signal, and says how it ended.
stop-monitor() {
    local code=0
    kill "-${1:-TERM}" "$MONITOR"
    wait "$MONITOR" 2>/dev/null || code=$?
    echo "the monitor ended with $code"
}

# Waits until the receivers were told of so many things.
await-told() {
    local tries=0
    until (($(wc -l <"$SCRATCH/tmp/receiver.log") >= $1)); do
        if ((++tries > 1200)); then exit 99; fi
        sleep 0.05
    done
}

# What the receivers were told, one line each.
told() {
    python3 - "$SCRATCH/tmp/receiver.log" <<'END'
import json, pathlib, sys

for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    body = json.loads(json.loads(line)["body"])
    print("told:", body["text"].splitlines()[0] if "text" in body else f"{body['outcome']}: {body['summary']}")
END
}

# Changes record sets at the server behind gate53's back, as CREATE 'www.example.com' A 60 192.0.2.1.
elsewhere() {
    python3 "$ROOT/Tests/Gate53Tests/Support/elsewhere.py" "$@"
}

# The AWS CLI that ci/setup installs.
aws() {
    if ! [[ -x $ROOT/.build/venv/bin/aws ]]; then
        echo "the AWS CLI is not installed; run 'ci/setup test'" >&2
        return 99
    fi
    "$ROOT/.build/venv/bin/aws" "$@"
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

# The zones, applied by the rule that two reviewers must approve.
two_reviewers() {
    start
    edit zones/gate53.yaml 's/required: 1/required: 2/'
    commit 'Two reviewers'
    gate53 plan --quiet --out plan.json >/dev/null
    sign rita
    sign bo
    gate53 apply --quiet plan.json --approval plan.json.bo.sig
    rm plan.json*
}

# Makes a branch a ledger, or adds to it, in which somebody says that settings were accepted: those of the commits given.
forged_ledger() {
    local branch=$1 number=0 commit index parent=()
    shift
    index=$SCRATCH/forged.index
    rm -f "$index"
    if git rev-parse --verify --quiet "refs/heads/$branch" >/dev/null; then
        GIT_INDEX_FILE=$index git read-tree "$branch"
        parent=(-p "$branch")
        number=$(git ls-tree --name-only "$branch" settings/ | wc -l)
    fi
    for commit; do
        number=$((number + 1))
        local folder
        folder=settings/$(printf '%06d' "$number")-$(git rev-parse "$commit")
        GIT_INDEX_FILE=$index git update-index --add \
            --cacheinfo "100644,$(git rev-parse "$commit:zones/gate53.yaml"),$folder/settings.yaml" \
            --cacheinfo "100644,$(git rev-parse "$commit:zones/reviewers"),$folder/signers"
    done
    git update-ref "refs/heads/$branch" \
        "$(git commit-tree "${parent[@]}" -m 'Apply plan' "$(GIT_INDEX_FILE=$index git write-tree)")"
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

# As run, for plans that restore: they name a time, so that their digests are others each time.
restoring() {
    local code=0 output digest script=
    output=$(if [[ $1 == unchanged ]]; then "$@"; else run "$@"; fi) || code=$?
    for digest in $(sha256sum ./*.json 2>/dev/null | cut -c 1-64); do
        script+="s/$digest/<digest>/g; s/${digest:0:12}/<digest>/g;"
    done
    sed -e "$script" <<<"$output"
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

# A forge on loopback, GitHub's interface, for as long as the script runs; see forge.py.
forge() {
    if [[ $1 == start ]]; then
        # The server ends when the script does: then nobody holds the other end of its input.
        # shellcheck disable=SC2034
        exec {forge_input}> >(exec python3 "$ROOT/Tests/Gate53Tests/Support/forge.py" serve "$SCRATCH/forge.json" "$SCRATCH/port")
        until [[ -e $SCRATCH/port ]]; do sleep 0.05; done
        export GITHUB_ACTIONS=true GITHUB_REPOSITORY=org/dns GITHUB_TOKEN=token
        GITHUB_API_URL=http://127.0.0.1:$(cat "$SCRATCH/port")
        export GITHUB_API_URL
        return
    fi
    python3 "$ROOT/Tests/Gate53Tests/Support/forge.py" "$1" "$SCRATCH/forge.json" "${@:2}"
}

# The zones with reviews at the forge, a server that has them, and pull request 1 by Ada, whose plan is shown there.
pull_request() {
    start
    edit zones/gate53.yaml 's/^review:.*/review: {source: github, reviewers: [rita], addresses: {rita: [rita@example.com]}}/'
    commit 'Reviews at the forge'
    git clone --quiet --bare . ../server.git
    git clone --quiet ../server.git ../clone
    cd ../clone || exit
    mkdir -p live && cp -r ../repository/live/. live/ 2>/dev/null
    forge start
    git switch --quiet --create change
    "${@:-change_zone}"
    commit 'Change'
    git push --quiet origin change
    forge open 1 ada "$(git rev-parse HEAD)"
    gate53 plan --quiet --out plan.json >/dev/null
    gate53 comment --quiet plan.json --pull-request 1
}

change_zone() { edit zones/example.com.yaml 's/192.0.2.80/192.0.2.81/'; }

# Merges the branch of pull request 1, squashed, by the forge.
squash_merge() {
    git switch --quiet main
    git merge --quiet --squash change >/dev/null
    commit 'Change (#1)'
    git push --quiet origin main
    forge merge 1 "$(git rev-parse HEAD)"
}

# A bare repository beside this one as its remote, with all branches.
share() {
    local remote=${1:-origin} place=${2:-$SCRATCH/remotes/zones.git}
    if [[ ! -e $SCRATCH/remotes/zones.git ]]; then git init --quiet --bare "$SCRATCH/remotes/zones.git"; fi
    git remote add "$remote" "$SCRATCH/remotes/zones.git"
    git push --quiet "$remote" --all
    git remote set-head "$remote" main
    git remote set-url "$remote" "$place"
}

# Another clone of the remote, and into it.
another() {
    git clone --quiet "$SCRATCH/remotes/zones.git" "$SCRATCH/$1"
    cd "$SCRATCH/$1" || exit 99
}

# Serves the remotes over HTTP; the address is in $HTTP. Options as of git-server.py.
serve_http() {
    python3 "$SUPPORT/git-server.py" "$SCRATCH/remotes" "$SCRATCH/port" "$@" &
    SERVERS+=($!)
    for ((i = 0; i < 500; i++)); do
        if [[ -s $SCRATCH/port ]]; then break; fi
        sleep 0.02
    done
    # shellcheck disable=SC2034 # for the scripts
    HTTP=http://127.0.0.1:$(<"$SCRATCH/port")
}

# Serves the remotes over ssh, for the key ~/.ssh/id_ed25519 that it makes; the address is in $SSH.
serve_ssh() {
    local sshd port
    sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) || {
        echo "sshd is not installed; run 'ci/setup test'" >&2
        exit 99
    }
    if [[ $EUID == 0 ]]; then mkdir -p /run/sshd; fi
    mkdir -p "$SCRATCH/ssh" ~/.ssh
    ssh-keygen -q -t ed25519 -N '' -f "$SCRATCH/ssh/host"
    ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519
    cp ~/.ssh/id_ed25519.pub "$SCRATCH/ssh/authorized"
    for ((i = 0; i < 20; i++)); do
        port=$((20000 + RANDOM % 20000))
        "$sshd" -D -e -f /dev/null -p "$port" -h "$SCRATCH/ssh/host" -o ListenAddress=127.0.0.1 -o StrictModes=no \
            -o AuthorizedKeysFile="$SCRATCH/ssh/authorized" -o PasswordAuthentication=no -o PidFile=none \
            -o PermitRootLogin=yes -o UsePAM=no 2>>"$SCRATCH/ssh/log" &
        SERVERS+=($!)
        for ((j = 0; j < 100; j++)); do
            if ! kill -0 $! 2>/dev/null; then break; fi
            if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break 2; fi
            sleep 0.02
        done
    done
    # shellcheck disable=SC2034 # for the scripts
    SSH=ssh://$(id -un)@127.0.0.1:$port$SCRATCH/remotes
    KNOWN="[127.0.0.1]:$port $(cut -d' ' -f1,2 "$SCRATCH/ssh/host.pub")"
    echo "$KNOWN" >~/.ssh/known_hosts
    # ssh takes the home of /etc/passwd, whatever HOME says.
    export GIT_SSH_COMMAND="ssh -F /dev/null -i $HOME/.ssh/id_ed25519 -o UserKnownHostsFile=$HOME/.ssh/known_hosts"
}

# A Knot DNS on 127.0.0.1 with the master files of a folder, example.com.zone and so on; its port is in NAME_SERVER_PORT.
# Its configuration is name-server.conf in the folder.
name_server() {
    local folder=$1 knotd file
    knotd=$(PATH=$PATH:/usr/sbin:/sbin command -v knotd) || {
        echo "knotd is not installed; run 'ci/setup test'" >&2
        exit 99
    }
    for ((i = 0; i < 20; i++)); do
        NAME_SERVER_PORT=$((20000 + RANDOM % 20000))
        {
            printf 'server:\n  listen: 127.0.0.1@%d\n  rundir: "%s"\n' "$NAME_SERVER_PORT" "$folder"
            printf 'log:\n  - target: stderr\n    any: warning\ndatabase:\n  storage: "%s"\n' "$folder"
            printf 'template:\n  - id: default\n    storage: "%s"\n    zonefile-sync: -1\n' "$folder"
            printf '    journal-content: none\nzone:\n'
            for file in "$folder"/*.zone; do
                printf '  - domain: "%s"\n    file: "%s"\n' "$(basename "$file" .zone)" "$(basename "$file")"
            done
        } >"$folder/name-server.conf"
        "$knotd" -c "$folder/name-server.conf" >"$folder/name-server.log" 2>&1 &
        SERVERS+=($!)
        for ((j = 0; j < 200; j++)); do
            if ! kill -0 $! 2>/dev/null; then break; fi
            if kdig @127.0.0.1 -p "$NAME_SERVER_PORT" +timeout=1 +retry=0 "$(basename "$file" .zone)" SOA 2>/dev/null |
                grep -q 'status: NOERROR'; then
                return
            fi
            sleep 0.02
        done
    done
    cat "$folder/name-server.log" >&2
    exit 99
}

# Has the name server of a folder read its master files again.
reload_name_server() {
    PATH=$PATH:/usr/sbin:/sbin knotc -s "$1/knot.sock" -b zone-reload >/dev/null 2>>"$1/name-server.log"
}

# Ends what was served, and waits for it.
SERVERS=()
stop_serving() {
    if ((${#SERVERS[@]})); then
        kill "${SERVERS[@]}" 2>/dev/null
        wait "${SERVERS[@]}" 2>/dev/null
    fi
    SERVERS=()
    rm -f "$SCRATCH/port"
}
trap stop_serving EXIT

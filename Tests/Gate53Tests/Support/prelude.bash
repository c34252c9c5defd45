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

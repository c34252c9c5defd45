#!/bin/bash
# Kills of gate53 at each step that it takes on files; sourced after the prelude. The scene is in $SCRATCH/base: a
# repository, and remote.git where it has a remote.

# What a scene has besides its files, as a server; scenes that have something write another.
serve_scene() { :; }

# A strict Route 53 of this script's own with two zones, of which one is to be declared absent, and some sets.
serve_route53() {
    local tries=0
    # What the scene's own server said is not this one's.
    : >../server.env
    strict-route53 --propagation 0 --no-throttling --zone example.com --zone example.org \
        >../server.env 2>../server.err &
    SERVERS+=($!)
    until grep -q AWS_REGION ../server.env; do
        if ((++tries > 400)); then
            cat ../server.err >&2
            exit 99
        fi
        sleep 0.05
    done
    # shellcheck disable=SC1091
    source ../server.env
    elsewhere CREATE www.example.com A 60 192.0.2.1
    elsewhere CREATE ftp.example.com A 60 192.0.2.2
    elsewhere CREATE other.example.com A 60 192.0.2.3
    export KILL_SENDS=1
}

# A copy of the scene, and into its repository. Its path goes on in $PLACE.
place() {
    PLACE=$SCRATCH/places/$1
    mkdir -p "$SCRATCH/places"
    cp -a "$SCRATCH/base" "$PLACE"
    mkdir -p "$PLACE/tmp"
    export TMPDIR=$PLACE/tmp
    cd "$PLACE/repository" || exit 99
    serve_scene
    if [[ -e ../remote.git ]]; then
        if [[ -n ${HTTP:-} ]]; then
            git remote set-url origin "$HTTP/places/$1/remote.git"
        else
            git remote set-url origin "$PLACE/remote.git"
        fi
    fi
}

# Runs a command in a group of its own that is killed before a step; 0 kills nothing.
killed() {
    local step=$1
    shift
    KILL_AT=$step KILL_COUNT=$PLACE/steps KILL_LOG=$PLACE/steps.log KILL_SKIP=${KILL_SKIP-/objects/} \
        setsid --wait env LD_PRELOAD="$SCRATCH/kill-at.so" "$SCRATCH/bin/real/gate53" "$@" >"$PLACE/killed.said" 2>&1
}

# How many steps a command takes; says what is wrong where it fails.
steps() {
    place count
    killed 0 "$@" || {
        echo "it fails: $(cat "$PLACE/killed.said")" >&2
        return 99
    }
    wc -c <"$PLACE/steps"
    rm -rf "$PLACE"
}

# What lies about in a place that should not.
left() {
    find "$PLACE" \( -name '*.lock' -o -name 'tmp_object_git2*' -o -name 'pack_git2*' -o -name '*tmp' \
        -o -name '.gate53-*' -o -name 'gate53-clone.*' -o -path '*/gate53/pending/*' -o -path "$PLACE/tmp/*" \) \
        ! -name gate53-apply.lock ! -name .gate53.lock ! -path "$PLACE/tmp"
}

# Kills a command at a step, and runs it again at once. What is wrong then is said.
kill_at() {
    local step=$1 file
    shift
    place "$step"
    killed "$step" "$@" 2>/dev/null
    file=$(sed -n "${step}p" "$PLACE/steps.log" 2>/dev/null)
    {
        if ! "$SCRATCH/bin/real/gate53" "$@" >../next.said 2>&1; then echo "the next run failed: $(cat ../next.said)"; fi
        left
        git fsck --strict --no-dangling --no-progress 2>&1 || echo 'the repository is damaged'
        if [[ -e ../remote.git ]]; then
            git -C ../remote.git fsck --strict --no-dangling --no-progress 2>&1 || echo 'the remote is damaged'
            if [[ $(git rev-parse --quiet --verify gate53-ledger) != $(git -C ../remote.git rev-parse --quiet --verify gate53-ledger) ]]; then
                echo 'the ledgers differ'
            fi
        fi
        check_scene
    } | sed "s#$PLACE/##; s#^#step ${file//[#&]/.}: #"
    rm -rf "$PLACE"
}

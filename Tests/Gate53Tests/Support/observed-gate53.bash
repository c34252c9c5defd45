#!/bin/bash
# Stands in for gate53 in the scripts of the end-to-end tests: runs it, and keeps
# what is served and where all branches are, before and after, in the scratch
# folder's runs. That folder is known by the path of this program, as a script
# may start it with an environment of its own.
set -u
SCRATCH=${0%/bin/gate53}

# What a run could change: the files of every folder "live", and the references
# of every repository. To fetch is no change: what shows the remote is left out,
# the folder in which git fetches too, and a ledger that has nothing that the
# remote's has not.
keep() {
    mkdir -p "$1/files"
    cd "$SCRATCH" || exit 99
    find . -path ./runs -prune -o -type d -name live -print0 | xargs -0 -r cp -a --parents -t "$1/files"
    find . -path ./runs -prune -o -type d \( -name logs -o -name gate53-transport \) -prune -o -type f -name HEAD -print | sort |
        while read -r head; do
            echo "$head $(cat "$head")"
            git --git-dir="${head%/HEAD}" for-each-ref --format='%(refname) %(objectname)' 2>/dev/null |
                grep -v -e '^refs/remotes/' -e '^refs/gate53/' |
                while read -r name commit; do
                    if [[ $name == refs/heads/gate53-ledger ]] && is_shared "${head%/HEAD}" "$commit"; then continue; fi
                    echo "$name $commit"
                done
        done >"$1/references"
}

# Whether a commit of a clone is in the ledger of its remote.
is_shared() {
    local url
    url=$(git --git-dir="$1" config remote.origin.url) || return
    url=${url#file://}
    if [[ ! -e $url ]]; then url=$SCRATCH/remotes/zones.git; fi
    git -C "$url" merge-base --is-ancestor "$2" gate53-ledger 2>/dev/null
}

number=1
until mkdir "$SCRATCH/runs/$number" 2>/dev/null; do number=$((number + 1)); done
run=$SCRATCH/runs/$number
printf '%s' "${1:-}" >"$run/command"
(keep "$run/before") </dev/null 2>"$run/trouble"
"$SCRATCH/bin/real/gate53" "$@"
code=$?
(keep "$run/after") </dev/null 2>>"$run/trouble"
printf '%d' "$code" >"$run/exit"
exit "$code"

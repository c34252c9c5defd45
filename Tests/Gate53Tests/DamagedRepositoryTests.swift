internal import Foundation
internal import Testing

/// What a power cut, a full disk, a bad disk or somebody's hand does to a repository, and what each command then says: an
/// error at once that names what is damaged and what to do, or the right answer where it needs nothing of what is damaged.
@Suite("A damaged repository") struct DamagedRepositoryTests {
    enum Damage: String, CaseIterable, Sendable {
        case gone, empty, cut, flipped, replaced
    }

    /// What is damaged.
    enum Part: String, CaseIterable, Sendable {
        // Objects, each in a file of its own.
        case commit, tree, folder, blob, tag, ledgerCommit, ledgerTree, ledgerBlob
        // All objects in a pack.
        case pack, packIndex
        // References.
        case branch, ledger, packedReferences, head, remoteHead

        /// Says the path of its file, in bash.
        var path: String {
            switch self {
            case .commit: Self.object("HEAD")
            case .tree: Self.object("HEAD^{tree}")
            case .folder: Self.object("HEAD:zones")
            case .blob: Self.object("HEAD:zones/example.com.yaml")
            case .tag: Self.object("v1")
            case .ledgerCommit: Self.object("gate53-ledger")
            case .ledgerTree: Self.object("gate53-ledger^{tree}")
            case .ledgerBlob:
                Self.object(
                    "$(git rev-parse gate53-ledger):$(git ls-tree -r --name-only gate53-ledger receipts | tail -n 1)")
            case .pack: "git repack -a -d -q; ls .git/objects/pack/*.pack"
            case .packIndex: "git repack -a -d -q; ls .git/objects/pack/*.idx"
            case .branch: "echo .git/refs/heads/main"
            case .ledger: "echo .git/refs/heads/gate53-ledger"
            case .packedReferences: "git pack-refs --all; echo .git/packed-refs"
            case .head: "echo .git/HEAD"
            case .remoteHead: "echo .git/refs/remotes/origin/HEAD"
            }
        }

        private static func object(_ name: String) -> String {
            "id=$(git rev-parse \"\(name)\"); echo .git/objects/${id:0:2}/${id:2}"
        }

        /// Says the path of a file with something well-formed of the same kind, in bash.
        var twin: String {
            switch self {
            case .commit, .ledgerCommit: Self.object("HEAD~1")
            case .tree, .folder, .ledgerTree: Self.object("HEAD~1^{tree}")
            case .blob, .ledgerBlob: Self.object("HEAD:.gitignore")
            case .tag: Self.object("v0")
            case .pack: "echo ../other.pack"
            case .packIndex: "echo ../other.idx"
            case .branch, .ledger, .packedReferences: "echo ../reference"
            case .head, .remoteHead: "echo ../head"
            }
        }
    }

    private static let scene = """
        mkdir zones
        printf '%s\\n' 'providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.]}}' \
            "zones: {'*': {provider: live}}" 'review: {required: 0}' 'ledger: {push: never}' >zones/gate53.yaml
        printf 'www: {type: A, value: 192.0.2.1}\\n' >zones/example.com.yaml
        printf '/live/\\n/*.json\\n/*.sig\\n' >.gitignore
        git init --quiet --template=
        commit 'The zones'
        git tag --annotate --message 'Nothing' v0
        gate53 plan --quiet --out plan.json >/dev/null
        gate53 apply --quiet plan.json
        sed -i 's/192.0.2.1/192.0.2.3/' zones/example.com.yaml
        commit 'Change'
        git tag --annotate --message 'Something' v1
        git init --quiet --bare --template= ../remote.git
        git remote add origin ../remote.git
        git push --quiet origin main v0 v1
        git fetch --quiet
        git remote set-head origin main
        gate53 plan --quiet --out plan.json >/dev/null
        git init --quiet --template= ../other
        git -C ../other commit --quiet --allow-empty --message Other
        git -C ../other repack -a -d -q
        mv ../other/.git/objects/pack/*.pack ../other.pack
        mv ../other/.git/objects/pack/*.idx ../other.idx
        echo 0123456789012345678901234567890123456789 >../reference
        echo 'ref: refs/heads/elsewhere' >../head

        """

    /// Damages a copy of the scene and runs each command there; says what is wrong with how it ends.
    private static let commands = """
        say() { printf '%s %s: %s: %s\\n' "$PART" "$DAMAGE" "$*" "$(head -c 700 ../said)"; }
        place=$SCRATCH/places/$PART-$DAMAGE
        mkdir -p "$SCRATCH/places"
        cp -a "$SCRATCH/base" "$place"
        cd "$place/repository" || exit 99
        git remote set-url origin "$place/remote.git"
        file=$(eval "$FILE")
        twin=$(eval "$TWIN")
        if [[ ! -e $file ]]; then echo "$PART: there is no '$file'"; fi
        chmod u+w "$file"
        size=$(stat --format %s "$file")
        case $DAMAGE in
            gone) rm "$file" ;;
            empty) : >"$file" ;;
            cut) truncate --size $((size / 2)) "$file" ;;
            flipped)
                octet=$(od -An -tu1 -j $((size / 2)) -N 1 "$file")
                printf "\\\\x$(printf %02x $((octet ^ 16)))" |
                    dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc status=none
                ;;
            replaced) cat "$twin" >"$file" ;;
        esac
        before=$(cat live/*)
        for command in check plan drift log 'approve plan.json --key ../rita' 'apply plan.json'; do
            # Generous: it ends a run that would never end, and says nothing of how fast one is.
            code=0
            # shellcheck disable=SC2086 # words
            timeout --signal KILL 120 gate53 $command >../said 2>&1 || code=$?
            case $code in
                0 | 2) ;;
                1 | 3 | 4)
                    grep -q '\\[[a-z0-9-]*\\]$' ../said || say "'$command' has no id"
                    grep -Eq "git |clone|fetch|commit|plan again|look|name " ../said || say "'$command' has no remedy"
                    ;;
                *) say "'$command' ended with $code" ;;
            esac
            if [[ $command == apply* && $code != 0 && $(cat live/*) != "$before" ]]; then
                grep -q 'the changes were made\\|still different\\|are live' ../said || say "'$command' changed live and does not say so"
            fi
        done
        rm -rf "$place"
        """

    @Test("is an error that says what to do, whatever is damaged and how", arguments: Part.allCases)
    func commandsEnd(part: Part) throws {
        let scratch = try Scratch()
        try scratch.must(
            "mkdir -p ../base/repository && cd ../base/repository && cp \"$KEYS/rita\" ../rita\n" + Self.scene)
        for damage in Damage.allCases {
            let assignments = [
                ("PART", part.rawValue), ("DAMAGE", damage.rawValue), ("FILE", part.path), ("TWIN", part.twin),
            ].map { "\($0)='\($1)'" }.joined(separator: "\n")
            let result = try scratch.bash(assignments + "\n" + Self.commands)
            let said = result.text + result.errorText
            #expect(said.isEmpty, "\(said)")
        }
    }
}

internal import Foundation
internal import Testing

/// Each command is killed, with all that it started, before each step that it takes on files: making, linking, renaming
/// or removing one, making a folder, having octets on the disk; and at Route 53 before each request. So each lock is
/// held once by somebody who is dead, each rename has been left undone once, and each event of the ledger is written,
/// pushed and half noted once.
///
/// The law: the same command run again, with no hands between, comes to its end; nothing is left over; repository,
/// remote and ledger are whole; live is what is declared, and the ledger has a receipt of it.
///
/// Steps on git's objects, which are many and alike, are taken in the scene of a proposal only, and of the longest scenes
/// every second step is taken: eight minutes on two busy cores. All of them are taken with `GATE53_KILLS=all` in the
/// environment, which takes about forty; `GATE53_KILLS_SCENE=Route` runs the scenes with that in their name.
@Suite("Killed at each step", .serialized) struct KillTests {
    /// A command in a scene.
    struct Scene: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Makes the repository, in bash.
        var setup: String
        var command: [String]
        /// What must hold after the next run, in bash; what it prints is what is wrong.
        var check: String
        var isOverHTTP = false
        /// Whether the zones are at a Route 53, where each request is a step too.
        var isOnRoute53 = false
        /// Whether steps on git's objects are taken by default too.
        var takesObjects = false
        /// How many steps there are at least: fewer would mean that nothing is seen of them.
        var least: Int
    }

    private static let zone = """
        mkdir zones
        printf '%s\\n' 'providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.]}}' \
            "zones: {'*': {provider: live}}" 'review: {required: 0}' >zones/gate53.yaml
        printf 'www: {type: A, value: 192.0.2.1}\\nftp: {type: A, value: 192.0.2.2}\\n' >zones/example.com.yaml
        printf '/live/\\n/*.json\\n/*.sig\\n' >.gitignore
        git init --quiet --template=

        """
    private static let shared = """
        echo 'ledger: {remote: origin, push: required}' >>zones/gate53.yaml
        commit 'The zones'
        git init --quiet --bare --template= ../remote.git
        git -C ../remote.git config http.receivepack true
        git remote add origin ../remote.git
        git push --quiet origin main
        git fetch --quiet
        git remote set-head origin main

        """
    private static let change = """
        gate53 plan --quiet --out plan.json >/dev/null && gate53 apply --quiet plan.json
        sed -i 's/192.0.2.1/192.0.2.3/' zones/example.com.yaml
        printf 'www: {type: A, value: 192.0.2.4}\\n' >zones/example.net.yaml
        commit 'Change'
        [[ ! -e ../remote.git ]] || git push --quiet origin main
        gate53 plan --quiet --out plan.json >/dev/null

        """
    /// Zones at a Route 53: sets are made, changed and deleted, a zone is made, and one is deleted.
    private static let ofRoute53 = """
        . "$SUPPORT/kills.bash"
        serve_route53
        mkdir zones
        printf '%s\\n' 'providers: {live: {type: route53}}' \
            "zones: {'*': {provider: live}, example.org: {provider: live, absent: true}}" \
            'review: {required: 0}' >zones/gate53.yaml
        printf 'www: {type: A, ttl: 60, value: 192.0.2.9}\\nftp: {type: A, ttl: 60, value: 192.0.2.2}\\n' >zones/example.com.yaml
        printf 'www: {type: A, ttl: 60, value: 192.0.2.4}\\n' >zones/example.net.yaml
        git init --quiet --template=
        commit 'The zones'
        gate53 plan --quiet --out ../plan.json --allow zone-delete --allow delete-share >/dev/null
        mv ../plan.json plan.json
        echo /plan.json >.gitignore
        commit 'Ignore the plan'
        stop_serving || true

        """
    private static let isApplied = """
        gate53 plan --quiet --detailed-exitcode >/dev/null 2>&1 || echo 'live is not what is declared'
        gate53 drift --quiet >/dev/null 2>&1 || echo 'there is drift'
        gate53 log 2>&1 | grep 'did not end'
        for zone in example.com example.net; do
            git ls-tree -r --name-only gate53-ledger "receipts/$zone./" | grep -q json || echo "no receipt of $zone"
        done
        [[ $(gate53 log --number 99 --zone example.net | grep -c ' applied, ') == 1 ]] || gate53 log --number 99

        """

    /// Those that are run: all, or where `GATE53_KILLS_SCENE` is set those with that in their name.
    static let scenes = allScenes.filter { scene in
        ProcessInfo.processInfo.environment["GATE53_KILLS_SCENE"].map { scene.testDescription.contains($0) } ?? true
    }

    private static let allScenes = [
        Scene(
            testDescription: "apply, with a ledger of its own", setup: zone + "commit 'The zones'\n" + change,
            command: ["apply", "plan.json"], check: isApplied, least: 20),
        Scene(
            testDescription: "apply, with a ledger at a remote that is a folder", setup: zone + shared + change,
            command: ["apply", "plan.json"], check: isApplied, least: 40),
        Scene(
            testDescription: "apply, with a ledger over HTTP", setup: zone + shared + change,
            command: ["apply", "plan.json"], check: isApplied, isOverHTTP: true, least: 30),
        Scene(
            testDescription: "apply, with references that were packed with what a killed run left, over HTTP",
            setup: zone + shared + change + """
                git update-ref "refs/gate53/pending/$(git rev-parse HEAD)-7" HEAD
                git pack-refs --all
                git -C ../remote.git pack-refs --all

                """,
            command: ["apply", "plan.json"],
            check: isApplied + "git for-each-ref refs/gate53/pending\ngit show-ref --quiet main || echo 'no main'\n",
            isOverHTTP: true, least: 32),
        Scene(
            testDescription: "apply, on Route 53", setup: ofRoute53, command: ["apply", "plan.json"],
            check: isApplied,
            isOnRoute53: true, least: 40),
        Scene(
            testDescription: "propose, over HTTP", setup: zone + shared + change, command: ["propose", "plan.json"],
            check: "git ls-tree -r --name-only gate53-ledger proposals | grep -q . || echo 'no proposal'",
            isOverHTTP: true, takesObjects: true, least: 20),
        Scene(
            testDescription: "plan --out, over a plan", setup: zone + "commit 'The zones'\n" + change,
            command: ["plan", "--quiet", "--out", "plan.json"],
            check: "gate53 show plan.json >/dev/null 2>&1 || echo 'no plan'", least: 3),
        Scene(
            testDescription: "drift --state", setup: zone + "commit 'The zones'\n" + change,
            command: ["drift", "--quiet", "--state", "state.json", "--out", "drift.json", "--format", "json"],
            check: "python3 -m json.tool state.json >/dev/null || echo 'no state'", least: 6),
        Scene(
            testDescription: "approve",
            setup: """
                start
                gate53 plan --quiet --out plan.json >/dev/null
                sign bo

                """, command: ["approve", "plan.json", "--key", "../rita"],
            check: "gate53 apply --quiet plan.json 2>&1", least: 4),
        Scene(
            testDescription: "adopt --new-branch",
            setup: zone + "commit 'The zones'\n" + change
                + "gate53 apply --quiet plan.json; printf 'new 60 IN A 192.0.2.9\\n' >>live/example.com.zone\n",
            command: ["adopt", "--new-branch", "adopt"],
            check: "git show adopt:zones/example.com.yaml | grep -q new || echo 'no branch'", least: 4),
        Scene(
            testDescription: "fmt --fix",
            setup: zone
                + "printf 'm:   {value: 192.0.2.7,   type: A}\\n' >>zones/example.com.yaml\ncommit 'The zones'\n",
            command: ["fmt", "--fix"], check: "gate53 fmt --check >/dev/null 2>&1 || echo 'not formatted'", least: 3),
        Scene(
            testDescription: "init", setup: "git init --quiet --template=\ngit commit --quiet --allow-empty -m Begin\n",
            command: [
                "init", "--provider", "master-file", "--zone", "example.com", "--zone", "example.net", "--forge",
                "github",
            ],
            check: """
                gate53 check --worktree 2>&1 | grep error
                find zones .github -size 0
                for file in zones/gate53.yaml zones/example.com.yaml zones/example.net.yaml .gitignore; do
                    [[ -s $file ]] || echo "no $file"
                done

                """,
            least: 10),
    ]

    private static let isWhole = ProcessInfo.processInfo.environment["GATE53_KILLS"] == "all"

    /// How many kills are under way at once. A run that heals a lock waits most of its time.
    private static let lanes = 4

    @Test("The next run needs no hands", arguments: scenes) func theNextRunNeedsNoHands(scene: Scene) async throws {
        let scratch = try Scratch()
        let compiler = try Self.compiler()
        let built = try scratch.run([
            compiler, "-shared", "-fPIC", "-O1", "-o", scratch.path + "/kill-at.so",
            Scratch.sources + "/Support/kill-at.c", "-ldl",
        ])
        try #require(built.exitCode == 0, "\(built.errorText)")
        try scratch.must(
            "mkdir ../base && cd ../base && mkdir repository && cd repository\n" + scene.setup + "touch ../made")
        try scratch.must("cp \"$KEYS/rita\" ../base/rita")
        var prelude = ". \"$SUPPORT/kills.bash\"\n"
        if Self.isWhole || scene.takesObjects { prelude += "export KILL_SKIP=\n" }
        var server: ChildProcess?
        defer { server?.kill() }
        if scene.isOverHTTP {
            let port = scratch.path + "/port"
            server = try scratch.start([
                try Scratch.tool("python3"), Scratch.sources + "/Support/git-server.py", scratch.path, port,
            ])
            let number = try scratch.must(
                "for ((i = 0; i < 500; i++)); do [[ ! -s $SCRATCH/port ]] || break; sleep 0.02; done; cat $SCRATCH/port"
            )
            prelude += "HTTP=http://127.0.0.1:\(number)\n"
        }
        if scene.isOnRoute53 { prelude += "serve_scene() { serve_route53; }\n" }
        prelude += "check_scene() {\n\(scene.check)\n}\n"
        let command = scene.command.map { "'\($0)'" }.joined(separator: " ")
        let counted = try scratch.bash(prelude + "steps \(command)")
        let steps = try #require(Int(counted.text.filter { !$0.isNewline }), "\(counted.text)\(counted.errorText)")
        #expect(steps >= scene.least)
        let script = prelude
        let every = Self.isWhole || scene.takesObjects || steps < 40 ? 1 : 2
        await withTaskGroup(of: Void.self) { group in
            for lane in 1...Self.lanes {
                group.addTask {
                    for step in stride(from: 1 + (lane - 1) * every, through: steps, by: Self.lanes * every) {
                        do {
                            let result = try scratch.bash(script + "kill_at \(step) \(command)")
                            let said = result.text + result.errorText
                            #expect(said.isEmpty, "of \(steps) \(said)")
                        } catch { Issue.record("step \(step): \(error)") }
                    }
                }
            }
        }
    }

    /// The compiler that comes with Swift's, or any.
    private static func compiler() throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        for name in ["clang", "cc", "gcc"] {
            for folder in path.split(separator: ":")
            where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        throw ChildProcess.Failure(message: "there is no C compiler; clang comes with Swift")
    }
}

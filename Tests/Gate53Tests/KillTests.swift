internal import Foundation
internal import Testing

/// Each command is killed, with all that it started, before each step that it takes on files: making, linking, renaming or
/// removing one, making a folder, having octets on the disk. So each lock is held once by somebody who is dead, each rename
/// has been left undone once, and each event of the ledger is written, pushed and half noted once.
///
/// The law: the same command run again, with no hands between, comes to its end; nothing is left over; repository, remote
/// and ledger are whole; live is what is declared, and the ledger has a receipt of it.
///
/// Steps on git's objects are left out, as these are many and alike, and of those of an apply with a remote every third is
/// taken, but with `GATE53_KILLS=all` in the environment.
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
    private static let isApplied = """
        gate53 plan --quiet --detailed-exitcode >/dev/null 2>&1 || echo 'live is not what is declared'
        gate53 drift --quiet >/dev/null 2>&1 || echo 'there is drift'
        gate53 log 2>&1 | grep 'did not end'
        for zone in example.com example.net; do
            git ls-tree -r --name-only gate53-ledger "receipts/$zone./" | grep -q json || echo "no receipt of $zone"
        done
        [[ $(gate53 log --number 99 --zone example.net | grep -c ' applied, ') == 1 ]] || gate53 log --number 99

        """

    static let scenes = [
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
            testDescription: "propose, over HTTP", setup: zone + shared + change, command: ["propose", "plan.json"],
            check: "git ls-tree -r --name-only gate53-ledger proposals | grep -q . || echo 'no proposal'",
            isOverHTTP: true, least: 5),
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
        if Self.isWhole { prelude += "export KILL_SKIP=\n" }
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
        prelude += "check_scene() {\n\(scene.check)\n}\n"
        let command = scene.command.map { "'\($0)'" }.joined(separator: " ")
        let counted = try scratch.bash(prelude + "steps \(command)")
        let steps = try #require(Int(counted.text.filter { !$0.isNewline }), "\(counted.text)\(counted.errorText)")
        #expect(steps >= scene.least)
        let script = prelude
        let every = Self.isWhole || steps < 40 ? 1 : 3
        await withTaskGroup(of: Void.self) { group in
            for lane in 1...2 {
                group.addTask {
                    for step in stride(from: 1 + (lane - 1) * every, through: steps, by: 2 * every) {
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

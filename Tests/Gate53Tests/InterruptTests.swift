internal import Foundation
internal import Glibc
internal import Testing

/// A terminal sends an interrupt to the whole group of processes that it has in front, and a supervisor often does the
/// same. gate53 takes the first one as a word to finish the batch, so what it has started must finish too.
@Suite("An interrupt of the whole group") struct InterruptTests {
    private static let signals: [Int32] = [SIGINT, SIGTERM]

    /// Two zones that are to be made; the apply waits in the first one.
    private static let zones = """
        mkdir zones
        printf '%s\\n' "providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.]$RELOAD}}" \
            "zones: {'*': {provider: live}}" 'review: {required: 0}' >zones/gate53.yaml
        printf 'www: {type: A, value: 192.0.2.1}\\n' | tee zones/example.com.yaml >zones/example.net.yaml
        printf '/live/\\n/*.json\\n/*.bash\\n/go\\n/started\\n/ended\\n/said\\n' >.gitignore
        git init --quiet --template=

        """
    /// Says that it has begun, waits for the file `go`, and says that it has ended; with the folder in front.
    private static let waits = """
        echo $$ >$FOLDER/started.new; mv $FOLDER/started.new $FOLDER/started
        until [[ -e $FOLDER/go ]]; do sleep 0.02; done
        echo ended >$FOLDER/ended

        """

    /// Starts the apply in a group of its own, and sends the signal to all of the group while a child is at work.
    private static func interrupt(_ scratch: Scratch, _ signal: Int32) throws -> ChildProcess.End {
        func has(_ name: String) -> Bool { scratch.octets(of: name) != nil }
        func isNotified() -> Bool {
            String(decoding: scratch.octets(of: "said") ?? [], as: UTF8.self).contains("note: stopping because of")
        }
        let run = try scratch.start(
            [scratch.path + "/bin/real/gate53", "apply", "plan.json"], output: scratch.repository + "/said",
            errors: scratch.repository + "/said")
        // Its own, so that the signal reaches nobody else.
        try #require(getpgid(run.id) == run.id && run.id != getpgrp())
        try until { has("started") }
        kill(-run.id, signal)
        try until { isNotified() }
        #expect(!has("ended"))
        try scratch.write("go", "")
        return run.wait()
    }

    /// Waits until something is so; ends a wait that would never end.
    private static func until(_ isSo: () -> Bool) throws {
        for _ in 0..<60_000 where !isSo() { usleep(5_000) }
        try #require(isSo())
    }

    @Test("A command that is run after writing comes to its end", arguments: signals)
    func reload(signal: Int32) throws {
        let scratch = try Scratch()
        try scratch.must(
            "RELOAD=\", reload: [/bin/bash, $PWD/reload.bash]\"; FOLDER=$PWD\n" + Self.zones
                + "cat >reload.bash <<END\n" + Self.waits.replacing("$$", with: "\\$\\$") + "END\ncommit 'The zones'\n"
                + "gate53 plan --quiet --out plan.json >/dev/null")
        let end = try Self.interrupt(scratch, signal)
        let said = String(decoding: scratch.octets(of: "said") ?? [], as: UTF8.self)
        #expect(end == .exited(1), "\(said)")
        // The reload came to its end, and was not told as failed; no other batch was begun.
        #expect(scratch.octets(of: "ended") != nil)
        #expect(Set(scratch.files(in: "live").keys) == [".gate53.lock", "example.com.zone"], "\(said)")
        #expect(said.contains("example.com. applied, ") && !said.contains("reload"), "\(said)")
        #expect(try scratch.gate53("apply", "plan.json").exitCode == 0)
    }

    @Test(
        "A push of the receipt comes to its end, with the hooks of the remote",
        arguments: signals)
    func push(signal: Int32) throws {
        let scratch = try Scratch()
        try scratch.must(
            "RELOAD=; FOLDER=$PWD\n" + Self.zones
                + """
                echo 'ledger: {remote: origin, push: required}' >>zones/gate53.yaml
                commit 'The zones'
                git init --quiet --bare --template= ../remote.git
                git remote add origin ../remote.git
                git push --quiet origin main
                git fetch --quiet
                git remote set-head origin main
                gate53 plan --quiet --out plan.json >/dev/null
                mkdir -p ../remote.git/hooks
                cat >../remote.git/hooks/pre-receive <<END
                #!/bin/bash
                FOLDER=$PWD
                read -r _ new _
                # The push of the claim goes through at once.
                git ls-tree -r --name-only "\\$new" receipts | grep -q . || exit 0
                [[ ! -e \\$FOLDER/go ]] || exit 0

                """ + Self.waits.replacing("$", with: "\\$") + "END\nchmod +x ../remote.git/hooks/pre-receive\n")
        let end = try Self.interrupt(scratch, signal)
        let said = String(decoding: scratch.octets(of: "said") ?? [], as: UTF8.self)
        // All was done by then: nothing of a master file is waited for.
        #expect(end == .exited(0), "\(said)")
        #expect(scratch.octets(of: "ended") != nil)
        #expect(said.contains("example.net. applied, ") && !said.contains("could not be pushed"), "\(said)")
        let recorded = try scratch.must("git -C ../remote.git ls-tree -r --name-only gate53-ledger receipts")
        #expect(recorded.contains("example.com.") && recorded.contains("example.net."))
        #expect(try scratch.gate53("apply", "plan.json").exitCode == 0)
    }
}

import Glibc
import Platform
import Testing

@Suite("A child process") struct ChildProcessTests {
    private func process(
        _ arguments: String..., input: ChildProcess.Input = .empty, messages: ChildProcess.Messages = .kept(1 << 20)
    ) -> ChildProcess {
        ChildProcess(arguments, environment: ["A": "b c"], input: input, messages: messages)
    }

    private let limit = Duration.seconds(60)

    @Test("Input, output and messages pass, however long") func passes() throws {
        let input = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try process("/bin/cat", input: .octets(input)).runBlocking(within: limit).output == input)
        let outcome = try process("/bin/sh", "-c", "echo out; echo err >&2; exit 3").runBlocking(within: limit)
        #expect(outcome.end == .exited(3) && outcome.end.status == 3)
        #expect(outcome.output == Array("out\n".utf8) && outcome.messages == Array("err\n".utf8))
        let killed = try process("/bin/sh", "-c", "kill -9 $$").runBlocking(within: limit)
        #expect(killed.end == .signalled(9) && killed.end.status == 137)
    }

    @Test("Messages go where they are told to") func messages() throws {
        let script = "echo one; echo two >&2; echo three"
        let together = try process("/bin/sh", "-c", script, messages: .output).runBlocking(within: limit)
        #expect(together.output == Array("one\ntwo\nthree\n".utf8) && together.messages.isEmpty)
        let dropped = try process("/bin/sh", "-c", script, messages: .dropped).runBlocking(within: limit)
        #expect(dropped.output == Array("one\nthree\n".utf8) && dropped.messages.isEmpty)
        let cut = try process("/bin/sh", "-c", "printf 123456789 >&2", messages: .kept(4)).runBlocking(within: limit)
        #expect(cut.messages == Array("1234".utf8))
    }

    @Test("A program can open its own output and messages by name, as scripts do") func byName() throws {
        let outcome = try process("/bin/sh", "-c", "echo out >/dev/stdout; echo err >/dev/stderr").runBlocking(
            within: limit)
        #expect(outcome.output == Array("out\n".utf8) && outcome.messages == Array("err\n".utf8))
    }

    @Test("A program that does not read its input does no harm") func unread() throws {
        let zeros = [UInt8](repeating: 0, count: 5_000_000)
        #expect(try process("/bin/true", input: .octets(zeros)).runBlocking(within: limit).end == .exited(0))
    }

    @Test("An input that is not given is empty") func noInput() throws {
        #expect(try process("/bin/cat").runBlocking(within: limit).output.isEmpty)
    }

    @Test("Arguments are passed as they are, and the environment is what is given") func surroundings() throws {
        let words = ["$(id)", "a b", "", "'", "\n", "*"]
        let text = words.map { $0 + "|" }.joined()
        let printed = ChildProcess(["/usr/bin/printf", "%s|"] + words, environment: [:])
        #expect(try printed.runBlocking(within: limit).output == Array(text.utf8))
        #expect(try process("/usr/bin/env").runBlocking(within: limit).output == Array("A=b c\n".utf8))
        #expect(try process("true").runBlocking(within: limit).end == .exited(0))
    }

    @Test("A program takes the signals that it would take anywhere") func signals() throws {
        let state = try process("/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status").runBlocking(within: limit)
        let masks = String(decoding: state.output, as: UTF8.self).split(separator: "\n").map {
            UInt64($0.suffix(16), radix: 16)
        }
        try #require(masks.count == 2)
        #expect(masks[0] == 0)
        // SIGPIPE is signal 13. Others may be ignored by who started the tests.
        #expect(masks[1].map { $0 & 1 << 12 } == 0)
    }

    @Test("A program that runs too long, writes too much or is not there") func bounds() throws {
        #expect(throws: ChildProcess.Failure.tooLong) { try process("/bin/sleep", "600").runBlocking(within: .zero) }
        #expect(throws: ChildProcess.Failure.tooLong) {
            try process("/bin/sh", "-c", "exec >&- 2>&-; exec sleep 600").runBlocking(within: .milliseconds(20))
        }
        #expect(throws: ChildProcess.Failure.tooMuchOutput) {
            try process("/bin/cat", "/dev/zero").runBlocking(within: limit)
        }
        #expect(throws: ChildProcess.Failure.notStarted(SystemFailure(ENOENT))) {
            try process("/nothing").runBlocking(within: limit)
        }
        #expect(throws: ChildProcess.Failure.notStarted(SystemFailure(EINVAL))) {
            try process("").runBlocking(within: limit)
        }
        #expect(throws: ChildProcess.Failure.notStarted(SystemFailure(EINVAL))) {
            try process("/bin/echo", "a\0b").runBlocking(within: limit)
        }
    }

    @Test("What is written beyond the limit can be dropped") func excess() throws {
        var much = process("/bin/sh", "-c", "head -c 3000000 /dev/zero; exit 5")
        much.outputLimit = 1_000
        much.excess = .dropped
        let outcome = try much.runBlocking(within: limit)
        #expect(outcome.end == .exited(5) && outcome.output.count == 1_000)
        #expect(
            try process("/usr/bin/head", "-c", "1048576", "/dev/zero").runBlocking(within: limit).output.count == 1
                << 20)
    }

    @Test("What a program leaves behind is not waited for") func leftBehind() throws {
        let outcome = try process("/bin/sh", "-c", "sleep 600 & echo $!").runBlocking(within: limit)
        #expect(outcome.end == .exited(0))
        let left = String(decoding: outcome.output, as: UTF8.self).filter(\.isNumber)
        #expect(try process("/bin/sh", "-c", "kill \(left)").runBlocking(within: limit).end == .exited(0))
    }

    @Test("A group is killed with its leader") func group() throws {
        var template = Array("/tmp/gate53-test-group-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        let note = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(note) }
        var leader = process("/bin/sh", "-c", "sleep 600 & echo $! >\(note); echo ready; wait")
        leader.leadsGroup = true
        // Given up as soon as it has said that the other runs.
        #expect(throws: ChildProcess.Failure.cancelled) { try leader.runBlocking(within: limit) { $0 == 0 } }
        let noted = try process("/bin/cat", note).runBlocking(within: limit).output
        let other = String(decoding: noted, as: UTF8.self).filter(\.isNumber)
        #expect(!other.isEmpty)
        // Gone, or waiting for its new parent to take note; the signal may take a moment on a busy machine.
        let gone =
            "while s=$(cut -d' ' -f3 /proc/\(other)/stat 2>/dev/null) && [ -n \"$s\" ]; do case $s in Z|X) exit;; esac; done"
        #expect(try process("/bin/sh", "-c", gone).runBlocking(within: limit).end == .exited(0))
    }

    @Test("Who leads a group is in a session without a terminal, and may put its files in order when it is given up")
    func session() throws {
        var leader = process("/bin/sh", "-c", "cut -d' ' -f5-7 /proc/$$/stat; echo $$")
        leader.leadsGroup = true
        let words = String(decoding: try leader.runBlocking(within: limit).output, as: UTF8.self).split {
            $0.isWhitespace
        }
        // Group and session are its own number, and the terminal is none.
        try #require(words.count == 4)
        #expect(words[0] == words[3] && words[1] == words[3] && words[2] == "0")
        var template = Array("/tmp/gate53-test-session-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        let lock = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(lock) }
        leader.arguments = ["/bin/sh", "-c", "trap 'rm \(lock); exit' HUP; echo ready; while :; do sleep 0.01; done"]
        #expect(throws: ChildProcess.Failure.cancelled) { try leader.runBlocking(within: limit) { $0 == 0 } }
        #expect(access(lock, F_OK) != 0)
    }

    @Test("Asked for asynchronously it does the same, and ends with its task") func asynchronous() async throws {
        let outcome = try await process("/bin/cat", input: .octets([1, 2, 3])).run(within: limit)
        #expect(outcome.output == [1, 2, 3])
        let endless = process("/bin/sleep", "600")
        let task = Task { () throws(ChildProcess.Failure) in try await endless.run(within: nil) }
        task.cancel()
        let result = await task.result
        #expect(throws: ChildProcess.Failure.cancelled) { try result.get() }
    }
}

internal import Foundation
internal import Glibc
internal import Testing

/// `gate53 monitor` as a process: how it ends, what it leaves behind, and that it does not grow.
@Suite struct MonitorTests {
    /// Starts a clone with a ledger, and receivers where it is asked for.
    private static let scene = """
        start
        share
        git push --quiet origin main
        deploy

        """

    private static func expectState(_ scratch: Scratch) throws {
        let check = try scratch.run([
            Scratch.packageRoot + "/.build/venv/bin/check-jsonschema", "--schemafile",
            Scratch.packageRoot + "/Schemas/drift-state.schema.json", scratch.path + "/state.json",
        ])
        #expect(check.exitCode == 0, "\(check.text)\(check.errorText)")
    }

    @Test("what it leaves is right by its schema, whenever and however it ends, and metrics are whole")
    func whatItLeaves() throws {
        let scratch = try Scratch()
        for signal in ["TERM", "INT", "KILL"] {
            let first = signal == "TERM" ? Self.scene : ""
            let ended = try scratch.must(
                """
                \(first)start-monitor --metrics "$SCRATCH/gate53.prom"
                edit live/example.com.zone 's/192.0.2.80/192.0.2.99/'
                look
                look
                stop-monitor \(signal)
                edit live/example.com.zone 's/192.0.2.99/192.0.2.80/'
                """)
            #expect(ended == "the monitor ended with \(signal == "KILL" ? 137 : 0)\n")
            try Self.expectState(scratch)
            // A monitor that was killed has promised a look that does not come, by which a probe knows.
            let probe = try scratch.bash("jq -e '.nextCheck | fromdate' \"$SCRATCH/state.json\"")
            #expect((probe.exitCode == 0) == (signal == "KILL"))
        }
        let metrics = String(decoding: try #require(scratch.octets(of: scratch.path + "/gate53.prom")), as: UTF8.self)
        #expect(metrics.hasSuffix("\n") && metrics.contains("gate53_drift_last_success_timestamp_seconds "))
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(!left.contains { $0.hasPrefix(".gate53-") })
    }

    /// A server that takes connections and answers nothing, as the remote; a monitor that looks, and waits for it.
    private static let hanging = """
        exec 3< <(exec python3 -c '
        import socket, time
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen()
        print(server.getsockname()[1], flush=True)
        connection = server.accept()
        print("asked", flush=True)
        time.sleep(300)')
        SERVERS+=($!)
        read -r port <&3
        git remote set-url origin "http://127.0.0.1:$port/zones.git"
        "$SCRATCH/bin/real/gate53" monitor --state "$SCRATCH/state.json" >"$SCRATCH/monitor.out" 2>&1 &
        MONITOR=$!
        read -r asked <&3

        """

    @Test("a look that hangs is cut off when it is told to stop, and is no look")
    func aCheckThatHangsIsCutOff() throws {
        let scratch = try Scratch()
        let ended = try scratch.bash(
            """
            \(Self.scene)start-monitor
            stop-monitor
            before=$(cat "$SCRATCH/state.json")
            \(Self.hanging)stop-monitor
            if [[ $before != "$(cat "$SCRATCH/state.json")" ]]; then cat "$SCRATCH/state.json"; fi
            grep -v 'note: stopping' "$SCRATCH/monitor.out" | tail -n +2
            """)
        #expect(ended.text == "the monitor ended with 0\nthe monitor ended with 0\n", "\(ended.errorText)")
        try Self.expectState(scratch)
    }

    @Test("told to stop a second time it ends at once") func notifiedTwice() throws {
        let scratch = try Scratch()
        let ended = try scratch.bash(
            """
            \(Self.scene)\(Self.hanging)kill -TERM "$MONITOR"
            until grep -q stopping "$SCRATCH/monitor.out"; do sleep 0.02; done
            stop-monitor
            """)
        #expect(ended.text == "the monitor ended with 143\n", "\(ended.errorText)")
    }

    // Each look opens the repository, fetches, reads, writes and tells, and what stays of one stays for ever.
    @Test("after hundreds of looks it has no more memory, files and threads than after some tens")
    func itDoesNotGrow() throws {
        let scratch = try Scratch()
        let text = try scratch.bash(
            """
            start
            share
            start-receiver
            notifications 'webhook-from: WEBHOOK_URL, secret-from: GATE53_WEBHOOK_SECRET, on: drift'
            git push --quiet origin main
            deploy
            start-monitor --metrics "$SCRATCH/gate53.prom"
            for ((i = 1; i <= 240; i++)); do
                look
                case $((i % 10)) in
                    3) edit live/example.com.zone 's/192.0.2.80/192.0.2.99/' ;;
                    6) edit live/example.com.zone 's/192.0.2.99/192.0.2.80/' ;;
                esac
                if ((i == 80 || i == 240)); then
                    echo "$(cut -d' ' -f2 /proc/$MONITOR/statm) $(ls /proc/$MONITOR/fd | wc -l) $(ls /proc/$MONITOR/task | wc -l)"
                fi
            done
            stop-monitor
            told | sort | uniq -c
            """
        ).text
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
        try #require(lines.count == 5, "\(text)")
        let (before, after) = (lines[0], lines[1])
        // Pages, of 4,096 octets or more: a look may not keep as much as 32 kilobytes.
        #expect(after[0] < before[0] + 160 * 8, "\(text)")
        #expect(after[1] <= before[1] + 4 && after[2] <= before[2] + 8, "\(text)")
        #expect(lines[3].first == 24 && lines[4].first == 24, "\(text)")
    }

    // MARK: - As the documentation says

    /// The fenced blocks of a language on the page about the monitor.
    private static func blocks(_ language: String) throws -> [String] {
        let path = Scratch.sources + "/../../Sources/ZonePlanning/ZonePlanning.docc/Monitor.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let parts = page.components(separatedBy: "\n```\(language)\n").dropFirst()
        return parts.compactMap { $0.components(separatedBy: "\n```").first }
    }

    @Test("the probes tell a monitor that goes on from one that was killed, and one that sees from one that does not")
    func probes() throws {
        let scratch = try Scratch()
        let probes = try Self.blocks("sh").filter { $0.hasPrefix("jq ") }
            .map { $0.replacingOccurrences(of: "/var/lib/gate53", with: scratch.path) }
        try #require(probes.count == 2)
        try scratch.must(
            """
            \(Self.scene)start-monitor
            \(probes[0])
            \(probes[1])
            mv "$SCRATCH/remotes/zones.git" "$SCRATCH/remotes/away.git"
            look && look && look
            if \(probes[1]); then exit 1; fi
            \(probes[0])
            stop-monitor
            if \(probes[0]); then exit 1; fi
            jq '.nextCheck = "2026-01-01T00:00:00Z"' "$SCRATCH/state.json" >"$SCRATCH/late.json"
            mv "$SCRATCH/late.json" "$SCRATCH/state.json"
            if \(probes[0]); then exit 1; fi
            """)
    }

    private static let hasSystemd = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

    @Test("systemd finds nothing wrong with the unit", .enabled(if: hasSystemd, "no systemd-analyze here"))
    func unit() throws {
        let scratch = try Scratch()
        let unit = try #require(try Self.blocks("ini").first)
        try scratch.write(
            "gate53-monitor.service",
            unit.replacingOccurrences(of: "/usr/local/bin/gate53", with: try Scratch.program()))
        let result = try scratch.run(["/usr/bin/systemd-analyze", "verify", "gate53-monitor.service"])
        #expect(result.exitCode == 0, "\(result.errorText)")
        #expect(!result.errorText.contains("gate53"), "\(result.errorText)")
    }
}

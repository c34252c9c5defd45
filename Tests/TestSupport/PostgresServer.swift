internal import Foundation
internal import Glibc

/// A PostgreSQL of its own, on a socket in a temporary folder, from when it answers until it is let go of, or this
/// process ends.
package final class PostgresServer: Sendable {
    package struct Failure: Error {
        package var message: String
    }

    /// Where the socket is.
    package let folder: String
    private let process: Process
    private let commands: FileHandle
    private let answers: FileHandle
    private let turn = NSLock()

    /// One for all tests that do nothing to it.
    package static func shared() throws -> PostgresServer { try one.get() }

    private static let one = Result { try PostgresServer() }

    /// Reads commands, and stops the server when there are no more: also when this process was killed.
    private static let script = """
        set -eu
        folder=$1
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        start() {
            "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 120 -o "-k $folder" start </dev/null >/dev/null 2>&1
        }
        "$bin/initdb" -D "$folder/data" -U gate53 -A trust -E UTF8 --no-locale --no-sync >"$folder/log" 2>&1
        printf '%s\\n' "listen_addresses = ''" 'fsync = off' 'max_connections = 500' >>"$folder/data/postgresql.conf"
        trap '"$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1; cd /; rm -rf "$folder"' EXIT
        start
        echo ready
        while read -r command argument; do
            case $command in
            stop) "$bin/pg_ctl" -D "$folder/data" -m "$argument" -w stop </dev/null >/dev/null 2>&1 ;;
            start) start ;;
            sql)
                "$bin/psql" -X -q -A -t -h "$folder" -U gate53 -d postgres -c "$argument" </dev/null 2>&1 |
                    tr '\\n' ' '
                ;;
            dump) "$bin/pg_dump" -h "$folder" -U gate53 -d postgres -n "$argument" -f "$folder/$argument.sql" 2>&1 ;;
            restore) "$bin/psql" -X -q -h "$folder" -U gate53 -d postgres -f "$folder/$argument.sql" >/dev/null 2>&1 ;;
            esac
            echo
        done
        """

    package init() throws {
        var template = Array("/tmp/gate53-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "no temporary folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var command = ["/bin/bash", "-c", Self.script, "postgres", folder]
        if geteuid() == 0 {
            // PostgreSQL does not run as root; its package brings a user.
            guard let user = getpwnam("postgres") else { throw Failure(message: "no PostgreSQL here; run ci/setup") }
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
            command = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] + command
        }
        let (input, output) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = input
        process.standardOutput = output
        commands = input.fileHandleForWriting
        answers = output.fileHandleForReading
        try process.run()
        guard try line() == "ready" else {
            let said = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
            throw Failure(message: "PostgreSQL did not start; is it there (ci/setup)? \(said)")
        }
    }

    deinit {
        try? commands.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The next line of the script; `nil` at its end.
    private func line() throws -> String? {
        var octets: [UInt8] = []
        while let octet = try answers.read(upToCount: 1)?.first {
            if octet == UInt8(ascii: "\n") { return String(decoding: octets, as: UTF8.self) }
            octets.append(octet)
        }
        return nil
    }

    private func tell(_ command: String) throws -> String {
        turn.lock()
        defer { turn.unlock() }
        try commands.write(contentsOf: Data((command + "\n").utf8))
        guard let answer = try line() else { throw Failure(message: "PostgreSQL's script ended at '\(command)'") }
        return answer.trimmingCharacters(in: .whitespaces)
    }

    /// Runs a statement, on one line.
    ///
    /// - Parameter statement: the statement.
    /// - Returns: what it gave, as text.
    /// - Throws: ``Failure``.
    @discardableResult
    package func sql(_ statement: String) throws -> String { try tell("sql \(statement)") }

    /// Makes an empty schema of a new name.
    package func makeSchema() throws -> String {
        let name = "s\(UInt64.random(in: .min ... .max))"
        try sql("CREATE SCHEMA \(name)")
        return name
    }

    /// The address of a schema, for libpq.
    package func address(_ schema: String) -> String {
        "postgres:///postgres?host=\(folder)&user=gate53&options=-csearch_path%3D\(schema)"
    }

    /// Stops the server.
    ///
    /// - Parameter isSudden: whether as a crash does, without a word to anybody.
    /// - Throws: ``Failure``.
    package func stop(isSudden: Bool) throws { _ = try tell("stop \(isSudden ? "immediate" : "fast")") }

    package func start() throws { _ = try tell("start") }

    /// Makes a backup of a schema with pg_dump.
    package func backUp(_ schema: String) throws { _ = try tell("dump \(schema)") }

    /// Brings back what ``backUp(_:)`` kept, where nothing is.
    package func restore(_ schema: String) throws { _ = try tell("restore \(schema)") }
}

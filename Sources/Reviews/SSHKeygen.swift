internal import Glibc
internal import Platform
internal import ZonePlanning

/// OpenSSH's `ssh-keygen`, which makes and checks the signatures.
package struct SSHKeygen: Sendable {
    let program: String
    let environment: [String: String]
    let temporaryFolder: String

    /// What a plan's signature is for (`ssh-keygen -n`).
    package static let namespace = "gate53-plan"

    /// Finds ssh-keygen.
    ///
    /// - Parameters:
    ///   - environment: the environment of the process. `PATH` says where to look, `TMPDIR` where to keep files for a
    ///     moment; of the rest only what ssh-keygen needs to find the agent and to ask for a passphrase is handed on.
    ///   - program: the path of ssh-keygen, instead of looking for it.
    /// - Throws: ``SSHError`` when there is none.
    package init(environment: [String: String], program: String? = nil) throws(SSHError) {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
        let candidates = program.map { [$0] } ?? folders.map { $0 + "/ssh-keygen" }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw SSHError(
                "there is no \(program ?? "ssh-keygen") here; install OpenSSH (Debian: 'apt install openssh-client')")
        }
        self.program = found
        let wanted: Set = [
            "PATH", "HOME", "USER", "LOGNAME", "TERM", "TZ", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE",
            "SSH_SK_PROVIDER", "SSH_SK_HELPER", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR",
        ]
        self.environment = environment.filter { wanted.contains($0.key) }.merging(["LC_ALL": "C"]) { $1 }
        temporaryFolder = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    }

    /// Runs `ssh-keygen -Y` for a check.
    ///
    /// - Parameters:
    ///   - arguments: from the operation on, as in `["find-principals", "-s", path, "-f", path]`.
    ///   - input: its standard input.
    ///   - isUTC: whether times that have no zone are of UTC, and not of the zone that the environment says.
    /// - Returns: its output, where it says yes.
    /// - Throws: ``ProgramFailure`` when it does not answer, or does not know what it is asked.
    func check(
        _ arguments: [String], input: [UInt8] = [], isUTC: Bool = false
    ) throws(ProgramFailure) -> [UInt8]? {
        let environment = isUTC ? self.environment.merging(["TZ": "UTC0"]) { $1 } : self.environment
        let outcome = try ChildProcess([program, "-Y"] + arguments, environment: environment, input: .octets(input))
            .runBlocking(seconds: 30)
        switch outcome.end {
        case .exited(let status):
            if status == 0 { return outcome.output }
            // A signature that is not good ends with 255.
            if let line = Self.misuse(outcome.messages) ?? (status == 1 ? "it shows how it is used" : nil) {
                throw ProgramFailure(
                    message: "\(program) does not know '-Y \(arguments.first ?? "")' as it is asked here: \(line); "
                        + "install a newer OpenSSH")
            }
            return nil
        case .signalled(let signal): throw ProgramFailure(message: "\(program) was stopped by signal \(signal)")
        }
    }
}

extension SSHKeygen {
    /// The option that says at which time a key has to be good; none for now. It is of UTC, which the environment has
    /// to say: before OpenSSH 9.1 a time can't (`Z`).
    static func options(at time: Instant?) -> [String] {
        guard let time else { return [] }
        return ["-Overify-time=" + time.basic.filter { $0 != "T" && $0 != "Z" }]
    }

    /// What it says of options that it does not know; `nil` where it says nothing of that.
    private static func misuse(_ messages: [UInt8]) -> String? {
        String(decoding: messages, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init).first { line in
            line == "Invalid \"verify-time\" option" || line.hasPrefix("Invalid option \"")
                || line.hasPrefix("Unsupported operation for -Y")
        }
    }
}

/// Why a plan could not be signed.
package struct SSHError: Error, Hashable, Sendable {
    /// What happened and what to do.
    package var message: String

    package init(_ message: String) { self.message = message }
}

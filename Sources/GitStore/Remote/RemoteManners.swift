internal import Platform
internal import ZoneFiles

// Decision 0046: a remote has one chance a run, and bounds.

/// What one run has found out about how its remotes answer, so that it waits for each only once.
package final class RemoteManners: @unchecked Sendable {
    // Unchecked: everything that changes is only used inside `lock`.
    private let lock = Lock()
    private var silent: Set<String> = []
    private var announced: Set<String> = []
    private let onWait: @Sendable (_ remote: String) -> Void

    /// Makes one for a run.
    ///
    /// - Parameter onWait: called once a remote, when it keeps the run waiting.
    package init(onWait: @escaping @Sendable (_ remote: String) -> Void = { _ in }) { self.onWait = onWait }

    /// Throws where a remote did not answer before in this run.
    func checkAnswers(_ remote: String) throws(GitError) {
        guard lock.locked({ silent.contains(remote) }) else { return }
        throw GitError(
            .unreachable, "the remote '\(remote)' did not answer earlier in this run, so it is not asked again")
    }

    /// A remote did not answer in time.
    func keptSilent(_ remote: String) { lock.locked { _ = silent.insert(remote) } }

    /// A remote keeps the run waiting.
    func isWaiting(for remote: String) {
        if lock.locked({ announced.insert(remote).inserted }) { onWait(remote) }
    }
}

/// Bounds on what a remote may answer: a server that never comes to an end must not fill memory or disk.
enum RemoteBounds {
    /// Most octets of one file that git may write for one answer, and of what the server says meanwhile.
    static let octets = 2 << 30
    /// Most memory that git, or what it starts, may fill for one answer. Only the list of a server's references is kept
    /// in memory, some hundred octets each, and what objects are made of.
    static let memory = 1 << 30
    /// What a program is started by so that it has these bounds (ulimit of sh(1), in units of 1,024 and 512 octets). A
    /// bound that the user has set lower stays.
    static let command = [
        "/bin/sh", "-c",
        "ulimit -d \(memory >> 10) 2>/dev/null; ulimit -f \(octets >> 9) 2>/dev/null; ulimit -c 0; exec \"$@\"", "sh",
    ]
    /// How often in a row the patience may run out by small signs of activity.
    static let lives = 20
    /// How long a remote may be silent before that is said, in seconds.
    static let unsaid = 3
}

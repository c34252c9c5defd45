internal import Glibc
internal import Platform
internal import ZoneFiles

/// The stock git client, where libgit2 can't do what is asked: remotes that are a path (libgit2's own way packs anew
/// what is packed, moves the remote's branch without looking whether somebody else has, and runs none of its hooks),
/// and the credential helpers that the user has configured.
struct GitProgram {
    private let path: String
    private let environment: [String: String]

    /// What it wrote and how it ended.
    struct Outcome {
        var status: Int32
        var text: String
    }

    /// Finds git on the path of an environment; `nil` where there is none.
    init?(_ environment: [String: String]) {
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        guard let folder = folders.first(where: { $0.hasPrefix("/") && access("\($0)/git", X_OK) == 0 }) else {
            return nil
        }
        path = "\(folder)/git"
        // What a hook's git says of its own repository is not about ours, and nobody is there to be asked.
        self.environment =
            environment.filter { !["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"].contains($0.key) }
            .merging(["GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "LC_ALL": "C"]) { $1 }
    }

    /// Runs git to its end.
    ///
    /// - Parameters:
    ///   - arguments: all of them.
    ///   - input: its standard input.
    ///   - showsErrors: whether what it says of its troubles is in the text too.
    ///   - activity: told of all that it writes. What is asked over a network leads a group of its own, and is ended
    ///     with all that it started, as a remote's hooks, when nobody waits for it any more.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``GitError`` when it can't be started.
    func run(
        _ arguments: [String], input: String = "", showsErrors: Bool = true, _ activity: NetworkActivity? = nil
    ) throws(GitError) -> Outcome {
        let process = ChildProcess(
            [path] + arguments, environment: environment, input: .octets(Array(input.utf8)),
            messages: showsErrors ? .output : .dropped, excess: .dropped, leadsGroup: activity != nil)
        activity?.beginsProgram()
        defer { activity?.endsProgram() }
        do throws(ChildProcess.Failure) {
            let outcome = try process.runBlocking(within: nil) { count in
                count == 0 ? activity?.isWanted ?? true : activity?.sign(count) ?? true
            }
            return Outcome(status: outcome.end.status, text: String(decoding: outcome.output, as: UTF8.self))
        } catch {
            switch error {
            case .notStarted(let failure):
                throw GitError(.failed, "cannot run git: \(failure.message)")
            case .cancelled, .tooLong, .tooMuchOutput: return Outcome(status: 128 + SIGKILL, text: "")
            case .unknownEnd(let failure):
                throw GitError(.failed, "cannot wait for git: \(failure.message)")
            }
        }
    }
}

internal import Glibc
internal import Platform
internal import ZoneFiles

// Decision 0094: remotes are reached by the stock git client.

/// The stock git client, which reaches remotes as the user has set it up, and reads its configuration where the
/// environment says which that is.
struct GitProgram {
    private let path: String
    private let environment: [String: String]

    /// What it wrote and how it ended.
    struct Outcome {
        var status: Int32
        /// Its standard output.
        var text: String
        /// Its standard error.
        var messages: String
    }

    /// Finds git on the path of an environment.
    ///
    /// - Parameter environment: the user's; git gets of it what ``GitEnvironment`` says.
    /// - Throws: ``GitError`` where there is none.
    init(_ environment: [String: String]) throws(GitError) {
        let folders = GitEnvironment.path(of: environment).split(separator: ":")
        guard let folder = folders.first(where: { access("\($0)/git", X_OK) == 0 }) else {
            throw GitError(
                .failed,
                "there is no git on the path; remotes are reached by it: install git 2.31 or newer (Debian: 'apt install"
                    + " git')")
        }
        path = "\(folder)/git"
        self.environment = GitEnvironment.clean(environment)
    }

    /// Runs git to its end.
    ///
    /// - Parameters:
    ///   - arguments: all of them. Whoever is on this machine can read them, so nothing secret is among them.
    ///   - more: variables besides those of the user.
    ///   - activity: told of all that it writes. What is asked over a network leads a group of its own, and is ended
    ///     with all that it started, as a remote's hooks, when nobody waits for it any more.
    ///   - isBounded: whether what it may keep in memory and write into one file is bounded, which all that it starts
    ///     inherits.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``GitError`` when it can't be started.
    func run(
        _ arguments: [String], adding more: [String: String] = [:], _ activity: NetworkActivity? = nil,
        isBounded: Bool = false
    ) throws(GitError) -> Outcome {
        let process = ChildProcess(
            (isBounded ? RemoteBounds.command : []) + [path] + arguments,
            environment: environment.merging(more) { $1 }, excess: .dropped, leadsGroup: activity != nil)
        activity?.beginsProgram()
        defer { activity?.endsProgram() }
        do throws(ChildProcess.Failure) {
            let outcome = try process.runBlocking(within: activity == nil ? .seconds(30) : nil) { count in
                count == 0 ? activity?.isWanted ?? true : activity?.note(count) ?? true
            }
            return Outcome(
                status: outcome.end.status, text: String(decoding: outcome.output, as: UTF8.self),
                messages: String(decoding: outcome.messages, as: UTF8.self))
        } catch {
            switch error {
            case .notStarted(let failure):
                throw GitError(.failed, "cannot run git: \(failure.message)")
            case .cancelled, .tooLong, .tooMuchOutput:
                return Outcome(status: 128 + SIGKILL, text: "", messages: "")
            case .unknownEnd(let failure):
                throw GitError(.failed, "cannot wait for git: \(failure.message)")
            }
        }
    }
}

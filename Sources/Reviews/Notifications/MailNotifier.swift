package import Gate
internal import Glibc
internal import Platform
internal import Reports
package import ZonePlanning

/// Mail, handed to the sendmail of this machine.
///
/// The program is at one of two fixed places and can't be chosen: the settings are a file of a repository, and nothing
/// that a repository names is run.
package struct MailNotifier: Notifier {
    /// Where sendmail is (Linux Standard Base, `/usr/sbin/sendmail`; `/usr/lib/sendmail` of old).
    package static let programs = ["/usr/sbin/sendmail", "/usr/lib/sendmail"]

    private let from: MailAddress
    private let to: [MailAddress]
    private let environment: [String: String]
    private let programs: [String]
    private let seconds: Int

    /// - Parameters:
    ///   - from: whom the mail is from.
    ///   - to: whom it is to.
    ///   - environment: that of this process, of which sendmail gets the home and the user.
    package init(from: MailAddress, to: [MailAddress], environment: [String: String]) {
        self.init(from: from, to: to, environment: environment, programs: Self.programs)
    }

    /// For tests: other places than ``programs``, another patience than 10 seconds.
    init(
        from: MailAddress, to: [MailAddress], environment: [String: String], programs: [String], seconds: Int = 10
    ) {
        self.from = from
        self.to = to
        self.environment = environment
        self.programs = programs
        self.seconds = seconds
    }

    package var destination: String { "mail to \(to.map(\.description).joined(separator: ", "))" }

    package func send(_ notification: ZoneNotification) async throws(NotifierError) {
        guard let program = programs.first(where: { access($0, X_OK) == 0 }) else {
            throw NotifierError("there is no \(programs.joined(separator: " or ")); install a mail program that has it")
        }
        var environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        for name in ["HOME", "USER", "LOGNAME"] { environment[name] = self.environment[name] }
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            // The recipients are those of the header: none is an argument, so none is an option.
            outcome = try await ChildProcess(
                [program, "-t", "-i"], environment: environment,
                input: .octets(MailMessage.encode(notification, from: from, to: to)), leadsGroup: true
            ).run(within: .seconds(seconds))
        } catch {
            throw NotifierError("\(ProgramFailure(program, error).message); see its queue")
        }
        guard outcome.end == .exited(0) else {
            throw NotifierError("\(program) ended with code \(outcome.end.status); see the mail system's log")
        }
    }
}

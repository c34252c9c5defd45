internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import Reports
internal import ZonePlanning

// Decision 0110: operations of the service.

/// Which mail server takes mails to owners, and as whom.
struct MailServer: Sendable {
    var url: String
    var from: MailAddress
    var user: String?
    var password: String?
    var usesTLS = true

    /// The mail server that options name; `nil` where they name none.
    ///
    /// - Parameter options: the options.
    /// - Throws: ``ServiceFailure`` where they can't be read.
    init?(_ options: MailOptions) throws(ServiceFailure) {
        guard let url = options.mailServer else {
            if options.mailFrom != nil || options.mailUser != nil || options.mailPasswordFile != nil {
                throw ServiceFailure("the options for mail name no server; add '--mail-server'", id: "usage")
            }
            return nil
        }
        let isURL = ["smtp://", "smtps://"].contains { url.hasPrefix($0) && url.utf8.count > $0.utf8.count }
        guard isURL, !url.contains("@"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ServiceFailure(
                "--mail-server is no smtp://HOST:PORT or smtps://HOST:PORT; the user goes to '--mail-user'", id: "usage"
            )
        }
        guard let from = options.mailFrom.flatMap(MailAddress.init) else {
            throw ServiceFailure("--mail-from names no mail address; whom are mails from?", id: "usage")
        }
        self.url = url
        self.from = from
        usesTLS = !options.mailPlain
        user = options.mailUser
        if user != nil { password = try Self.password(options.mailPasswordFile) }
    }

    /// The password in a file, else in the environment.
    private static func password(_ path: String?) throws(ServiceFailure) -> String {
        guard let path else {
            guard let password = Output.environment["GATE53D_MAIL_PASSWORD"] else {
                throw ServiceFailure(
                    "there is no password for the mail server; set GATE53D_MAIL_PASSWORD, or name a file with "
                        + "'--mail-password-file'", id: "usage")
            }
            return password
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= 4_096 else {
            throw ServiceFailure("'\(Printable.text(path))' can't be read for a password", id: "usage")
        }
        var text = String(decoding: data, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}

/// Mail by SMTP.
struct SMTPMail: MailTransport {
    let from: MailAddress
    /// Hands a message (RFC 5322) on.
    let deliver: @Sendable (_ message: [UInt8], _ from: String, _ to: String) async throws(MailRefusal) -> Void

    func send(_ mail: OutgoingMail) async throws(MailRefusal) {
        let message = MailMessage.encode(
            subject: mail.subject, mail.lines, time: mail.at.description, from: from, to: [mail.to])
        try await deliver(message, from.description, mail.to.description)
    }
}

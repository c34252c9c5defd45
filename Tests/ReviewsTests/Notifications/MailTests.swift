import Foundation
import Gate
import Testing
import ZonePlanning

@testable import Reviews

@Suite("Mail by sendmail") struct MailTests {
    /// A folder with a program in it that stands for sendmail, removed with this.
    final class FakeSendmail {
        let folder = FileManager.default.temporaryDirectory.path + "/gate53-sendmail-\(UUID().uuidString)"
        var program: String { folder + "/sendmail" }

        init(_ script: String) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Written by another process: a program that starts while this one has the file open for writing would hold
            // it open too, and a file that is open for writing can't be run.
            let writer = Process()
            writer.executableURL = URL(filePath: "/bin/sh")
            writer.arguments = [
                "-c", "printf '%s' \"$1\" >\"$0\" && chmod 755 \"$0\"", program,
                "#!/bin/sh\ncd \"\(folder)\" || exit 99\n\(script)\n",
            ]
            try writer.run()
            writer.waitUntilExit()
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func text(_ name: String) -> String {
            (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
        }

        func notifier(seconds: Int = 10) throws -> MailNotifier {
            MailNotifier(
                from: try #require(MailAddress("dns@example.com")),
                to: [try #require(MailAddress("ops@example.com")), try #require(MailAddress("bo@example.net"))],
                environment: ["HOME": "/nonexistent", "SECRET": "hidden", "PATH": folder],
                programs: [folder + "/none", program], seconds: seconds)
        }
    }

    @Test("sendmail gets the message, '-t -i', and nothing else of ours") func sent() async throws {
        let sendmail = try FakeSendmail("cat >message; printf '%s\\n' \"$@\" >arguments; env | sort >environment")
        defer { withExtendedLifetime(sendmail) {} }
        try await sendmail.notifier().send(WebhookTests.notification)
        #expect(sendmail.text("arguments") == "-t\n-i\n")
        let message = sendmail.text("message")
        #expect(message.hasPrefix("From: dns@example.com\nTo: ops@example.com,\n bo@example.net\nSubject: gate53: "))
        #expect(message.contains("\nDate: Mon, 23 Nov 2026 10:15:30 +0000\n"))
        let environment = sendmail.text("environment")
        #expect(environment.contains("HOME=/nonexistent\n"))
        #expect(environment.contains("PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"))
        #expect(!environment.contains("SECRET"))
    }

    @Test("A sendmail that fails is an error without its words") func failed() async throws {
        let sendmail = try FakeSendmail("cat >/dev/null; echo 'its words' >&2; exit 75")
        defer { withExtendedLifetime(sendmail) {} }
        let error = await #expect(throws: NotifierError.self) {
            try await sendmail.notifier().send(WebhookTests.notification)
        }
        #expect(error?.message.contains("75") == true)
        #expect(error?.message.contains("its words") == false)
    }

    @Test("A sendmail that reads nothing, and one that takes too long, end") func stubborn() async throws {
        let deaf = try FakeSendmail("exit 0")
        defer { withExtendedLifetime(deaf) {} }
        try await deaf.notifier().send(WebhookTests.notification)
        let slow = try FakeSendmail("exec sleep 60")
        defer { withExtendedLifetime(slow) {} }
        let error = await #expect(throws: NotifierError.self) {
            try await slow.notifier(seconds: 1).send(WebhookTests.notification)
        }
        #expect(error?.message.contains("too long") == true, "\(error?.message ?? "")")
    }

    @Test("Without a sendmail there is a word on what to do") func none() async throws {
        let sendmail = try FakeSendmail("exit 0")
        defer { withExtendedLifetime(sendmail) {} }
        try FileManager.default.removeItem(atPath: sendmail.program)
        let error = await #expect(throws: NotifierError.self) {
            try await sendmail.notifier().send(WebhookTests.notification)
        }
        #expect(error?.message.contains("install") == true)
    }

    // Nothing that a repository names is run.
    @Test("Where sendmail is can't be chosen") func fixed() {
        #expect(MailNotifier.programs == ["/usr/sbin/sendmail", "/usr/lib/sendmail"])
    }
}

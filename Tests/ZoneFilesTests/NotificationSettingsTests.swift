internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Settings of notifications")
struct NotificationSettingsTests {
    @Test("Receivers of each kind")
    func receivers() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    notifications:
                      - webhook: https://hooks.example.com/gate53
                        secret-from: GATE53_WEBHOOK_SECRET
                        on: [apply, refusal, drift]
                      - {webhook-from: WEBHOOK_URL, secret-from: S}
                      - {webhook: 'http://localhost:8080/x', secret-from: S, on: refusal}
                      - {slack-from: SLACK_WEBHOOK_URL, on: [apply]}
                      - {email: [ops@example.com, bo@example.net], from: dns@example.com}
                      - {email: ops@example.com, from: dns@example.com}
                    """, []))
        let (ops, bo) = (try #require(MailAddress("ops@example.com")), try #require(MailAddress("bo@example.net")))
        let dns = try #require(MailAddress("dns@example.com"))
        let receivers = settings.notifications.map(\.receiver)
        #expect(
            receivers == [
                .webhook(.url("https://hooks.example.com/gate53"), secretFrom: "GATE53_WEBHOOK_SECRET"),
                .webhook(.environment("WEBHOOK_URL"), secretFrom: "S"),
                .webhook(.url("http://localhost:8080/x"), secretFrom: "S"), .slack(from: "SLACK_WEBHOOK_URL"),
                .mail(to: [ops, bo], from: dns), .mail(to: [ops], from: dns),
            ])
        let all = Set(ZoneNotification.Event.allCases)
        #expect(settings.notifications.map(\.events) == [all, all, [.refusal], [.apply], all, all])
        #expect(settings.notifications.first?.location.description == "gate53.yaml:2:5")
    }

    @Test("None where none are declared")
    func none() {
        #expect(expectSettingsDiagnostics(in: "notifications:\n", [])?.notifications == [])
        #expect(expectSettingsDiagnostics(in: "ledger: {branch: x}\n", [])?.notifications == [])
    }

    @Test("Secrets stay out of git, and are not shown when they are there")
    func secrets() {
        for line in [
            "{webhook: 'https://example.com', secret: hidden0123456789}", "{slack: 'https://hooks.slack.com/hidden'}",
            "{slack-from: 'https://hooks.slack.com/services/T0/hidden'}",
            "{webhook-from: https://hidden.example, secret-from: S}",
            "{webhook: 'https://example.com', secret-from: 'hidden/0123456789'}",
            "{webhook: 'https://u:hidden@example.com', secret-from: S}",
        ] {
            let (settings, diagnostics) = SettingsReader.read(
                Array("notifications: [\(line)]\n".utf8), path: "gate53.yaml", ProviderModules.kinds)
            #expect(settings == nil)
            #expect(diagnostics.count == 1, "\(line): \(diagnostics)")
            #expect(!diagnostics.contains { $0.message.contains("hidden") }, "\(diagnostics)")
        }
    }

    @Test(
        "No receiver's secret is a credential of something else",
        arguments: [
            "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "CI_JOB_TOKEN",
            "GITHUB_TOKEN",
            "GH_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN", "GATE53_GIT_TOKEN",
        ])
    func secretOfAnother(name: String) {
        for address in ["webhook: 'https://example.com'", "webhook-from: URL"] {
            _ = expectSettingsDiagnostics(
                in: "notifications: [{\(address), secret-from: ⟦1⟧\(name)}]\n",
                [(1, .error, "secret-of-another", name)])
        }
    }

    @Test("Mistakes")
    func mistakes() {
        expectSettingsDiagnostics(
            in: """
                notifications:
                  - ⟦1⟧{webhook: 'https://example.com'}
                  - {webhook: ⟦2⟧'http://example.com/', secret-from: S}
                  - {webhook: ⟦3⟧'http://localhost.example.com/', secret-from: S}
                  - ⟦4⟧{slack-from: A, email: a@example.com, from: b@example.com}
                  - ⟦5⟧{on: [apply]}
                  - {slack-from: A, on: [⟦6⟧aply]}
                  - ⟦7⟧{email: a@example.com}
                  - {email: ⟦8⟧'a@example.com, b@example.com', from: b@example.com}
                  - {email: [⟦9⟧'|/bin/sh@example.com'], from: ⟦10⟧'-x@example.com'}
                  - {slack-from: A, ⟦11⟧sendmail: ./sendmail}
                  - {slack-from: A, secret-from: ⟦12⟧S}
                  - {slack-from: A, on: ⟦13⟧[]}
                  - ⟦14⟧text
                  - {webhook: ⟦15⟧'ftp://example.com', secret-from: S}
                """,
            [
                (1, .error, "missing-key", "'secret-from'"),
                (2, .error, "bad-value", "'https://'"),
                (3, .error, "bad-value", "'https://'"),
                (4, .error, "bad-value", "one item of the list for each"),
                (5, .error, "missing-key", "write one"),
                (6, .error, "bad-value", "did you mean 'apply'"),
                (7, .error, "missing-key", "'from'"),
                (8, .error, "bad-value", "only the address"),
                (9, .error, "bad-value", "not a mail address"),
                (10, .error, "bad-value", "not a mail address"),
                (11, .error, "unknown-key", "'sendmail'"),
                (12, .error, "unknown-key", "means nothing beside 'slack-from'"),
                (13, .error, "bad-value", "at least one"),
                (14, .error, "wrong-shape", "a map"),
                (15, .error, "bad-value", "'https://'"),
            ])
    }
}

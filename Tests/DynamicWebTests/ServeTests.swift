import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing

@Suite("gate53d serve", .serialized, .timeLimit(.minutes(60)))
struct ServeTests {
    private static let password = "mail-pa55word-of-the-test"

    /// The value behind a label in what a command says.
    private func value(_ label: String, of text: String) throws -> String {
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(label) })
        return try #require(line.split(separator: " ").last.map(String.init))
    }

    @Test(
        "Rules change without a restart, an administrator blocks a host, its owner gets mail, and no secret is logged")
    func operations() async throws {
        let mails = try await MailServerProgram(user: "gate53d", password: Self.password)
        let served = try await ServedProgram(
            arguments: { _ in
                ["--mail-server", "smtp://127.0.0.1:\(mails.port)", "--mail-plain", "--mail-user", "gate53d"]
                    + ["--mail-from", "dyn@example.com", "--site", "https://dyn.example.com/"]
                    + ["--drift-every", "3600", "--record-quota", "2"]
            }, environment: ["GATE53D_MAIL_PASSWORD": Self.password])
        let account = try served.admin(["add-account", "Ann", "--mail", "ann@example.com"])
        let token = try value("token:", of: account)
        let bearer = ["--header", "Authorization: Bearer \(token)"]
        func claim(_ label: String) throws -> String {
            try served.curl(
                "/api/v1/hosts", bearer + ["--data", "{\"name\": \"\(label)\"}", "--write-out", " %{http_code}"])
        }
        #expect(try claim("home").hasSuffix(" 201"))
        #expect(try served.curl("/update/home/\(token)/192.0.2.1") == "OK")
        #expect(try served.curl("/update?domains=home&token=\(token)&ip=192.0.2.2") == "OK")
        let path = "/nic/update?hostname=home.dyn.example.com&myip=192.0.2.3"
        #expect(try served.curl(path, ["--user", "x:\(token)"]) == "good 192.0.2.3\n")
        #expect(try served.curl("/update/home/wr0ng-secret-of-somebody/192.0.2.1") == "KO")
        #expect(try served.curl("/update?domains=home&token=%00wr0ng-secret-of-somebody") != "OK")
        try await served.eventually("the address is written") { try served.zone().contains("192.0.2.3") ? () : nil }

        try served.write(
            ServedProgram.settings(served.folder, suffix: "types: [A], reserved: [shop]"),
            to: "repository/gate53.yaml")
        let commit = try served.commit().prefix(12)
        try await served.eventually("the commit is in force") { try served.curl("/status").contains(commit) ? () : nil }
        #expect(try claim("shop").hasSuffix(" 422"))

        #expect(try served.admin(["block", "home.dyn.example.com", "--reason", "phishing"]).contains("1 host"))
        try await served.eventually("its records go") { try served.zone().contains("home") ? nil : () }
        #expect(try served.curl(path, ["--user", "x:\(token)"]) == "abuse\n")
        let mail = try await mails.mail()
        #expect(mail["to"] as? [String] == ["ann@example.com"])
        let text = try #require(mail["text"] as? String)
        #expect(text.contains("Subject: home.dyn.example.com: blocked\r\n"))
        #expect(text.contains("phishing") && text.contains("https://dyn.example.com"))
        _ = try served.admin(["unblock", "home.dyn.example.com"])
        try await served.eventually("its records come back") { try served.zone().contains("192.0.2.3") ? () : nil }
        let metrics = try served.curl("/metrics")
        #expect(metrics.contains("gate53d_rules_info{commit=\"\(commit)"))
        #expect(metrics.contains("gate53d_settings_waiting 0.0\n"))

        #expect(metrics.contains("gate53d_zone_records{zone=\"example.com.\"} 2.0\n"))
        #expect(try served.curl("/readyz").contains("warning: example.com. has or gets 2 of 2 records"))
        try await served.eventually("a look for drift is over") {
            let report = try served.curl("/drift")
            return report.contains("The last look was at") && report.contains("example.com") ? () : nil
        }
        #expect(try served.curl("/metrics").contains("# TYPE gate53_drift"))
        #expect(try served.curl("/drift", ["--header", "X-Forwarded-For: 203.0.113.9"]).contains("403"))

        #expect(served.stop() == 0)
        let log = try served.log()
        for secret in [token, Self.password, "wr0ng-secret", Data("x:\(token)".utf8).base64EncodedString()] {
            #expect(!log.contains(secret))
        }
        #expect(log.contains("\"message\":\"stopped\""))
        for line in log.split(separator: "\n") {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
    }

    @Test("SIGTERM in the middle of a batch: the batch is brought to its end and stored, and nothing new is taken")
    func stopped() async throws {
        // The command after each batch waits until it may go on.
        let served = try await ServedProgram(
            provider: ", reload: [$FOLDER/waits]",
            prepare: { folder in
                let script =
                    "#!/bin/sh\nls -l /proc/$$/fd > \(folder)/files\ntouch \(folder)/begun\nfor n in $(seq 600); do\n"
                try (script + "[ -e \(folder)/go ] && exit\nsleep 0.1\ndone\n").write(
                    toFile: folder + "/waits", atomically: false, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/waits")
            })
        defer { try? served.write("", to: "go") }
        let token = try value("token:", of: try served.admin(["add-account", "Ann"]))
        _ = try served.curl(
            "/api/v1/hosts", ["--header", "Authorization: Bearer \(token)", "--data", "{\"name\": \"home\"}"])
        let path = "/nic/update?hostname=home.dyn.example.com&myip=192.0.2.3"
        #expect(try served.curl(path, ["--user", "x:\(token)"]) == "good 192.0.2.3\n")
        try await served.eventually("a batch is under way") {
            FileManager.default.fileExists(atPath: served.folder + "/begun") ? () : nil
        }
        served.signal(SIGTERM)
        try await served.eventually("nobody listens any more") { () -> Void? in
            do {
                _ = try served.curl("/healthz", ["--max-time", "2"])
                return nil
            } catch {
                return ()
            }
        }
        #expect(served.isRunning)
        // The command has none of the service's sockets: its input alone may be one.
        let files = try String(contentsOfFile: served.folder + "/files", encoding: .utf8).split(separator: "\n")
        #expect(!files.contains { $0.contains("socket:") && !$0.contains(" 0 -> ") }, "\(files)")
        try served.write("", to: "go")
        #expect(served.stop() == 0)
        let store = try SQLiteHostStore(path: served.database)
        let host = try #require(try await store.host("home.dyn.example.com."))
        #expect(!host.isDirty && host.submitted == nil && host.written?.sets.count == 1)
        #expect(try served.zone().contains("192.0.2.3"))
        try store.close()
    }

    @Test("TLS: the certificate is renewed at SIGHUP and by itself counts on; one that is of no use changes nothing")
    func tls() async throws {
        func make(_ name: String, in folder: String) throws {
            _ = try ServedProgram.run(
                "openssl",
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                    + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1"]
                    + ["-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem"])
        }
        func use(_ certificate: String, _ key: String, in folder: String) throws {
            for (from, to) in [("\(certificate).pem", "used.pem"), ("\(key).key", "used.key")] {
                let text = try String(contentsOfFile: "\(folder)/\(from)", encoding: .utf8)
                try text.write(toFile: "\(folder)/\(to)", atomically: true, encoding: .utf8)
            }
        }
        let served = try await ServedProgram { folder in
            ["--tls-certificate", folder + "/used.pem", "--tls-key", folder + "/used.key"]
        } prepare: { folder in
            for name in ["one", "two"] { try make(name, in: folder) }
            try use("one", "one", in: folder)
        }
        func healthz(_ trusted: String, _ more: [String] = []) throws -> String {
            try served.curl("/healthz", ["--cacert", "\(served.folder)/\(trusted).pem"] + more, scheme: "https")
        }
        #expect(try healthz("one") == "ok\n")
        #expect(try healthz("one", ["--http1.0"]) == "ok\n")
        #expect(throws: ServedProgram.Failed.self) { try healthz("two") }
        #expect(throws: ServedProgram.Failed.self) { try served.curl("/healthz") }
        #expect(throws: ServedProgram.Failed.self) { try healthz("one", ["--tls-max", "1.1"]) }
        try use("two", "one", in: served.folder)
        served.signal(SIGHUP)
        try await served.eventually("it says that they don't belong together") {
            try served.log().contains("the certificate can't be renewed") ? () : nil
        }
        #expect(try healthz("one") == "ok\n")
        try use("two", "two", in: served.folder)
        served.signal(SIGHUP)
        try await served.eventually("the new one counts") { try served.log().contains("was renewed") ? () : nil }
        #expect(try healthz("two") == "ok\n")
        let key = try String(contentsOfFile: served.folder + "/two.key", encoding: .utf8).split(separator: "\n")[1]
        #expect(try !served.log().contains(key))
        #expect(served.stop() == 0)
    }
}

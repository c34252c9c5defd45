import DynamicDNS
import Foundation
import Glibc
import Testing

@testable import gate53d

@Suite("Settings of sign-in services")
struct SignInSettingsTests {
    private func message(_ text: String) -> String {
        do throws(SignInSettings.Mistake) {
            _ = try SignInSettings(Array(text.utf8))
            return ""
        } catch {
            return error.message
        }
    }

    @Test("A file names services in their order, and where their secrets are")
    func services() throws {
        let text = #"""
            {"services": [
              {"type": "openid", "id": "my-company", "title": "Company", "issuer": "https://login.example.com",
               "client-id": "gate53d"},
              {"type": "github", "client-id": "Iv1", "secret-file": "/run/secret"},
              {"type": "x", "client-id": "xid", "public": true}
            ]}
            """#
        let settings = try SignInSettings(Array(text.utf8))
        #expect(settings.services.map(\.id) == ["my-company", "github", "x"])
        #expect(settings.services.map(\.title) == ["Company", "GitHub", "X"])
        #expect(settings.services.map(\.clientID) == ["gate53d", "Iv1", "xid"])
        #expect(
            settings.services.map(\.secret) == [.variable("GATE53D_SECRET_MY_COMPANY"), .file("/run/secret"), .none])
        let made = try Composition.signInServices(SignInSettings(services: [settings.services[2]]))
        #expect(made.map(\.id) == ["x"])
    }

    @Test(
        "Mistakes are said with what to do",
        arguments: [
            ("", "this is not JSON"), ("[]", "this is not JSON"), (#"{"services": [1]}"#, "this is not JSON"),
            (#"{"service": []}"#, "'service' is not known"), (#"{"services": [{}]}"#, "has no 'type'"),
            (#"{"services": [{"type": "saml", "client-id": "a"}]}"#, "write openid, github or x"),
            (#"{"services": [{"type": "github"}]}"#, "has no 'client-id'"),
            (#"{"services": [{"type": "github", "client-id": "a", "issuer": "b"}]}"#, "needs no 'issuer'"),
            (#"{"services": [{"type": "openid", "client-id": "a"}]}"#, "has no 'issuer'"),
            (#"{"services": [{"type": "x", "client-id": "a", "id": "A/b"}]}"#, "lower-case letters"),
            (#"{"services": [{"type": "x", "client-id": "a", "ids": "b"}]}"#, "'ids' is not known"),
            (#"{"services": [{"type": "x", "client-id": "a", "public": true, "secret-file": "b"}]}"#, "take one out"),
            (
                #"{"services": [{"type": "x", "client-id": "a"}, {"type": "x", "client-id": "b"}]}"#,
                "two services have the id 'x'"
            ),
        ])
    func mistakes(text: String, message: String) {
        #expect(self.message(text).contains(message), "\(self.message(text))")
    }

    @Test("A secret in the file is refused, and not repeated")
    func secretInFile() {
        let said = message(#"{"services": [{"type": "x", "client-id": "a", "client-secret": "hunter2"}]}"#)
        #expect(said.contains("a secret does not belong into this file"))
        #expect(!said.contains("hunter2"))
    }

    @Test("A secret is the variable's, or the file's without the end of its line; what lacks one is said")
    func secrets() throws {
        let path = NSTemporaryDirectory() + "gate53d-secret-\(UUID().uuidString)"
        try "s3cret\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var service = try #require(
            SignInSettings(Array(#"{"services": [{"type": "x", "client-id": "a"}]}"#.utf8)).services.first)
        #expect(try service.secretText(["GATE53D_SECRET_X": "s3cret"]) == "s3cret")
        for environment in [[:], ["GATE53D_SECRET_X": ""], ["GATE53D_SECRET_Y": "s3cret"]] {
            let failure = #expect(throws: ServiceFailure.self) { try service.secretText(environment) }
            #expect(failure?.sentence.contains("set GATE53D_SECRET_X, or write 'secret-file'") == true)
        }
        service.secret = .file(path)
        #expect(try service.secretText([:]) == "s3cret")
        service.secret = .file(path + ".not")
        #expect(throws: ServiceFailure.self) { try service.secretText([:]) }
        service.secret = .none
        #expect(try service.secretText([:]) == nil)
    }

    @Test("Issuers that are not https, or stand for other services, make no service")
    func issuers() throws {
        for issuer in [
            "http://login.example.com", "https://github.com", "https://x.com", "login.example.com",
            "https://login.example.com/?a=b",
        ] {
            let text = """
                {"services": [{"type": "openid", "issuer": "\(issuer)", "client-id": "a", "public": true}]}
                """
            let settings = try SignInSettings(Array(text.utf8))
            #expect(throws: ServiceFailure.self, "\(issuer)") { try Composition.signInServices(settings) }
        }
    }

    @Test("Programs that are started get none of the secrets")
    func children() {
        setenv("GATE53D_SECRET_OF_A_TEST", "hunter2", 1)
        defer { unsetenv("GATE53D_SECRET_OF_A_TEST") }
        #expect(Output.secrets["GATE53D_SECRET_OF_A_TEST"] == "hunter2")
        #expect(Output.environment["GATE53D_SECRET_OF_A_TEST"] == nil)
        #expect(!Output.environment.values.contains("hunter2"))
        #expect(Output.environment["PATH"] != nil)
    }
}

import DynamicDNS
import DynamicStorage
import Foundation
import Testing
import ZonePlanning

@testable import DynamicWeb

/// Somebody with a browser that has no script: keeps cookies, and sends the forms that it was shown.
final class PageBrowser {
    let site: LiveSite
    var cookies: [String: String] = [:]
    /// What the last page's forms are bound with.
    var formKey = ""
    /// What each request has besides.
    var fields: [String] = []

    init(_ site: LiveSite) { self.site = site }

    @discardableResult
    func get(_ path: String) async throws -> LiveResponse { try await send("GET", path, [], body: "") }

    /// Sends a form, by default with what binds it.
    @discardableResult
    func post(
        _ path: String, _ values: [String: String] = [:], key: String? = nil, _ more: [String] = []
    ) async throws -> LiveResponse {
        var values = values
        values["form-key"] = key ?? formKey
        let body = values.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return try await send(
            "POST", path, ["Content-Type: application/x-www-form-urlencoded"] + more, body: body)
    }

    private func send(_ method: String, _ path: String, _ more: [String], body: String) async throws -> LiveResponse {
        var lines = fields + more
        if !cookies.isEmpty {
            lines.append("Cookie: " + cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
        }
        let response = try await site.request(method, path, lines, body: body)
        for cookie in response.cookies {
            let pair = cookie.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
            cookies[String(pair[0])] = pair.count == 2 ? String(pair[1]) : nil
        }
        if let key = response.body.firstMatch(of: /name="form-key" value="([0-9a-f]+)"/) { formKey = String(key.1) }
        return response
    }

    /// Signs in with an invitation, and gives back the page that is shown then.
    @discardableResult
    func signIn(_ role: Account.Role = .user, name: String = "Bea") async throws -> LiveResponse {
        let code = "invitation-\(UUID().uuidString)"
        let now = LiveSite.RealClock().now
        try await site.store.add(
            Invitation(
                hash: SecretHash(of: code), role: role, created: now, expires: now.adding(seconds: 60)))
        try await get("/sign-in")
        return try await post("/sign-in/invitation", ["invitation": code, "name": name])
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(octet))
            default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension LiveResponse {
    /// The values of `Set-Cookie`.
    var cookies: [String] {
        head.split(separator: "\r\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "set-cookie" else { return nil }
            return parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    /// The heading of a page.
    var heading: String { body.firstMatch(of: /<h1>([^<]*)<\/h1>/).map { String($0.1) } ?? "" }
}

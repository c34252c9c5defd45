import FoundationEssentials
import HTTPTransport
import Testing
import ZonePlanning

@testable import DNSProviders

/// A request that botocore signed.
struct SignedVector: Decodable, Sendable, CustomTestStringConvertible {
    var access_key: String
    var secret_key: String
    var token: String?
    var region: String
    var service: String
    var amz_date: String
    var method: String
    var url: String
    var headers: [String: String]
    var body: String
    var canonical_request: String
    var string_to_sign: String

    var testDescription: String { "\(method) \(url)" }

    static let all: [SignedVector] = {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let names = [
            "change-all-kinds", "change-cas", "change-cas-token", "change-tags", "create-healthcheck", "create-zone",
            "delete-zone", "get-change", "list-rrsets-first", "list-rrsets-wildcard-cursor",
            "list-rrsets-wildcard-cursor-token", "list-tags-batch", "list-zones-byname", "list-zones-page", "test-dns",
            "zone-limit",
        ]
        return names.compactMap { name in
            guard let data = FileManager.default.contents(atPath: "/\(folder)/Vectors/\(name).json") else { return nil }
            return try? JSONDecoder().decode(SignedVector.self, from: data)
        }
    }()

    var credentials: AWSCredentials {
        AWSCredentials(
            accessKeyID: access_key, secretAccessKey: Secret(secret_key), sessionToken: token.map(Secret.init),
            source: "test")
    }
}

@Suite struct SignatureTests {
    private let time = Instant(aws: "20260102T030405Z") ?? Instant(seconds: 0)
    private let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), source: "test")

    @Test("All vectors are there")
    func count() { #expect(SignedVector.all.count == 16) }

    @Test("Each step equals what botocore 1.43.11 made", arguments: SignedVector.all)
    func vector(_ vector: SignedVector) throws {
        let method = try #require(HTTPRequest.Method(rawValue: vector.method))
        let time = try #require(Instant(aws: vector.amz_date))
        #expect(time.basic == vector.amz_date)
        let request = HTTPRequest(method, vector.url, headers: ["Accept": "*/*"], body: Array(vector.body.utf8))
        let signature = SignatureV4(region: vector.region, service: vector.service)
        let steps = try signature.steps(request, with: vector.credentials, at: time)
        #expect(steps.canonicalRequest == vector.canonical_request)
        #expect(steps.stringToSign == vector.string_to_sign)
        #expect(steps.authorization == vector.headers["Authorization"])
        let signed = try signature.sign(request, with: vector.credentials, at: time)
        #expect(signed.headers["Authorization"] == vector.headers["Authorization"])
        #expect(signed.headers["X-Amz-Date"] == vector.headers["X-Amz-Date"])
        #expect(signed.headers["X-Amz-Security-Token"] == vector.headers["X-Amz-Security-Token"])
        #expect(signed.headers["Accept"] == "*/*")
    }

    private func canonical(_ url: String, headers: HTTPHeaders = [:]) throws -> [String] {
        try SignatureV4(region: "us-east-1", service: "route53")
            .steps(HTTPRequest(.get, url, headers: headers), with: credentials, at: time)
            .canonicalRequest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(
        "The query is sorted as encoded; values may be empty, missing, or several",
        arguments: [
            ("", ""), ("?", ""), ("?b=2&a=1", "a=1&b=2"), ("?a", "a="), ("?a=", "a="), ("?a=2&a=1&a", "a=&a=1&a=2"),
            ("?A=1&a=1&_=1", "A=1&_=1&a=1"), ("?name=%5C052.x&type=A", "name=%5C052.x&type=A"),
            ("?a=b=c", "a=b=c"), ("?ab=1&a=2&a-b=3", "a=2&a-b=3&ab=1"),
        ])
    func query(_ url: String, _ expected: String) throws {
        #expect(try canonical("https://h/2013-04-01/hostedzone\(url)")[2] == expected)
    }

    @Test(
        "The path is tidied and encoded once more",
        arguments: [
            ("", "/"), ("/", "/"), ("/a/b/", "/a/b/"), ("//a///b", "/a/b"), ("/a/./b/../c", "/a/c"), ("/..", "/"),
            ("/a%20b", "/a%2520b"), ("/a~-._b", "/a~-._b"),
        ])
    func path(_ path: String, _ expected: String) throws {
        #expect(try canonical("https://h\(path)")[1] == expected)
    }

    @Test(
        "The host is in lower case, its port only when it is not the usual one",
        arguments: [
            ("https://Route53.AmazonAWS.com/", "route53.amazonaws.com"), ("https://h:443/", "h"), ("http://h:80/", "h"),
            ("http://127.0.0.1:5000/", "127.0.0.1:5000"), ("https://h:80/", "h:80"), ("http://[::1]:80/x", "[::1]"),
        ])
    func host(_ url: String, _ expected: String) throws {
        #expect(try canonical(url)[3] == "host:\(expected)")
    }

    @Test("White space in a signed header counts once; other headers are not signed")
    func headers() throws {
        let lines = try canonical("https://h/", headers: ["X-Amz-Meta": "  a   b\tc ", "User-Agent": "x"])
        #expect(lines[3...5] == ["host:h", "x-amz-date:20260102T030405Z", "x-amz-meta:a b c"])
        #expect(lines[7] == "host;x-amz-date;x-amz-meta")
    }

    @Test("Signing again replaces the signature, and the token of other credentials")
    func again() throws {
        let signature = SignatureV4(region: "us-east-1", service: "route53")
        var other = credentials
        other.sessionToken = Secret("token")
        let first = try signature.sign(HTTPRequest(.get, "https://h/"), with: other, at: time)
        let second = try signature.sign(first, with: credentials, at: time)
        #expect(second.headers["X-Amz-Security-Token"] == nil)
        #expect(second == (try signature.sign(HTTPRequest(.get, "https://h/"), with: credentials, at: time)))
    }

    @Test(
        "Encoding",
        arguments: [
            ("*.example.com.", "%2A.example.com."), ("\\052.example.com.", "%5C052.example.com."), ("a b", "a%20b"),
            ("a+b", "a%2Bb"), ("~-._", "~-._"), ("é中", "%C3%A9%E4%B8%AD"), ("", ""), ("/", "%2F"), ("\u{0}", "%00"),
            ("%41", "%2541"),
        ])
    func encoding(_ text: String, _ expected: String) { #expect(PercentEncoding.encode(text) == expected) }

    @Test("Credentials do not show their secrets")
    func hidden() {
        var shown = credentials
        shown.sessionToken = Secret("session-token")
        var dumped = ""
        dump(shown, to: &dumped)
        for text in ["\(shown)", String(reflecting: shown), dumped, "\(shown.secretAccessKey)"] {
            #expect(!text.contains("wJalr") && !text.contains("session-token"))
        }
    }
}

@Suite("Times of AWS") struct InstantAWSTests {
    @Test(
        "The forms that services and files have",
        arguments: [
            "2026-01-02T03:04:05Z", "2026-01-02T03:04:05UTC", "2026-01-02 03:04:05", "2026-01-02T03:04:05.678Z",
            "2026-01-02T04:04:05+01:00", "2026-01-01T22:34:05-0430", "2026-01-02T03:04:05.999999+00:00",
            "20260102T030405Z",
            "2026-01-02t03:04:05z", "2026-01-02 03:04:05 UTC", "2026-01-02T03:04:05 GMT", "2026-01-02T04:04:05+01",
        ])
    func forms(_ text: String) { #expect(Instant(aws: text)?.basic == "20260102T030405Z") }

    @Test(
        "What is not a time",
        arguments: [
            "", "2026", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-02T03:04:05X", "2026-01-02T03:04:05Z ", "2026-01-02T03:04Z", "2026-01-02T03:04:05+99:00", "é",
            "0000-01-01T00:00:00Z", "2026-02-31T03:04:05Z", "2026-04-31 03:04:05", "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z", "2026-01-02T03:04:60Z",
            "20260102T030460Z", "2026-01-02T03:04:05ZZ",
            "2026-01-02T03:04:05+01:", "2026-01-02T03:04:05+1", "2026-01-02T03:04:05+01:60",
            "2026-01-02T03:04:05+01:00 ",
            "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05  UTC", "2026-01-02T03:04:05 ", "2026-1-2T3:4:5Z",
            "2026-01-02",
            "20260231T030405Z", "20260102T030405+", "20260102T030405z", "20260102T030405", "20260102 030405Z",
            "20260102T246000Z", "2026-01-02T03:04:05Zulu", "٢٠٢٦-01-02T03:04:05Z", " 2026-01-02T03:04:05Z",
        ])
    func refused(_ text: String) { #expect(Instant(aws: text) == nil) }

    @Test("The Date header")
    func others() {
        #expect(Instant(httpDate: "Fri, 02 Jan 2026 03:04:05 GMT")?.basic == "20260102T030405Z")
        #expect(Instant(httpDate: "Tue, 29 Feb 2028 23:59:59 GMT")?.basic == "20280229T235959Z")
        #expect(Instant(httpDate: "Sat, 31 Dec 2016 23:59:60 GMT")?.basic == "20170101T000000Z")
    }

    // The day of the week was anything, numbers had signs and any number of digits, and blanks stood where they liked.
    @Test(
        "What is not a Date header, or contradicts itself, sets no clock",
        arguments: [
            "", "Friday, 02-Jan-26 03:04:05 GMT", "Fri Jan  2 03:04:05 2026", "Thu, 02 Jan 2026 03:04:05 GMT",
            "Xyz, 02 Jan 2026 03:04:05 GMT", "Fri 02 Jan 2026 03:04:05 GMT", "Fri, 2 Jan 2026 03:04:05 GMT",
            "Fri, +2 Jan 2026 03:04:05 GMT", "Fri, 002 Jan 2026 03:04:05 GMT", "Fri, 02 jan 2026 03:04:05 GMT",
            "Fri, 02 January 2026 03:04:05 GMT", "Fri, 02 Jan 26 03:04:05 GMT", "Fri, 02 Jan 2026 3:04:05 GMT",
            "Fri, 02 Jan 2026 +3:04:05 GMT", "Fri, 02 Jan 2026 03:04 GMT", "Fri, 02 Jan 2026 03:04:05:06 GMT",
            "Fri, 02 Jan 2026 24:04:05 GMT", "Fri, 02 Jan 2026 03:60:05 GMT", "Fri, 02 Jan 2026 03:04:61 GMT",
            "Fri, 02 Jan 2026 03:04:60 GMT",
            "Fri, 02 Jan 2026 03:04:05 UTC", "Fri, 02 Jan 2026 03:04:05 +0000", "Fri, 02 Jan 2026 03:04:05",
            "Fri, 02 Jan 2026 03:04:05 GMT ", "Fri, 02 Jan 2026 03:04:05 GMT, x", "Fri,  02 Jan 2026 03:04:05 GMT",
            "Tue, 31 Feb 2026 03:04:05 GMT", "Tue, 29 Feb 2026 03:04:05 GMT", "Sat, 00 Jan 2026 03:04:05 GMT",
            "Fri, 02 Jan 0000 03:04:05 GMT", "Fri, 02 Jan 2026 03:04:x5 GMT",
        ])
    func noDate(_ text: String) { #expect(Instant(httpDate: text) == nil) }
}

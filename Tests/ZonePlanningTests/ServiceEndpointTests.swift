import Testing
import ZonePlanning

@Suite("Where a service may be asked")
struct ServiceEndpointTests {
    @Test(
        "https, or the same machine",
        arguments: [
            "https://route53.amazonaws.com", "HTTPS://x", "https://x:8443/path", "https://10.0.0.1/",
            "http://127.0.0.1:4566",
            "http://127.8.9.10", "http://localhost:4566/", "http://LOCALHOST", "http://[::1]:80",
            "https://[2001:db8::1]",
        ])
    func good(url: String) { #expect(ServiceEndpoint.problem(in: url) == nil) }

    @Test(
        "Anything else is refused",
        arguments: [
            "http://example.com", "http://10.0.0.1", "http://127.0.0.1.example.com", "http://localhost.example.com",
            "http://127.0.0.1@example.com", "http://example.com#@127.0.0.1", "http://127.1", "http://0x7f.0.0.1",
            "http://2130706433", "http://127.0.0.256", "http://[::ffff:127.0.0.1]", "http://[::2]", "http://",
            "https://",
            "https:///path", "ftp://127.0.0.1", "127.0.0.1:4566", "", "https://a b", "https://ada:secret@example.com",
            "http://localhost\\.example.com", "http://localhost:80.example.com", "http://localhost.",
            "http://169.254.169.254",
        ])
    func bad(url: String) { #expect(ServiceEndpoint.problem(in: url) != nil) }
}

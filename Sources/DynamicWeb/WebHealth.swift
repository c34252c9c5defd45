internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Platform

/// A number of the moment, for those who watch the service.
package struct Gauge: Sendable {
    /// Without the prefix `gate53d_`.
    package var name: String
    package var help: String
    package var labels: [(name: String, value: String)]
    package var value: Double

    package init(_ name: String, help: String, labels: [(name: String, value: String)] = [], value: Double) {
        self.name = name
        self.help = help
        self.labels = labels
        self.value = value
    }
}

/// Counts what was answered.
final class WebMetrics: Sendable {
    private struct Key: Hashable {
        var route: String
        var status: Int
    }

    private let counts = LockedValue<[Key: Int]>([:])

    /// Routes are those of the router, so there are few.
    func count(route: String, status: Int) {
        counts.locked { $0[Key(route: route, status: status), default: 0] += 1 }
    }

    /// In the text format of Prometheus.
    func text(_ gauges: [Gauge]) -> String {
        var text = ""
        var named: Set<String> = []
        func head(_ name: String, _ help: String, _ type: String) {
            if named.insert(name).inserted {
                text += "# HELP gate53d_\(name) \(help)\n# TYPE gate53d_\(name) \(type)\n"
            }
        }
        head("http_requests_total", "Requests that were answered, by route and status.", "counter")
        let counts = counts.value.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        for (key, count) in counts {
            text +=
                "gate53d_http_requests_total\(Self.labels([("route", key.route), ("status", "\(key.status)")])) "
                + "\(count)\n"
        }
        for gauge in gauges {
            head(gauge.name, gauge.help, "gauge")
            text += "gate53d_\(gauge.name)\(Self.labels(gauge.labels)) \(gauge.value)\n"
        }
        return text
    }

    private static func labels(_ labels: [(name: String, value: String)]) -> String {
        if labels.isEmpty { return "" }
        let parts = labels.map { label in
            var value = ""
            for character in label.value {
                switch character {
                case "\\": value += "\\\\"
                case "\"": value += "\\\""
                case "\n": value += "\\n"
                default: value.append(character)
                }
            }
            return "\(label.name)=\"\(value)\""
        }
        return "{\(parts.joined(separator: ","))}"
    }
}

extension WebSite {
    func addHealth(to router: Router<WebContext>) {
        router.get("/healthz") { _, _ in Self.text("ok\n") }
        router.get("/readyz") { request, context in
            let problems = rules() == nil ? ["the protected branch was not read yet"] : await health.problems()
            if problems.isEmpty {
                let warnings = isObserver(request, context) ? await health.warnings() : []
                return Self.text("ok\n" + warnings.map { "warning: \($0)\n" }.joined())
            }
            // What is wrong inside is for those who look after it.
            let body = isObserver(request, context) ? problems.map { "\($0)\n" }.joined() : "not ready\n"
            return Self.text(body, status: .serviceUnavailable)
        }
        router.get("/metrics") { request, context in
            guard isObserver(request, context) else {
                throw WebRefusal(.forbidden, "numbers are shown to the networks that '--metrics-from' names")
            }
            return Self.text(
                metrics.text(await health.gauges()) + health.metrics(),
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("/drift") { request, context in
            guard isObserver(request, context) else {
                throw WebRefusal(.forbidden, "the report is shown to the networks that '--metrics-from' names")
            }
            guard let report = health.drift() else {
                throw WebRefusal(.notFound, "nobody looks for drift here; start gate53d with '--drift-every'")
            }
            return Self.text(report)
        }
    }

    /// Whether a request comes from where the service is looked after. A proxy that is not trusted may stand for
    /// anybody.
    private func isObserver(_ request: Request, _ context: WebContext) -> Bool {
        guard let sender = sender(request, context) else { return false }
        let isForwarded = HTTPField.Name("X-Forwarded-For").map { request.headers.contains($0) } ?? false
        if isForwarded, sender == context.peer { return false }
        return observers.contains { $0.contains(sender) }
    }

    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

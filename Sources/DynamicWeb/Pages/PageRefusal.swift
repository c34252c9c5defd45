internal import HTTPTypes

/// Why a page is not shown or something was not done: what happened, and what to do.
struct PageRefusal: Error, Sendable {
    var status: HTTPResponse.Status
    var title: String
    /// What happened.
    var problem: String
    /// What to do.
    var remedy: String
    /// Where that can be done.
    var path: String
    /// What the link there says.
    var link: String

    init(
        _ status: HTTPResponse.Status, _ title: String, _ problem: String, do remedy: String, at path: String,
        link: String
    ) {
        self.status = status
        self.title = title
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.link = link
    }

    /// A refusal whose message has both, as those of the service: what is wrong, a semicolon, and what to do.
    init(_ status: HTTPResponse.Status, _ title: String, message: String, at path: String, link: String) {
        let parts = message.split(separator: ";", maxSplits: 1)
        self.init(
            status, title, Self.sentence(parts.first.map(String.init) ?? message),
            do: parts.count == 2 ? Self.sentence(String(parts[1])) : "Go back, change it, and send it again.",
            at: path, link: link)
    }

    /// With a capital letter at its start and a full stop at its end.
    static func sentence(_ text: String) -> String {
        let text = text.drop { $0 == " " }
        let end = text.last.map { ".!?".contains($0) } == true ? "" : "."
        return text.prefix(1).uppercased() + text.dropFirst() + end
    }

    static let nothingHere = PageRefusal(
        .notFound, "Nothing here", "There is no page at this address.",
        do: "Check the address, or begin at the first page.", at: "/", link: "First page")
    static let noHost = PageRefusal(
        .notFound, "No such host", "There is no such host in your account.",
        do: "Look at the list of your hosts.", at: "/hosts", link: "My hosts")
    static let foreignForm = PageRefusal(
        .forbidden, "Not from here", "The form was sent by a page of another site, and nothing was done.",
        do: "If you meant to do this, open the page here and send its form.", at: "/hosts", link: "My hosts")
    static let staleForm = PageRefusal(
        .forbidden, "Form too old",
        "The form is not of this session, or your browser keeps no cookies, and nothing was done.",
        do: "Open the page again, and send its new form. This site needs one cookie, which names nobody.",
        at: "/hosts", link: "My hosts")
    static let noForm = PageRefusal(
        .unsupportedMediaType, "No form", "What was sent is not a form that can be read, and nothing was done.",
        do: "Open the page again, and send its form.", at: "/hosts", link: "My hosts")
    static let starting = PageRefusal(
        .serviceUnavailable, "Starting", "The service has not read its rules yet.", do: "Try again in a minute.",
        at: "/status", link: "Status")
    static let storeFailed = PageRefusal(
        .serviceUnavailable, "Not now", "The service can't reach what it stores, and nothing was done.",
        do: "Try again in a minute; the status page says how it goes.", at: "/status", link: "Status")

    static func limited(_ seconds: Int, at path: String, link: String) -> PageRefusal {
        PageRefusal(
            .tooManyRequests, "Too often", "There were too many requests, or tries that were wrong.",
            do: "Try again in \(Words.duration(Int64(seconds))).", at: path, link: link)
    }
}

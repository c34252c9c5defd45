internal import DNSModel
internal import DynamicDNS
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    func addPages(to router: Router<WebContext>) {
        router.get("/") { request, context in
            Self.text(
                FirstPage(rules: rules(), sender: sender(request, context)).html, type: "text/html; charset=utf-8")
        }
    }
}

/// The page at `/`: what this is, and how a host is updated. It has no script and no style, and reads well in lynx.
struct FirstPage {
    let rules: DynamicRules?
    let sender: IPAddress?

    var html: String {
        var body = "<h1>Dynamic DNS</h1>\n<p>Host names that follow their machines.</p>\n"
        if let rules {
            let names = rules.suffixes.map { "<code>\(Self.escaped($0.name.withoutDot))</code>" }
            body += "<p>Host names here are below \(names.joined(separator: ", ")).</p>\n"
            let label = rules.suffixes.first.map { "home.\($0.name.withoutDot)" } ?? "home.dyn.example.com"
            body += """
                <h2>Update a host</h2>
                <p>With its token, from the machine itself:</p>
                <pre>curl -u host:TOKEN 'https://THIS-SERVER/nic/update?hostname=\(Self.escaped(label))'</pre>
                <p>Routers, ddclient and inadyn do the same: choose the protocol <em>dyndns2</em>, this server, any user
                name, and the token as the password.</p>
                <p>\(RulesWords.html(rules))</p>

                """
        } else {
            body += "<p>The service is starting; come again in a minute.</p>\n"
        }
        if let sender { body += "<p>You come from <code>\(Self.escaped("\(sender)"))</code>.</p>\n" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark"><title>Dynamic DNS</title></head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }

    /// Text that is nothing but text in HTML.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}

internal import Mustache

// Decision 0108: pages are whole without a script, and a form is bound to its session.

/// The templates of the pages. They are part of the program, so that it is one file wherever it is installed.
enum PageTemplates {
    /// The texts, by name.
    static let texts: [String: String] = [
        "frame": PageTemplate.frame, "key": PageTemplate.key, "refusal": PageTemplate.refusal,
        "first": PageTemplate.first,
        "sign-in": PageTemplate.signIn, "second-factor": PageTemplate.secondFactor, "codes": PageTemplate.codes,
        "hosts": PageTemplate.hosts, "host": PageTemplate.host, "token-made": PageTemplate.tokenMade,
        "instructions": PageTemplate.instructions, "history": PageTemplate.history, "events": PageTemplate.events,
        "confirm": PageTemplate.confirm, "account": PageTemplate.account,
        "set-second-factor": PageTemplate.setSecondFactor, "administration": PageTemplate.administration,
        "accounts": PageTemplate.accounts, "one-account": PageTemplate.oneAccount, "reports": PageTemplate.reports,
        "block-form": PageTemplate.blockForm,
        "status": PageTemplate.status, "report": PageTemplate.report, "said": PageTemplate.said,
    ]

    /// All of them; `nil` where one can't be read, which a test would show.
    static let library: MustacheLibrary? = {
        MustacheContentTypes.register(PageText(), named: "PAGE")
        var templates: [String: MustacheTemplate] = [:]
        for (name, text) in texts {
            guard let template = try? MustacheTemplate(string: "{{% CONTENT_TYPE:PAGE}}" + text) else { return nil }
            templates[name] = template
        }
        return MustacheLibrary(templates: templates)
    }()

    /// A page as HTML; `nil` where there is no such template.
    static func html(_ sheet: PageSheet) -> String? { library?.render(sheet, withTemplate: "frame") }
}

/// What is in the frame of each page, and the page.
struct PageSheet {
    var heading: String
    /// The path of the style sheet.
    var style = PageStyle.path
    var template: String
    var page: any Sendable
    /// Who is signed in.
    var signedIn: String?
    var isAdministrator = false
    /// Whether reports are taken.
    var takesReports = false
    /// What binds forms to the browser.
    var formKey = ""
    /// What was just done.
    var done: String?
}

/// Text in HTML, in elements and in quoted attributes.
///
/// It goes by code points. By characters, as the library's own way does, a quotation mark with a combining accent
/// would be another character and left as it is, and end an attribute.
struct PageText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "`": result.append(contentsOf: "&#96;".unicodeScalars)
            case "\0": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

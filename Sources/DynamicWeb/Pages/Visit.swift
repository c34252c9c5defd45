internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ZonePlanning

// Decision 0108: pages are whole without a script, and a form is bound to its session.

/// Somebody at a page: who, from where, and what they ask for.
struct Visit: Sendable {
    let site: WebSite
    let now: Instant
    let place: PagePlace
    let from: IPAddress?
    let client: String
    let query: PageForm
    let parameters: [String: String]
    /// The secret that binds forms: of the session, else of the browser.
    var secret: String?
    var session: Session?
    /// Whose session it is.
    var account: Account?
    var form = PageForm()
    /// The value of the cookie of a sign-in elsewhere.
    var attempt: String?
    /// Header fields `Set-Cookie`.
    var cookies: [String] = []

    /// Whether a second factor is still to be given.
    var isHalfway: Bool {
        guard let session, let account else { return false }
        return account.oneTimeSecret != nil && site.pages.secondFactor != nil && !session.hasSecondFactor
    }

    /// Who is signed in, whole.
    var person: Account? { isHalfway ? nil : account }

    /// Who does something.
    func author() throws(PageRefusal) -> HostService.Author {
        let account = try signedIn()
        return HostService.Author(account: account, actor: .account(account.id), from: from, client: "web")
    }

    /// The account of whoever is signed in.
    func signedIn() throws(PageRefusal) -> Account {
        guard let person else {
            throw PageRefusal(
                .unauthorized, "Not signed in", "This page is for those who are signed in; a session may have ended.",
                do: isHalfway ? "Give your one-time password." : "Sign in.",
                at: isHalfway ? "/second-factor" : "/sign-in", link: "Sign in")
        }
        if let block = person.block {
            throw PageRefusal(
                .forbidden, "Account blocked", "This account is blocked: \(block)",
                do: "Ask those who run the service.", at: "/status", link: "Status")
        }
        return person
    }

    /// An administrator who does something.
    func administrator() throws(PageRefusal) -> HostService.Author {
        let account = try signedIn()
        guard account.role == .administrator else { throw PageRefusal.nothingHere }
        if site.pages.administratorsNeedSecondFactor, session?.hasSecondFactor != true {
            throw PageRefusal(
                .forbidden, "Second factor needed",
                "Administrators sign in with a second factor, and this session has "
                    + "none.",
                do: account.oneTimeSecret == nil
                    ? "Set up one-time passwords in your account." : "Sign out, and sign in again.",
                at: "/account", link: "Account")
        }
        return HostService.Author(account: account, actor: .administrator(account.id), from: from, client: "web")
    }

    /// The rules in force.
    func rules() throws(PageRefusal) -> DynamicRules {
        guard let rules = site.rules() else { throw PageRefusal.starting }
        return rules
    }

    func event(_ kind: HostEvent.Kind, _ account: Account, before: String? = nil, after: String? = nil) -> HostEvent {
        HostEvent(
            at: now, account: account.id, host: nil, kind: kind, actor: .account(account.id), before: before,
            after: after, from: from, client: "web")
    }

    // MARK: - Answers

    /// A page.
    func page(
        _ template: String, _ heading: String, _ page: some Sendable, status: HTTPResponse.Status = .ok
    ) -> Response {
        var sheet = PageSheet(heading: heading, template: template, page: page)
        sheet.signedIn = person?.name
        sheet.isAdministrator = person?.role == .administrator
        sheet.takesReports = site.pages.abuse != nil
        sheet.formKey = secret.map(PageForm.key(of:)) ?? ""
        sheet.done = Done(rawValue: query["done"])?.sentence
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        add(to: &headers)
        guard let html = PageTemplates.html(sheet) else { return Response(status: .internalServerError) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// Another page, to which the browser goes by itself.
    func go(to path: String, done: Done? = nil) -> Response {
        var headers: HTTPFields = [.location: done.map { "\(path)?done=\($0.rawValue)" } ?? path]
        headers[.cacheControl] = "no-store"
        add(to: &headers)
        return Response(status: .seeOther, headers: headers)
    }

    func refused(_ refusal: PageRefusal) -> Response {
        page("refusal", refusal.title, RefusalView(refusal), status: refusal.status)
    }

    private func add(to headers: inout HTTPFields) {
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        // Browsers say where a form comes from only to those who ask for that; nothing goes to other sites.
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "same-origin" }
    }
}

/// What was just done, as a page after it says.
enum Done: String {
    case claimed, deleted, recordsChanged = "records-changed", revoked, saved, removed, ended
    case blocked, unblocked, closed, signedOut = "signed-out", added

    var sentence: String {
        switch self {
        case .claimed: "The host is yours. Make a token for it, and give it an address."
        case .deleted: "The host is given up. Its records go with the next batch."
        case .recordsChanged: "The records are stored. They are in DNS when the status says INSYNC."
        case .revoked: "The token is revoked, and good for nothing from now on."
        case .saved: "It is saved."
        case .removed: "It is removed."
        case .ended: "All other sessions are ended."
        case .blocked: "It is blocked. Records go with the next batch."
        case .unblocked: "It is not blocked any more. Records come back with the next batch."
        case .closed: "The report is closed."
        case .signedOut: "You are signed out."
        case .added: "It is added to your account."
        }
    }
}

struct RefusalView: Sendable {
    var problem: String
    var remedy: String
    var path: String
    var link: String

    init(_ refusal: PageRefusal) {
        problem = refusal.problem
        remedy = refusal.remedy
        path = refusal.path
        link = refusal.link
    }
}

internal import HTTPTransport

/// What a forge says of the pages that follow one.
enum ForgePage: Hashable, Sendable {
    /// There are more.
    case more
    /// There are none.
    case last
    /// The list has so many entries on all its pages.
    case of(Int)
    /// It says nothing.
    case unsaid

    /// Reads the header of an answer (GitHub: `Link`; GitLab: `X-Next-Page`, empty on the last page; Gitea:
    /// `X-Total-Count`).
    ///
    /// Where two of them are there, the one that knows of more is believed.
    init(_ headers: HTTPHeaders) {
        var says: [Bool] = []
        for field in headers.fields where field.name.lowercased() == "link" {
            says.append(field.value.split(separator: ",").contains { $0.lowercased().contains("rel=\"next\"") })
        }
        if let next = headers["X-Next-Page"] { says.append(!next.isEmpty) }
        if says.contains(true) {
            self = .more
        } else if let total = (headers["X-Total-Count"] ?? headers["X-Total"]).flatMap({ Int($0) }), total >= 0 {
            self = .of(total)
        } else {
            self = says.isEmpty ? .unsaid : .last
        }
    }
}

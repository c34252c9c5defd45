internal import DNSModel
internal import Gate
internal import HTTPTransport
internal import ZonePlanning

extension Route53Service {
    /// Where a list of record sets goes on.
    struct Cursor: Hashable, Sendable {
        /// In the service's escaped form; `\052` finds what `*` does not.
        var name: String
        var type: String?
        var identifier: String?
    }

    /// The most record sets on one page.
    static let pageSize = 300

    /// One page of a zone's record sets (ListResourceRecordSets).
    ///
    /// - Parameters:
    ///   - id: the zone.
    ///   - cursor: where to begin.
    ///   - size: how many sets at most.
    /// - Returns: the `ResourceRecordSet` elements in their order, and where the next page begins.
    /// - Throws: ``Route53Failure``.
    func page(
        of id: String, from cursor: Cursor?, size: Int = Route53Service.pageSize
    ) async throws(Route53Failure) -> (sets: [XMLElement], next: Cursor?) {
        var query = [("maxitems", "\(size)")]
        if let cursor {
            query.append(("name", cursor.name))
            if let type = cursor.type { query.append(("type", type)) }
            if let identifier = cursor.identifier { query.append(("identifier", identifier)) }
        }
        let request = Request(
            method: .get, path: "hostedzone/\(PercentEncoding.encode(id))/rrset",
            query: query.map { (name: $0.0, value: $0.1) })
        return try await call(request) { answer throws(XMLError) in
            var sets: [XMLElement] = []
            let root = try answer.streaming("ResourceRecordSet") { sets.append($0) }
                .answer(named: "ListResourceRecordSetsResponse")
            _ = try root.part("ResourceRecordSets")
            for set in sets { try set.checkShape() }
            guard try root.flag("IsTruncated") else { return (sets, nil) }
            let name = try root.required("NextRecordName")
            let next = Cursor(
                name: name, type: root.text(of: "NextRecordType"), identifier: root.text(of: "NextRecordIdentifier"))
            return (sets, next)
        }
    }

    /// All record sets of a zone, each key once.
    ///
    /// Pages are no snapshot: a set that moves while they are read may be on two of them. The last one counts, and a
    /// compare-and-swap finds what is older.
    func recordSets(of id: String) async throws(Route53Failure) -> [XMLElement] {
        var sets: [XMLElement] = []
        var seen: [[String]: Int] = [:]
        var cursor: Cursor?
        while true {
            let (page, next) = try await page(of: id, from: cursor)
            for set in page {
                let key = ["Name", "Type", "SetIdentifier"].map { set.text(of: $0) ?? "" }
                if let place = seen[key] {
                    sets[place] = set
                } else {
                    seen[key] = sets.count
                    sets.append(set)
                }
            }
            watch.listed(sets.count, id)
            guard let next else { return sets }
            if next == cursor { throw .unreadable("a list of record sets that does not go on") }
            cursor = next
        }
    }

    /// The record sets at one name.
    func recordSets(of id: String, at name: String) async throws(Route53Failure) -> [XMLElement] {
        var sets: [XMLElement] = []
        var cursor: Cursor? = Cursor(name: name)
        while let start = cursor {
            let (page, next) = try await page(of: id, from: start)
            let same = page.prefix { $0.text(of: "Name") == name }
            sets += same
            cursor = same.count == page.count && next?.name == name && next != start ? next : nil
        }
        return sets
    }

    /// Changes record sets, all or none (ChangeResourceRecordSets).
    ///
    /// - Parameters:
    ///   - id: the zone.
    ///   - changes: action and `ResourceRecordSet` element, in the order they are carried out.
    ///   - comment: what the service keeps with the change, cut at 256 characters.
    /// - Returns: the id of the change.
    /// - Throws: ``Route53Failure``.
    func change(
        _ id: String, _ changes: [ChangeAction], comment: String
    ) async throws(Route53Failure) -> String? {
        let elements = changes.map { step in
            XMLElement("Change", children: [XMLElement("Action", text: step.action.rawValue), step.element])
        }
        let batch = XMLElement(
            "ChangeBatch",
            children: [
                XMLElement("Comment", text: String(comment.unicodeScalars.prefix(256))),
                XMLElement("Changes", children: elements),
            ])
        let body = XMLWriter.document(XMLElement("ChangeResourceRecordSetsRequest", children: [batch]))
        let request = Request(method: .post, path: "hostedzone/\(PercentEncoding.encode(id))/rrset/", body: body)
        let root = try await call(request) { answer throws(XMLError) in
            try answer.document("ChangeResourceRecordSetsResponse")
        }
        return root["ChangeInfo"]?.text(of: "Id").map { HostedZone.bareID($0) }
    }

    /// What became of a change (GetChange).
    func changeStatus(_ id: String) async throws(Route53Failure) -> ChangeStatus {
        let bare = HostedZone.bareID(id)
        let request = Request(method: .get, path: "change/\(PercentEncoding.encode(bare))")
        return try await call(request) { answer throws(XMLError) in
            let info = try answer.document("GetChangeResponse").part("ChangeInfo")
            let status = try info.required("Status")
            return ChangeStatus(
                id: HostedZone.bareID(info.text(of: "Id") ?? bare), isServedEverywhere: status == "INSYNC",
                submitted: info.text(of: "SubmittedAt") ?? "",
                comment: info.text(of: "Comment").flatMap { $0.isEmpty ? nil : $0 })
        }
    }
}

package import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// Where in a ledger a file is when something else is in its place.
///
/// Whoever may write the ledger can put a file where a folder of ours belongs, as one that is named like a day to come
/// in `intents`, or a folder where a file belongs. What was recorded is never changed, so ours then gets the name with
/// `~1`, `~2` and so on behind it, and is read as if it had the name itself. No name that gate53 writes has a `~`.
package enum LedgerShelf {
    /// What is at a path.
    package enum Found: Hashable, Sendable {
        case nothing, folder
        case file(isSame: Bool)
        /// A link, or something else that is neither.
        case other
    }

    /// What is done about a file of another content at the path.
    package enum Policy: Hashable, Sendable {
        /// It is an error: what was recorded is never changed.
        case refuse
        /// It is as good: that it is there says all.
        case accept
        /// The file gets a place beside it.
        case evade
    }

    /// Where a file goes.
    package enum Place: Hashable, Sendable {
        /// Nowhere: it is there.
        case there
        case free(String)
        /// Something else is at a path, and the file can't be beside it.
        case taken(String)
    }

    /// How many places are looked at for a name: whoever fills more of them stops a run before it changes anything.
    package static let most = 64

    /// The name of a path of the ledger: that by which it is asked for.
    package static func name(of path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "~")) else { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map(named).joined(separator: "/")
    }

    private static func named(_ component: Substring) -> Substring {
        guard let mark = component.firstIndex(of: "~"), mark != component.startIndex,
            let number = Int(component[component.index(after: mark)...]), 1..<most ~= number
        else { return component }
        // What is written otherwise, as `~01`, is no mark of ours.
        let name = component[..<mark]
        return variant(number, of: String(name)) == component ? name : component
    }

    /// A name with the mark of one of its places.
    package static func variant(_ number: Int, of name: String) -> String {
        number == 0 ? name : "\(name)~\(number)"
    }

    /// What comes first of two paths of the same name: that with the smaller marks.
    package static func precedes(_ one: String, _ other: String) -> Bool {
        (one.utf8.count, one) < (other.utf8.count, other)
    }

    /// What is done about other content at a path.
    package static func policy(of path: String) -> Policy {
        if digest(ofPlan: path) != nil { return .evade }
        let isMark =
            path.hasPrefix(LedgerLayout.intentsFolder + "/")
            && (path.hasSuffix(".ended") || path.hasSuffix(".unchanged"))
        return isMark ? .accept : .refuse
    }

    /// Whether octets with a digest can be those of a path: a plan has its own digest for a name.
    package static func fits(_ digest: @autoclosure () -> Digest, _ path: String) -> Bool {
        self.digest(ofPlan: path).map { $0 == digest() } ?? true
    }

    private static func digest(ofPlan path: String) -> Digest? {
        let beginning = LedgerLayout.plansFolder + "/"
        guard path.hasPrefix(beginning), path.hasSuffix(".json") else { return nil }
        return Digest(hexadecimal: String(path.dropFirst(beginning.utf8.count).dropLast(5)))
    }

    /// The most octets of a file of ours.
    ///
    /// Settings, signers, statements, approvals and intents are written by people, or are small by what they are. A
    /// plan has all changes of all zones, and a receipt all that it left of one: they are as large as zone files may
    /// get together, and are bounded by what a plan could sensibly be read as.
    package static func limit(of path: String) -> Int {
        switch LedgerLayout.topFolder(of: path) {
        case LedgerLayout.plansFolder, LedgerLayout.receiptsFolder: 64 << 20
        default: 1 << 20
        }
    }

    /// Whether a file can be put into a folder, whatever is in its place.
    ///
    /// - Parameters:
    ///   - folder: the name of the folder.
    ///   - found: says what is at a path.
    /// - Returns: whether it can.
    /// - Throws: what `found` throws.
    package static func hasRoom<Failure: Error>(
        in folder: String, _ found: (String) throws(Failure) -> Found
    ) throws(Failure) -> Bool {
        let end = "/file"
        let place = try place(for: folder + end, .refuse) { path throws(Failure) in
            // Which name the file will have is not known to whoever may have planted one.
            path.hasSuffix(end) ? .nothing : try found(path)
        }
        if case .free = place { return true }
        return false
    }

    /// Where a file goes.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - policy: what is done about other content there.
    ///   - found: says what is at a path.
    /// - Returns: the place.
    /// - Throws: what `found` throws.
    package static func place<Failure: Error>(
        for name: String, _ policy: Policy, _ found: (String) throws(Failure) -> Found
    ) throws(Failure) -> Place {
        var path = ""
        let components = name.split(separator: "/").map(String.init)
        for (index, component) in components.enumerated() {
            let isLast = index == components.count - 1
            var next: String?
            for number in 0..<most where next == nil {
                let here = (path.isEmpty ? "" : path + "/") + variant(number, of: component)
                switch try found(here) {
                case .nothing: next = here
                case .folder: next = isLast ? nil : here
                case .other: continue
                case .file(let isSame):
                    guard isLast else { continue }
                    if isSame || policy == .accept { return .there }
                    if policy == .refuse { return .taken(here) }
                }
            }
            guard let next else { return .taken(path.isEmpty ? component : "\(path)/\(component)") }
            path = next
        }
        return .free(path)
    }
}

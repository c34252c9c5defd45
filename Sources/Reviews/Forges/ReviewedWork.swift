internal import ZonePlanning

/// Whose work is reviewed: who wrote the pull request, its commits, and the other commits under review.
struct ReviewedWork: Sendable {
    /// The account that opened the pull request, in lower case.
    private let opener: String
    /// The accounts that wrote some of it, in lower case.
    private var accounts: Set<String>
    /// The addresses of which no account is known.
    private var unknown: Set<String> = []
    /// The addresses of each account, as the settings say.
    private let addresses: [String: Set<String>]
    /// All addresses of the commits.
    private var written: Set<String>

    /// Gathers whose work it is.
    ///
    /// - Parameters:
    ///   - request: the pull request.
    ///   - persons: whom its commits name, as the forge says.
    ///   - authors: the addresses of those who wrote the commits under review, as git says.
    ///   - addresses: the addresses of accounts, as the settings say.
    ///   - forge: the forge.
    init(
        request: PullRequest, persons: [CommitPerson], authors: Set<String>, addresses: [String: Set<String>],
        forge: ForgeAddress
    ) {
        self.addresses = addresses
        opener = request.author.key
        accounts = [opener]
        var known: [String: Set<String>] = [:]
        for (account, theirs) in addresses {
            for address in theirs { known[address, default: []].insert(account.lowercased()) }
        }
        for person in persons {
            if let account = person.account { known[person.address, default: []].insert(account) }
        }
        written = Set(persons.map(\.address) + authors.map { $0.lowercased() })
        // A person whom the forge knows counts as that account even without an address.
        accounts.formUnion(persons.compactMap(\.account))
        for address in written {
            if let theirs = known[address] {
                accounts.formUnion(theirs)
            } else if let account = NoReplyAddress.account(of: address, at: forge) {
                accounts.insert(account)
            } else {
                unknown.insert(address)
            }
        }
        // Who had a program open the pull request is not known.
        if request.author.isBot { unknown.insert("the program \(request.author.name)") }
    }

    /// Why an account can't approve: it wrote some of it, or it may have.
    func objection(to account: ForgeAccount) -> (reason: RejectedApproval.Reason, message: String)? {
        let own = addresses[account.key] ?? []
        if accounts.contains(account.key) || !own.isDisjoint(with: written) {
            let what =
                account.key == opener
                ? "opened the pull request" : "wrote commits under review, or is named in them as a co-author,"
            return (.ownReview, "the account \(what) and can't approve it; ask somebody else")
        }
        // Whose addresses the settings list, of that account all are known.
        guard own.isEmpty, !unknown.isEmpty else { return nil }
        let shown = unknown.sorted().prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let more = unknown.count > 3 ? " and \(unknown.count - 3) more" : ""
        return (
            .unknownAuthor,
            "commits are by \(shown)\(more), and it is not known whose address that is; list the reviewer's own addresses in "
                + "the settings, as in 'addresses: {\(account.name): [name@example.com]}'"
        )
    }
}

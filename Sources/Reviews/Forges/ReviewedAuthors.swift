internal import ZonePlanning

/// Whose work is reviewed: who wrote the pull request, its commits, and the other commits under review.
struct ReviewedAuthors: Sendable {
    /// The accounts that opened the pull requests, in lower case.
    private let openers: Set<String>
    /// The accounts that wrote some of it, in lower case.
    private var accounts: Set<String>
    /// The addresses of which no account is known.
    private var unknown: Set<String> = []
    /// The addresses of each account, as the settings say.
    private let addresses: [String: Set<String>]
    /// All addresses of the commits.
    private var written: Set<String>
    /// A commit of each account and of each address, in hexadecimal.
    private var commits: [String: String] = [:]
    /// The commits that somebody signed whose account is not known, in hexadecimal and in order.
    private(set) var unplaced: [String] = []

    /// Gathers whose work it is.
    ///
    /// - Parameters:
    ///   - requests: the pull requests by which it came in.
    ///   - persons: whom their commits name, as the forge says, but for merges that nobody had to do anything for.
    ///   - authors: the addresses of those who wrote the commits under review, as git says.
    ///   - commits: a commit of each of them, by address.
    ///   - signers: the addresses of who signed a commit, in lower case, by the commit in hexadecimal.
    ///   - source: what the settings say: the addresses of accounts, and who may approve.
    ///   - forge: the forge.
    init(
        requests: [PullRequest], persons: [CommitPerson], authors: Set<String>, commits: [String: String] = [:],
        signers: [String: Set<String>] = [:], source: ReviewSource, forge: ForgeAddress
    ) {
        self.commits = commits
        addresses = source.addresses
        openers = Set(requests.map(\.author.key))
        accounts = openers
        var known: [String: Set<String>] = [:]
        for (account, theirs) in addresses {
            for address in theirs { known[address, default: []].insert(account.lowercased()) }
        }
        for person in persons {
            if let account = person.account { known[person.address, default: []].insert(account) }
        }
        for person in persons {
            guard let commit = person.commit else { continue }
            for name in [person.account, person.address].compactMap({ $0 }) where self.commits[name] == nil {
                self.commits[name] = commit
            }
        }
        written = Set(persons.map(\.address) + authors.map { $0.lowercased() })
        // A person whom the forge knows counts as that account even without an address.
        accounts.formUnion(persons.compactMap(\.account))
        for address in written {
            if let theirs = known[address] {
                accounts.formUnion(theirs)
                for account in theirs where self.commits[account] == nil {
                    self.commits[account] = self.commits[address]
                }
            } else if let account = NoReplyAddress.account(of: address, at: forge) {
                accounts.insert(account)
                if self.commits[account] == nil { self.commits[account] = self.commits[address] }
            } else {
                unknown.insert(address)
            }
        }
        // Who had a program open the pull request is not known.
        for request in requests where request.author.isBot {
            unknown.insert("the program \(request.author.name)")
        }
        let said = Set(persons.filter { $0.account != nil }.map(\.address))
        for (commit, names) in signers.sorted(by: { $0.key < $1.key }) {
            take(commit, signedBy: names, known, said, source, forge)
        }
    }

    /// Whose account it is that signed a commit. The signers file says an address, and not which account that is: that
    /// say the settings, and the address where it is one that the forge gives to accounts. What the forge says of a
    /// commit with the address counts for who may approve alone: of anybody else it may be a second account.
    private mutating func take(
        _ commit: String, signedBy names: Set<String>, _ known: [String: Set<String>], _ said: Set<String>,
        _ source: ReviewSource, _ forge: ForgeAddress
    ) {
        let reviewers = Set(
            (source.reviewers.names + source.zones.flatMap(\.reviewers.names)).map { $0.lowercased() })
        let listed = Set(source.addresses.values.joined())
        var isPlaced = false
        for name in names.sorted() {
            var theirs = known[name] ?? []
            if let account = NoReplyAddress.account(of: name, at: forge) {
                theirs.insert(account)
                isPlaced = true
            }
            if listed.contains(name) || (said.contains(name) && !theirs.isDisjoint(with: reviewers)) { isPlaced = true }
            accounts.formUnion(theirs)
            for account in theirs where commits[account] == nil { commits[account] = commit }
        }
        if !isPlaced { unplaced.append(commit) }
    }

    /// Why an account can't approve: it wrote some of it, or it may have.
    func objection(to account: ForgeAccount) -> (reason: RejectedApproval.Reason, message: String)? {
        let own = addresses[account.key] ?? []
        if accounts.contains(account.key) || !own.isDisjoint(with: written) {
            let commit = commits[account.key] ?? own.sorted().lazy.compactMap { commits[$0] }.first
            let what =
                openers.contains(account.key)
                ? "opened the pull request"
                : commit.map { "wrote the commit \($0.prefix(12)), or is a co-author of it," }
                    ?? "wrote commits under review, or is a co-author,"
            return (.ownReview, "the account \(what) and can't approve its own work; ask another reviewer")
        }
        // Whose addresses the settings list, of that account all are known.
        guard own.isEmpty, !unknown.isEmpty else { return nil }
        let shown = unknown.sorted().prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let more = unknown.count > 3 ? " and \(unknown.count - 3) more" : ""
        return (
            .unknownAuthor,
            "commits are by \(shown)\(more), and it is not known whose address that is; write the reviewer's own "
                + "addresses into the settings, as in 'addresses: {\(account.name): [name@example.com]}'"
        )
    }
}

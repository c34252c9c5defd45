internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

// That nothing but `ReviewRule.review` makes an `ApprovedPlan` is the compiler's to check: its initialiser is private
// to ReviewRule.swift, so `ApprovedPlan(document:approvals:)` does not compile here, not even with `@testable`.
@Suite("Review rule") struct ReviewRuleTests {
    private static func document(
        source: Plan.Source = .commit, settings: PolicySettings = .off, allowed: Set<PolicyName> = []
    ) throws -> PlanDocument {
        let live = zone((0..<12).map { "h\($0) 300 A 192.0.2.1" })
        let plan = ZonePlanner.fixture(settings, allowed: allowed).plan(from: live, to: zone([]))
        return try PlanDocument(.fixture([plan], source: source, allowed: allowed))
    }

    private static func approved(_ principal: String, _ key: String) -> ApprovalVerdict {
        .approved(approval(principal, key))
    }

    private static func approval(_ principal: String, _ key: String) -> Approval {
        Approval(
            reviewer: Reviewer(principal: principal), fingerprint: "SHA256:\(key)",
            source: "\(principal) with \(key)", signature: [])
    }

    /// How many are required, who approved with which key, who are the authors, how many count.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var required = 1
        var approvals: [(principal: String, key: String)] = []
        var authors: Set<String> = []
        /// The ids of what is missing; none when the plan is approved.
        var refused: [String] = []

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nobody", refused: ["no-approval"]),
        Case(name: "one", approvals: [("a@x", "1")]),
        Case(name: "more than needed", approvals: [("a@x", "1"), ("b@x", "2")]),
        Case(name: "too few", required: 2, approvals: [("a@x", "1")], refused: ["too-few-approvals"]),
        Case(name: "two of two", required: 2, approvals: [("a@x", "1"), ("b@x", "2")]),
        Case(
            name: "one reviewer with two keys counts once", required: 2, approvals: [("a@x", "1"), ("a@x", "2")],
            refused: ["too-few-approvals"]),
        Case(
            name: "a reviewer in capitals is the same one", required: 2, approvals: [("a@x", "1"), ("A@X", "2")],
            refused: ["too-few-approvals"]),
        Case(
            name: "one key under two names counts once", required: 2, approvals: [("a@x", "1"), ("b@x", "1")],
            refused: ["too-few-approvals"]),
        Case(
            name: "one signature found twice counts once", required: 2, approvals: [("a@x", "1"), ("a@x", "1")],
            refused: ["too-few-approvals"]),
        Case(
            name: "two names joined by a third approval are one person", required: 2,
            approvals: [("a@x", "1"), ("b@x", "2"), ("a@x", "2")], refused: ["too-few-approvals"]),
        Case(
            name: "the order they are found in makes no difference", required: 2,
            approvals: [("a@x", "2"), ("b@x", "2"), ("a@x", "1"), ("b@x", "1"), ("c@x", "3")]),
        Case(name: "the author", approvals: [("a@x", "1")], authors: ["a@x"], refused: ["own-work", "no-approval"]),
        Case(
            name: "the author in capitals", approvals: [("Ann@X.example", "1")], authors: ["aNN@x.Example"],
            refused: ["own-work", "no-approval"]),
        Case(
            name: "the author's key under a second name", required: 1, approvals: [("a@x", "1"), ("other@x", "1")],
            authors: ["a@x"], refused: ["own-work", "no-approval"]),
        Case(
            name: "the author's second key under a second name", required: 1,
            approvals: [("other@x", "2"), ("other@x", "1"), ("a@x", "1")], authors: ["a@x"],
            refused: ["own-work", "no-approval"]),
        Case(
            name: "the author and somebody else", approvals: [("a@x", "1"), ("b@x", "2")], authors: ["a@x", "c@x"]),
        Case(
            name: "one of two authors and one reviewer of two", required: 2,
            approvals: [("a@x", "1"), ("b@x", "2")], authors: ["a@x"], refused: ["own-work", "too-few-approvals"]),
        Case(name: "review switched off", required: 0),
        Case(name: "review switched off, own work", required: 0, approvals: [("a@x", "1")], authors: ["a@x"]),
    ]

    @Test("The table of approvals", arguments: cases)
    func table(_ example: Case) throws {
        let document = try Self.document()
        let verdicts = example.approvals.map { Self.approved($0.principal, $0.key) }
        for verdicts in [verdicts, verdicts.reversed()] {
            let result = Result {
                try ReviewRule(required: example.required)
                    .review(document, verdicts: verdicts, authors: example.authors)
            }
            switch result {
            case .success(let approved):
                #expect(example.refused.isEmpty)
                #expect(approved.document == document)
                #expect(approved.approvals.count >= example.required)
                #expect(Set(approved.approvals.map(\.fingerprint)).count == approved.approvals.count)
            case .failure(let error):
                #expect((error as? ReviewRefusal)?.reasons.map(\.id) == example.refused)
            }
        }
    }

    // atlantis#4813, #4243: the author, or anybody, approves.
    @Test("What is said to an author") func ownWork() throws {
        let document = try Self.document()
        #expect(
            throws: ReviewRefusal(reasons: [
                ReviewRefusal.Reason(.ownWork(Self.approval("a@x", "1"))),
                ReviewRefusal.Reason(.tooFew(ReviewRefusal.Shortage(count: 0, required: 1))),
            ])
        ) {
            try ReviewRule(required: 1).review(document, verdicts: [Self.approved("a@x", "1")], authors: ["a@x"])
        }
    }

    @Test("Rejected ones are listed with their reasons, and count nothing", arguments: RejectedApproval.Reason.allCases)
    func rejected(reason: RejectedApproval.Reason) throws {
        let wrong = RejectedApproval(reason: reason, source: "plan\u{1B}.sig", message: "that is wrong")
        let rejected = ApprovalVerdict.rejected(wrong)
        let document = try Self.document()
        #expect(
            throws: ReviewRefusal(reasons: [
                ReviewRefusal.Reason(.rejected(wrong)),
                ReviewRefusal.Reason(.tooFew(ReviewRefusal.Shortage(count: 1, required: 2))),
            ])
        ) {
            try ReviewRule(required: 2).review(
                document, verdicts: [rejected, Self.approved("a@x", "1")], authors: [])
        }
        #expect(throws: Never.self) {
            try ReviewRule(required: 1).review(
                document, verdicts: [rejected, Self.approved("a@x", "1")], authors: [])
        }
    }

    @Test("A preview of uncommitted files is never approved", arguments: [0, 1])
    func worktree(required: Int) throws {
        let document = try Self.document(source: .worktree)
        let error = #expect(throws: ReviewRefusal.self) {
            try ReviewRule(required: required)
                .review(document, verdicts: [Self.approved("a@x", "1")], authors: [])
        }
        #expect(error?.reasons.map(\.id) == ["worktree-plan"])
    }

    @Test("A plan with a blocking finding is never approved, one whose policies are allowed is", arguments: [0, 1])
    func blocking(required: Int) throws {
        let rule = ReviewRule(required: required)
        let verdicts = [Self.approved("a@x", "1")]
        let document = try Self.document(settings: PolicySettings())
        let error = #expect(throws: ReviewRefusal.self) { try rule.review(document, verdicts: verdicts, authors: []) }
        #expect(error?.reasons.map(\.id) == ["delete-share", "empty-zone"])
        let all = Finding(.deletesShare(Finding.Share(count: 12, total: 12, limit: 0.3)))
        #expect(error?.reasons.first?.fact == .policy(all, of: "example.com."))
        let half = try Self.document(settings: PolicySettings(), allowed: [.deleteShare])
        #expect(throws: ReviewRefusal.self) { try rule.review(half, verdicts: verdicts, authors: []) }
        let whole = try Self.document(settings: PolicySettings(), allowed: [.deleteShare, .emptyZone])
        #expect(throws: Never.self) { try rule.review(whole, verdicts: verdicts, authors: []) }
    }

    // MARK: - A rule that the protected branch changed

    @Test("The rule before counts beside the branch's, and says that it is the one before")
    func bothRulesCount() throws {
        let document = try Self.document()
        let one = [Self.approved("a@x", "1")]
        let two = one + [Self.approved("b@x", "2")]
        func held(_ verdicts: [ApprovalVerdict]) -> [RuleVerdicts] {
            [
                RuleVerdicts(rule: ReviewRule(required: 1), verdicts: verdicts),
                RuleVerdicts(
                    rule: ReviewRule(required: 2, acceptedAt: "0123456789abcdef"), verdicts: verdicts),
            ]
        }
        let refusal = #expect(throws: ReviewRefusal.self) {
            try ReviewRule.review(document, held(one), authors: [])
        }
        #expect(refusal?.reasons.map(\.id) == ["too-few-approvals", "rule-changed"])
        #expect(refusal?.reasons.first?.acceptedAt == "0123456789abcdef")
        // Each approval is kept once, though it counts for both.
        let approved = try ReviewRule.review(document, held(two), authors: [])
        #expect(approved.approvals.map(\.reviewer.principal) == ["a@x", "b@x"])
        // A rule that is not satisfied on the branch itself is no matter of the change.
        #expect(throws: ReviewRefusal.self) {
            try ReviewRule.review(
                document, [RuleVerdicts(rule: ReviewRule(required: 2), verdicts: one)], authors: [])
        }
    }

    /// A rule, who approved, who wrote the change, and whether they may say who approves from now on.
    static let owners: [(name: String, rule: ReviewRule, by: [String], authors: Set<String>, accepts: Bool)] = [
        ("nobody is asked", ReviewRule(required: 0), [], [], true),
        ("any signer, where nobody is named", ReviewRule(required: 1), ["a@x"], [], true),
        ("one is too few", ReviewRule(required: 2), ["a@x"], [], false),
        ("the author does not count", ReviewRule(required: 1), ["a@x"], ["a@x"], false),
        (
            "a zone's reviewer decides on the zone, not on the rule",
            ReviewRule(
                required: 1, reviewers: ReviewerChoice(names: ["o@x"]),
                zones: [
                    ZoneReviewers(pattern: "*.org", reviewers: ReviewerChoice(names: ["z@x"]))
                ]), ["z@x"], [], false
        ),
        (
            "who is named for every other zone does",
            ReviewRule(
                required: 1, reviewers: ReviewerChoice(names: ["o@x"]),
                zones: [
                    ZoneReviewers(pattern: "*.org", reviewers: ReviewerChoice(names: ["z@x"]))
                ]), ["o@x"], [], true
        ),
        (
            "at a forge nobody named is nobody", ReviewRule(required: 1, forge: .github), ["a@x"], [],
            false
        ),
        (
            "at a forge with zones only, the reviewers of one are too few",
            ReviewRule(
                required: 1,
                zones: [
                    ZoneReviewers(pattern: "*.org", reviewers: ReviewerChoice(names: ["z@x"])),
                    ZoneReviewers(pattern: "*.com", reviewers: ReviewerChoice(names: ["y@x"])),
                ], forge: .gitlab), ["z@x"], [], false
        ),
        (
            "and those of all are enough",
            ReviewRule(
                required: 1,
                zones: [
                    ZoneReviewers(pattern: "*.org", reviewers: ReviewerChoice(names: ["z@x"])),
                    ZoneReviewers(pattern: "*.com", reviewers: ReviewerChoice(names: ["y@x"])),
                ], forge: .gitlab), ["z@x", "y@x"], [], true
        ),
    ]

    @Test("Who may say who approves", arguments: owners.indices) func whoMaySayWhoApproves(index: Int) {
        let (name, rule, by, authors, accepts) = Self.owners[index]
        let held = [RuleVerdicts(rule: rule, verdicts: by.map { Self.approved($0, $0) })]
        #expect(ReviewRule.ownersApprove(held, authors: authors) == accepts, "\(name)")
        // Of several sources all must agree, and no source agrees to nothing.
        let other = RuleVerdicts(rule: ReviewRule(required: 1), verdicts: [])
        #expect(!ReviewRule.ownersApprove(held + [other], authors: authors))
        #expect(!ReviewRule.ownersApprove([], authors: []))
    }

    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDDeRbpOVe6nAJL/haYFtV8dBrzmXtMH2obvX1Pi/kyu"
    private static let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKUiCflpw3zQHBfVdVGshupr/2hIZLA/n7HJir+RjeP9"

    /// A signers file, and how many could approve by it; nothing where there may be any number.
    static let signersFiles: [(file: String, people: Int?)] = [
        ("", 0), ("# nobody yet\n\n", 0), ("bo@example.com \(key)\n", 1),
        ("bo@example.com \(key)\nrita@example.com \(other)\n", 2),
        ("bo@example.com \(key)\nrita@example.com \(key)\n", 1),
        ("bo@example.com \(key)\nBO@example.com \(other)\n", 1),
        ("bo@example.com namespaces=\"git\" \(key)\n", 0),
        ("bo@example.com namespaces=\"git,gate53-*\" \(key)\n", 1),
        ("bo@example.com namespaces=\"file,gate53-plan\" \(key) Bo's key\n", 1),
        ("\"bo@example.com\" \(key)\r\n", 1), ("bo \(key)\n", 0), ("*@example.com \(key)\n", 0),
        ("\u{FEFF}bo@example.com \(key)\n", 0), ("bo\u{200B}@example.com \(key)\n", 0),
        ("b\u{43E}@example.com \(key)\n", 0), ("*@example.com cert-authority \(key)\n", nil),
        ("bo@example.com ssh-ed25519 AAAA\n", 0), ("bo@example.com ssh-rsa \(key.dropFirst(12))\n", 0),
        ("bo@example.com namespace=\"gate53-plan\" \(key)\n", 0),
    ]

    @Test("Who could approve by a signers file", arguments: signersFiles.indices)
    func whoCouldApprove(index: Int) {
        let (file, people) = Self.signersFiles[index]
        #expect(SignersFile(Array(file.utf8)).people() == people, "\(file)")
        for required in 0...3 {
            let rule = ReviewSettings(required: required, signers: "signers")
            #expect(
                rule.canBeMet(signers: Array(file.utf8)) == (required == 0 || people.map { $0 >= required } ?? true))
            #expect(rule.canBeMet(signers: Array(file.utf8)) == rule.shortfalls(signers: Array(file.utf8)).isEmpty)
        }
    }

    /// A line, and where what is wrong in it is.
    static let mistakes: [(file: String, places: [String])] = [
        ("bo@example.com \(key)\n", []),
        ("\u{FEFF}bo@example.com \(key)\n", ["s:1:1 byte-order-mark", "s:1:1 bad-principal"]),
        ("# x\nbo\u{200B}@example.com \(key)\n", ["s:2:3 bad-principal"]),
        ("bo@example.com,\u{440}ita@example.com \(key)\n", ["s:1:16 bad-principal"]),
        ("bo@example.com \(key)\r\n", ["s:1:96 carriage-return"]),
        ("bo@example.com\n", ["s:1:1 bad-signer"]), ("bo@example.com rubbish\n", ["s:1:16 bad-signer"]),
        ("bo@example.com namespaces=gate53-plan \(key)\n", ["s:1:16 bad-signer"]),
        ("bo@example.com ssh-ed25519 AAAA\n", ["s:1:28 bad-signer"]),
        ("bo@example.com namespaces=\"file\" \(key)\n", ["s:1:1 signer-namespace"]),
        ("job@example.com namespaces=\"git\" \(key)\n", []), ("bo \(key)\n", ["s:1:1 no-identity"]),
        ("bo@example.com valid-before=\"20260101\" \(key)\n", ["s:1:1 signer-expired"]),
        ("bo@example.com valid-before=\"20270101Z\" \(key)\n", []),
    ]

    @Test("What is wrong in a signers file is said with its place", arguments: mistakes.indices)
    func signersMistakes(index: Int) {
        let (file, places) = Self.mistakes[index]
        let found = SignersFile(Array(file.utf8), path: "s", today: "20261129").diagnostics
        #expect(found.map { "\($0.location?.description ?? "") \($0.id)" } == places, "\(file)")
    }

    @Test("A pattern of many stars is answered at once") func stars() {
        #expect(!SignersFile.matches(String(repeating: "*g", count: 5_000), "gate53-plan"))
        #expect(SignersFile.matches("g*t?5*-*n", "gate53-plan"))
        #expect(!SignersFile.matches("gate53", "gate53-plan"))
    }

    @Test("A name with a character that nobody sees is nobody's, and keeps its key from counting by another name")
    func unseenCharacters() throws {
        let document = try PlanDocument(
            Plan(source: .commit, settings: ZoneFileIdentity(path: "gate53.yaml", blob: "0"), allowed: [], zones: []))
        for name in [
            "\u{FEFF}bo@example.com", "bo@example.com\u{200B}", "b\u{43E}@example.com", "bo@ex\u{AD}ample.com",
        ] {
            let odd = Approval(reviewer: Reviewer(principal: name), fingerprint: "k", source: "s", signature: [])
            let alias = Approval(
                reviewer: Reviewer(principal: "someone@example.org"), fingerprint: "k", source: "s", signature: [])
            for approvals in [[odd], [odd, alias], [alias, odd]] {
                #expect(throws: ReviewRefusal.self) {
                    try ReviewRule(required: 1).review(
                        document, verdicts: approvals.map { .approved($0) }, authors: ["bo@example.com"])
                }
            }
        }
    }

    @Test("Where no key may sign commits and they have to be signed, one approval more has to be possible")
    func ruleOfSignedCommits() {
        let names = ReviewSource(forge: .github, reviewers: ReviewerChoice(names: ["rita"]))
        for (namespaces, canBeMet) in [
            ("", true), ("namespaces=\"gate53-plan\" ", false), ("namespaces=\"git\" ", true),
        ] {
            let file = Array("bo@example.com \(namespaces)\(Self.key)\n".utf8)
            var rule = ReviewSettings(sources: [names, ReviewSource(required: 0, signers: "signers")])
            #expect(rule.canBeMet(signers: file))
            rule.authors = .signed
            #expect(rule.canBeMet(signers: file) == canBeMet)
            #expect(rule.shortfalls(signers: file).isEmpty == canBeMet)
            rule.sources[0].reviewers.names.append("bo")
            #expect(rule.canBeMet(signers: file))
        }
        var rule = ReviewSettings(required: 1, signers: "signers")
        rule.authors = .signed
        let file = Array("bo@example.com namespaces=\"gate53-plan\" \(Self.key)\n".utf8)
        #expect(rule.shortfalls(signers: file).first?.contains("2 must approve") == true)
    }

    @Test("A rule that nobody can meet is known as such") func rulesThatNobodyCanMeet() {
        let team = ReviewerChoice(teams: ["dns"])
        let bo = Array("bo@example.com \(Self.key)\n".utf8)
        #expect(ReviewSettings(required: 1, signers: "signers").canBeMet(signers: bo))
        #expect(!ReviewSettings(required: 1, signers: "signers").canBeMet(signers: nil))
        #expect(!ReviewSettings(required: 1).canBeMet(signers: nil))
        #expect(ReviewSettings(required: 0).canBeMet(signers: nil))
        let named = ReviewSource(signers: "signers", reviewers: ReviewerChoice(names: ["rita@example.com"]))
        #expect(!ReviewSettings(sources: [named]).canBeMet(signers: bo))
        #expect(!ReviewSettings(sources: [ReviewSource(forge: .gitea)]).canBeMet(signers: bo))
        let two = ReviewSource(forge: .gitea, required: 2, reviewers: ReviewerChoice(names: ["rita", "RITA"]))
        #expect(!ReviewSettings(sources: [two]).canBeMet(signers: nil))
        #expect(
            ReviewSettings(sources: [ReviewSource(forge: .gitea, reviewers: team)]).canBeMet(
                signers: nil))
        #expect(
            ReviewSettings(sources: [
                ReviewSource(forge: .gitea, zones: [ZoneReviewers(pattern: "*.org", reviewers: team)])
            ]).canBeMet(signers: nil))
        #expect(
            !ReviewSettings(sources: [ReviewSource(forge: .gitea, reviewers: team), ReviewSource()])
                .canBeMet(signers: nil))
    }
}

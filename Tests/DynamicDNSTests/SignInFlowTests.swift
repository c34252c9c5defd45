internal import DNSModel
internal import DynamicDNS
internal import Testing
internal import ZonePlanning

@Suite("Who is let in")
struct SignInFlowTests {
    private let now = Instant(seconds: 1_796_083_200)
    private let identity = Identity(issuer: "https://login.example.com", subject: "7")

    private func rules(_ signUps: [DynamicSuffix.SignUp]) -> DynamicRules {
        DynamicRules(
            suffixes: signUps.map { signUp in
                var suffix = Service.suffix(types: [.a])
                suffix.signUp = signUp
                return suffix
            }, declared: [DomainName](), commit: "c0")
    }

    private func decide(
        _ account: Account? = nil, _ brought: SignInFlow.Brought = .nothing, _ rules: DynamicRules?
    ) -> SignInFlow.Decision {
        SignInFlow.decide(identity, account: account, brought: brought, rules: rules, at: now)
    }

    @Test("Who has no account gets one where the settings let everybody sign up, or those of the issuer")
    func signUp() {
        let mine = DynamicSuffix.SignUp.issuers(["https://github.com", "https://login.example.com"])
        let others = DynamicSuffix.SignUp.issuers(["https://login.example.com/", "https://github.com"])
        let user = SignInFlow.Decision.signUp(.user, invitation: nil)
        #expect(decide(rules([.anyone])) == user)
        #expect(decide(rules([mine])) == user)
        #expect(decide(rules([.invited, .anyone])) == user)
        #expect(decide(rules([others])) == .refused(.notInvited))
        #expect(decide(rules([.invited])) == .refused(.notInvited))
        #expect(decide(rules([])) == .refused(.notInvited))
        #expect(decide(nil) == .refused(.notReady))
    }

    @Test("An invitation makes an account whatever the settings say, until it expires")
    func invitations() {
        let hash = SecretHash(of: "g53_x")
        func invitation(_ seconds: Int64) -> SignInFlow.Brought {
            .invitation(
                Invitation(hash: hash, role: .administrator, created: now, expires: now.adding(seconds: seconds)))
        }
        let administrator = SignInFlow.Decision.signUp(.administrator, invitation: hash)
        #expect(decide(nil, invitation(1), rules([.invited])) == administrator)
        #expect(decide(nil, invitation(1), nil) == administrator)
        #expect(decide(nil, invitation(0), rules([.anyone])) == .refused(.noInvitation))
        #expect(decide(nil, .unknownInvitation, rules([.anyone])) == .refused(.noInvitation))
    }

    @Test("Who has an account gets it, with a second factor where there is one, and administrators never without")
    func accounts() {
        var account = Account(id: AccountID("a1"), name: "Ana", created: now)
        #expect(decide(account, rules([.invited])) == .account(account, next: .session))
        #expect(decide(account, .unknownInvitation, nil) == .account(account, next: .session))
        account.role = .administrator
        #expect(decide(account, rules([.anyone])) == .account(account, next: .enrolment))
        account.oneTimeSecret = [1]
        #expect(decide(account, rules([.anyone])) == .account(account, next: .secondFactor))
        account.role = .user
        #expect(decide(account, rules([.anyone])) == .account(account, next: .secondFactor))
        account.block = "spam"
        #expect(decide(account, rules([.anyone])) == .refused(.blocked("spam")))
        #expect(SignInFlow.Refusal.blocked("spam").message == "the account is blocked: spam; ask an administrator")
    }

    private func decide(_ rules: DynamicRules?) -> SignInFlow.Decision { decide(nil, .nothing, rules) }
    private func decide(_ account: Account, _ rules: DynamicRules?) -> SignInFlow.Decision {
        decide(account, .nothing, rules)
    }
}

@Suite("Accounts of people who sign in")
struct AccountServiceTests {
    private let base = Service()
    private let service: AccountService
    private let visitor = AccountService.Visitor(from: nil, client: "test")
    private let person = SignedInPerson(
        identity: Identity(issuer: "https://login.example.com", subject: "7"), name: "Jane", mail: "j@example.com")

    init() { service = AccountService(store: base.store, clock: base.clock, random: base.random) }

    private func account(
        _ outcome: AccountService.Outcome, next expected: SignInFlow.Step,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws -> Account {
        guard case .account(let account, let next) = outcome else {
            Issue.record("\(outcome)", sourceLocation: location)
            throw NoAccount()
        }
        #expect(next == expected, sourceLocation: location)
        return account
    }

    private struct NoAccount: Error {}

    private func signIn(_ invitation: String? = nil) async throws -> AccountService.Outcome {
        try await service.signIn(person, invitation: invitation, rules: base.rules, by: visitor)
    }

    @Test("An invitation of 'gate53d admin invite' makes one administrator, and is used up by that")
    func invitation() async throws {
        #expect(try await signIn() == .refused(.notInvited))
        #expect(try await signIn("g53_wrong") == .refused(.noInvitation))
        let (_, secret) = try await service.invite(.administrator)
        let made = try account(await signIn(secret.text), next: .enrolment)
        #expect(made.role == .administrator)
        #expect(made.mail == "j@example.com")
        #expect(try account(await signIn(), next: .enrolment).id == made.id)
        let other = SignedInPerson(
            identity: Identity(issuer: person.identity.issuer, subject: "8"), name: "Eve", mail: nil)
        let outcome = try await service.signIn(other, invitation: secret.text, rules: base.rules, by: visitor)
        #expect(outcome == .refused(.noInvitation))
    }

    @Test("An invitation that has expired makes nobody anything")
    func expired() async throws {
        let (_, secret) = try await service.invite(.user, lifetime: 60)
        base.clock.pass(seconds: 60)
        #expect(try await signIn(secret.text) == .refused(.noInvitation))
    }

    /// An administrator who has set up a second factor, with the recovery codes.
    private func enrolled() async throws -> (Account, Session, [UInt8], [RecoveryCode]) {
        let (_, invitation) = try await service.invite(.administrator)
        let made = try account(await signIn(invitation.text), next: .enrolment)
        let (session, _) = try await service.beginSession(
            made, hasSecondFactor: false, lifetime: 600, by: visitor)
        let secret = try service.oneTimeSecret()
        let code = try #require(
            OneTimePassword.code(of: secret, step: OneTimePassword.step(at: base.clock.now)))
        guard
            case .enrolled(let codes) = try await service.enrol(secret: secret, typed: code, in: session, by: visitor)
        else { throw NoAccount() }
        return (made, session, secret, codes)
    }

    @Test("A one-time password is good once, and not the one that set it up")
    func oneTimePasswords() async throws {
        let (made, _, secret, codes) = try await enrolled()
        #expect(codes.count == 10)
        #expect(Set(codes).count == 10)
        _ = try account(await signIn(), next: .secondFactor)
        func code() throws -> String {
            try #require(OneTimePassword.code(of: secret, step: OneTimePassword.step(at: base.clock.now)))
        }
        #expect(try await service.checkSecondFactor(try code(), of: made.id) == .wrong)
        base.clock.pass(seconds: 30)
        let next = try code()
        #expect(try await service.checkSecondFactor(next, of: made.id) == .accepted)
        #expect(try await service.checkSecondFactor(next, of: made.id) == .wrong)
        #expect(try await service.checkSecondFactor("", of: made.id) == .wrong)
        #expect(try await service.checkSecondFactor("123456", of: AccountID("nobody")) == .wrong)
    }

    @Test("After five wrong passwords the next is looked at five minutes later, also the right one")
    func guesses() async throws {
        let (made, _, secret, codes) = try await enrolled()
        base.clock.pass(seconds: 60)
        let right = try #require(OneTimePassword.code(of: secret, step: OneTimePassword.step(at: base.clock.now)))
        let wrong = right == "000000" ? "000001" : "000000"
        for _ in 0..<5 { #expect(try await service.checkSecondFactor(wrong, of: made.id) == .wrong) }
        #expect(try await service.checkSecondFactor(right, of: made.id) == .limited(300))
        // A recovery code can't be guessed, and is not limited.
        #expect(try await service.checkSecondFactor(codes[0].text, of: made.id) == .accepted)
        base.clock.pass(seconds: 300)
        let later = try #require(OneTimePassword.code(of: secret, step: OneTimePassword.step(at: base.clock.now)))
        #expect(try await service.checkSecondFactor(later, of: made.id) == .accepted)
    }

    @Test("Each recovery code is good once, as a second factor or in place of the sign-in service")
    func recoveryCodes() async throws {
        let (made, _, _, codes) = try await enrolled()
        #expect(try await service.checkSecondFactor(codes[0].text, of: made.id) == .accepted)
        #expect(try await service.checkSecondFactor(codes[0].text, of: made.id) == .wrong)
        #expect(try await service.recover(made.id, code: codes[0].text) == nil)
        #expect(try await service.recover(AccountID("a1"), code: codes[1].text) == nil)
        let outcome = try #require(try await service.recover(made.id, code: codes[1].text))
        // It stands for the first factor alone.
        _ = try account(outcome, next: .secondFactor)
        #expect(try await service.recover(made.id, code: codes[1].text) == nil)
        #expect(try await base.store.account(made.id)?.recoveryCodes.count == 8)
    }

    @Test("A second factor is replaced only in a session that has given it, and recovery codes replace all others")
    func replacing() async throws {
        let (made, first, _, codes) = try await enrolled()
        base.clock.pass(seconds: 60)
        let secret = try service.oneTimeSecret()
        let code = try #require(OneTimePassword.code(of: secret, step: OneTimePassword.step(at: base.clock.now)))
        #expect(try await service.enrol(secret: secret, typed: code, in: first, by: visitor) == .needsSecondFactor)
        #expect(try await service.renewRecoveryCodes(in: first, by: visitor) == .needsSecondFactor)
        let (session, _) = try await service.beginSession(made, hasSecondFactor: true, lifetime: 600, by: visitor)
        #expect(try await service.enrol(secret: secret, typed: "123", in: session, by: visitor) == .wrong)
        #expect(try await service.enrol(secret: [], typed: code, in: session, by: visitor) == .wrong)
        guard case .enrolled = try await service.enrol(secret: secret, typed: code, in: session, by: visitor) else {
            throw NoAccount()
        }
        #expect(try await service.checkSecondFactor(codes[0].text, of: made.id) == .wrong)
        guard case .enrolled(let renewed) = try await service.renewRecoveryCodes(in: session, by: visitor) else {
            throw NoAccount()
        }
        #expect(try await service.checkSecondFactor(renewed[9].text, of: made.id) == .accepted)
    }

    @Test("An account has several identities, and each is of one account")
    func identities() async throws {
        let (made, _, _, _) = try await enrolled()
        let further = SignedInPerson(
            identity: Identity(issuer: "https://github.com", subject: "1"), name: "jane", mail: nil)
        #expect(try await service.link(further, to: made, by: visitor) == .linked)
        #expect(try await service.link(further, to: made, by: visitor) == .known)
        #expect(try await service.link(further, to: base.account, by: visitor) == .taken)
        let outcome = try await service.signIn(further, invitation: nil, rules: nil, by: visitor)
        #expect(try account(outcome, next: .secondFactor).id == made.id)
        #expect(try await service.unlink(person.identity, from: made, by: visitor))
        #expect(try await service.unlink(further.identity, from: made, by: visitor) == false)
        #expect(try await signIn() == .refused(.notInvited))
    }
}

import Reviews
import Testing
import ZonePlanning

@Suite("Whose account at a forge signed a commit") struct SignerAccountTests {
    /// Rita may approve, and the settings say one address of hers. Somebody else opens the pull request.
    private static func trial(
        _ kind: ForgeKind, by author: String = "ghost@nowhere.example", signedBy names: Set<String>
    ) async throws -> Trial {
        var trial = try await Trial(kind, commits: [Trial.change(Trial.head, by: author)])
        await trial.hub.account("rita", addresses: ["rita@corp.example"])
        trial.source.reviewers.names.append("rita")
        trial.source.addresses["rita"] = ["rita@corp.example"]
        trial.signers = [Trial.head: names]
        try await trial.comment()
        return trial
    }

    private static let isUnknown = ["unsigned-commit", "too-few-approvals"]

    @Test("An address of the signers file that no account has makes nobody known", arguments: ForgeKind.allCases)
    func otherAddress(kind: ForgeKind) async throws {
        let trial = try await Self.trial(kind, signedBy: ["rita@example.com"])
        await trial.hub.review(.approve, by: "rita", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == Self.isUnknown)
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == [])
    }

    @Test("Who signed a commit by an address of the settings wrote it", arguments: ForgeKind.allCases)
    func listedAddress(kind: ForgeKind) async throws {
        let trial = try await Self.trial(kind, signedBy: ["r@example.org", "rita@corp.example"])
        await trial.hub.review(.approve, by: "rita", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["own-review", "no-approval"])
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == [])
    }

    @Test(
        "A signer of whom no account is known keeps nobody from approving, and takes one approval more",
        arguments: ForgeKind.allCases)
    func strangersAddress(kind: ForgeKind) async throws {
        var trial = try await Self.trial(kind, by: "mallory@example.com", signedBy: ["m@keys.example"])
        trial.source.addresses = ["mallory": ["mallory@example.com"]]
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == Self.isUnknown)
        await trial.hub.review(.approve, by: "bob", on: 1)
        #expect(try await trial.refusal() == [])
    }

    @Test("An address that the forge gives to accounts is of that account")
    func addressOfTheForge() async throws {
        for (kind, name) in [
            (ForgeKind.github, "1+mallory@users.noreply.forge.example"),
            (.gitlab, "1-mallory@users.noreply.forge.example"),
        ] {
            let trial = try await Self.trial(kind, signedBy: [name])
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == [])
        }
    }

    @Test(
        "What the forge says of an address counts for reviewers, and not for what may be their second account",
        arguments: [ForgeKind.github, .gitea])
    func wordOfTheForge(kind: ForgeKind) async throws {
        let name = "rita@example.com"
        for owner in ["rita", "ghost"] {
            let trial = try await Self.trial(kind, by: name, signedBy: [name])
            await trial.hub.account(owner, addresses: [name])
            await trial.hub.review(.approve, by: "rita", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == (owner == "rita" ? ["own-review", "no-approval"] : Self.isUnknown))
            await trial.hub.review(.approve, by: "bob", on: 1)
            #expect(try await trial.refusal() == [])
        }
    }
}

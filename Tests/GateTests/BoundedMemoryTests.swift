internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("What is remembered in a run") struct BoundedMemoryTests {
    @Test("is never more than there is room for, and what was kept is found") func bound() {
        var memory = BoundedMemory<Int, Int>(most: 100)
        for key in 0..<1_000 {
            memory.keep(key * 2, for: key, size: 1 + key % 7)
            #expect(memory.size <= 100)
            #expect(memory[key] == key * 2)
        }
        memory.keep(5, for: 5, size: 1_000)
        #expect(memory.size == 1_000 && memory[5] == 5)
        memory.keep(6, for: 6)
        #expect(memory.size == 1 && memory[5] == nil)
        memory.keep(7, for: 6, size: 3)
        #expect(memory.size == 3 && memory[6] == 7)
        memory.forget()
        #expect(memory.size == 0 && memory[6] == nil)
    }

    // One more than there was room for, asked for in turn, was found anew each time.
    @Test("serves also who asks for more than there is room for, in turn") func inTurn() {
        var memory = BoundedMemory<Int, Int>(most: 64)
        var misses = 0
        for _ in 0..<100 {
            for key in 0..<65 where memory[key] == nil {
                misses += 1
                memory.keep(key, for: key)
            }
        }
        #expect(misses < 100 * 65 * 3 / 4)
    }

    // Each message of a ledger that somebody fills was kept for as long as a program runs.
    @Test("of what was told is no more than there is room for, and nothing that is kept is told twice") func told() {
        let memory = LedgerMemory(mostTold: 1_000)
        for number in 0..<500 {
            let message = "the ledger has the file \(number)"
            #expect(memory.isNew(message))
            #expect(!memory.isNew(message))
            #expect(memory.sizeTold <= 1_000)
        }
    }

    // A run over 65 commits listed all zone files of a commit for each zone: the square of the zones.
    @Test("the files of zones are listed once a commit, however many commits there are") func lists() throws {
        let readings = ZoneReadings()
        let zones = try (0..<50).map { try DomainName(parsing: "z\($0).example.") }
        let commits = (0..<200).compactMap { CommitID(hex: String(repeating: "a", count: 36) + String($0 + 1_000)) }
        #expect(commits.count == 200)
        var count = 0
        for zone in zones {
            for commit in commits {
                let files = try readings.files(of: zone, in: commit) { () throws(GitError) in
                    count += 1
                    return Dictionary(
                        uniqueKeysWithValues: zones.map { zone in
                            (zone, [TreeFile(path: "\(zone)yaml", blob: commit.hex, kind: .regular)])
                        })
                }
                #expect(files.map(\.path) == ["\(zone)yaml"] && files.map(\.blob) == [commit.hex])
            }
        }
        #expect(count == commits.count)
    }

    @Test("who wrote commits is found out once for each question, and not kept where it can't be") func authors() throws
    {
        let known = KnownAuthors(most: 3)
        let tip = try #require(CommitID(hex: String(repeating: "b", count: 40)))
        func question(_ path: String, base: CommitID? = nil, settings: String? = nil) -> KnownAuthors.Question {
            KnownAuthors.Question(paths: [path], tip: tip, base: base, settings: settings)
        }
        func author(_ email: String) -> CommitAuthor {
            CommitAuthor(name: "A", email: email, commit: tip, role: .author)
        }
        var asked = 0
        func ask(_ question: KnownAuthors.Question, _ email: String) throws(GitError) -> [String] {
            try known.authors(question) { () throws(GitError) in
                asked += 1
                if email.isEmpty { throw GitError(.failed, "no") }
                return [author(email)]
            }.map(\.email)
        }
        #expect(throws: GitError.self) { try ask(question("a"), "") }
        #expect(try ask(question("a"), "one") == ["one"])
        #expect(try ask(question("a"), "two") == ["one"])
        #expect(asked == 2)
        // Whatever is asked otherwise has another answer.
        #expect(try ask(question("b"), "three") == ["three"])
        #expect(try ask(question("a", base: tip), "four") == ["four"])
        #expect(try ask(question("a", settings: "s"), "five") == ["five"])
        #expect(asked == 5)
        // One that goes on for months does not keep all.
        var again = 0
        for email in ["a", "b"] {
            let before = asked
            _ = try ask(question(email), "six")
            again += asked - before
        }
        #expect(again > 0)
    }

    @Test("a receipt is read once in an apply, whoever asks for it") func receipts() async throws {
        var team = try await Team()
        for address in 2..<6 {
            team.change(["example.com.": "192.0.2.\(address)"])
            try await team.review()
            #expect(await team.applyMerged() == ["example.com. applied"])
        }
        team.change(["example.com.": "192.0.2.9"])
        try await team.review()
        var fresh = team
        fresh.forgetsLedger()
        await fresh.ledger.countReads()
        #expect(await fresh.applyMerged() == ["example.com. applied"])
        let reads = await fresh.ledger.reads.filter { $0.key.hasPrefix("receipts/example.com./") }
        #expect(!reads.isEmpty && reads.values.allSatisfy { $0 == 1 }, "\(reads)")
    }
}

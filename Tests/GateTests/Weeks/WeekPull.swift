internal import Gate
internal import TestSupport
internal import ZoneFiles
internal import ZonePlanning

/// A pull request of a simulated team.
struct WeekPull: Sendable {
    var number: Int
    var author: WeekPerson
    /// What it means to declare; `nil` for what goes.
    var edits: [WeekKey: String?]
    /// The settings that it has.
    var rule: WeekRule?
    /// The zones whose files get a comment, so that the plan shows what waits there.
    var nudged: Set<String> = []
    /// What the protected branch declared of it before it was merged.
    var before: [WeekKey: String?] = [:]
    /// The plan of it that was shown last.
    var document: PlanDocument?
    /// Who approved it as it is, at the forge.
    var reviews: Set<WeekPerson> = []
    var isMerged = false

    var branch: String { "pull-\(number)" }
}

// What people do with branches.
extension Week {
    /// Opens a pull request.
    ///
    /// - Parameters:
    ///   - edits: what it declares.
    ///   - author: who opens it.
    ///   - rule: the settings that it has.
    ///   - nudged: the zones whose files get a comment.
    ///   - isBehind: whether it begins at an earlier commit of the protected branch.
    /// - Returns: its place in ``pulls``.
    /// - Throws: where the simulation itself breaks.
    mutating func open(
        _ edits: [WeekKey: String?], by author: WeekPerson, rule: WeekRule? = nil, nudging nudged: Set<String> = [],
        isBehind: Bool = false
    ) async throws -> Int {
        let pull = WeekPull(number: pulls.count + 1, author: author, edits: edits, rule: rule, nudged: nudged)
        if let rule { remember(rule) }
        pulls.append(pull)
        var steps = 0
        if isBehind { steps = generator.number(1...4) }
        let start = mainCommit(steps)
        say(
            "\(author) opens #\(pull.number)\(steps > 0 ? ", \(steps) behind" : ""): "
                + edits.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value ?? "-")" }.joined(separator: " ")
                + (rule.map { " \($0)" } ?? "") + nudged.sorted().map { " nudges \($0)" }.joined())
        try await begin(pulls.count - 1, at: start)
        return pulls.count - 1
    }

    /// A commit of the protected branch some steps back along first parents.
    private func mainCommit(_ steps: Int) -> CommitID? {
        let repository = server.now
        var commit = repository.branches["main"]
        for _ in 0..<steps {
            guard let parent = commit.flatMap({ repository.commits[$0] })?.parents.first else { break }
            commit = parent
        }
        return commit
    }

    /// Lets a pull request's branch begin anew at a commit, with one commit that has all that it means.
    private mutating func begin(_ index: Int, at start: CommitID?) async throws {
        let pull = pulls[index]
        try server.change { repository throws(GitError) in
            guard let start else { return }
            repository.move(pull.branch, to: start)
        }
        try await commit(pull.edits, to: index, by: pull.author)
    }

    /// Commits edits to a pull request's branch, with its settings and comments.
    mutating func commit(
        _ edits: [WeekKey: String?], to index: Int, by author: WeekPerson, with coAuthor: WeekPerson? = nil
    ) async throws {
        let pull = pulls[index]
        // Where that is asked for, two of three remember to sign.
        let remembers = merged.isSigned && !(pull.number + Int(seed)).isMultiple(of: 3)
        let key = remembers ? merged.keys[author] : nil
        if key != nil { sees(["a commit is signed"]) }
        try server.change { repository throws(GitError) in
            let files = repository.branches[pull.branch].flatMap { repository.commits[$0] }?.files ?? [:]
            var changes: [String: String?] = [:]
            for zone in WeekFile.zones
            where pull.nudged.contains(zone) || edits.keys.contains(where: { $0.zone == zone }) {
                var file = WeekFile(files[WeekFile.path(zone)] ?? [])
                for (key, address) in edits where key.zone == zone { file.addresses[key.name] = address }
                if pull.nudged.contains(zone) { file.comments.insert("# number \(pull.number)") }
                changes[WeekFile.path(zone)] = file.text
            }
            if let rule = pull.rule {
                changes[Simulation.settingsPath] = rule.settings
                changes[Simulation.signersPath] = rule.signers
            }
            repository.commit(
                changes, to: pull.branch, by: author.address, coAuthors: coAuthor.map { [$0.address] } ?? [],
                signed: key)
        }
        await pushed(index)
    }

    /// The forge sees the branch of a pull request as it is now. What was reviewed before is of another commit.
    private mutating func pushed(_ index: Int) async {
        let pull = pulls[index]
        let repository = server.now
        guard let head = repository.branches[pull.branch] else { return }
        let own = repository.ownCommits(of: pull.branch)
        pulls[index].reviews = []
        await forge.push(
            pull.number, by: pull.author.rawValue, head: head.hex,
            commits: own.map { ($0.id.hex, Array(Set([$0.author, $0.committer] + $0.coAuthors)).sorted()) })
    }

    /// Its author brings a pull request up to date: by a rebase, and where that can't be, by writing it again.
    mutating func update(_ index: Int) async throws {
        let pull = pulls[index]
        do throws(GitError) {
            try server.change { repository throws(GitError) in
                _ = try repository.rebase(pull.branch, moving: pull.branch, by: pull.author.address)
            }
            sees(["a pull request is rebased"])
            say("\(pull.author) rebases #\(pull.number)")
            await pushed(index)
        } catch {
            sees(["a pull request is written again"])
            say("\(pull.author) writes #\(pull.number) again: \(error.message)")
            try await begin(index, at: mainCommit(0))
        }
    }

    // MARK: - Merging

    enum Method: CaseIterable, Sendable { case merge, squash, rebase }

    /// Whether a pull request can be merged as it is.
    func isMergeable(_ index: Int) -> Bool {
        let repository = server.now
        guard let main = repository.branches["main"], let head = repository.branches[pulls[index].branch] else {
            return false
        }
        return (try? repository.mergedFiles(head, into: main)) != nil
    }

    /// Merges pull requests, several at once by a queue.
    mutating func merge(_ indices: [Int], _ method: Method, by person: WeekPerson) async throws {
        for index in indices where !isMergeable(index) { try await update(index) }
        let isQueue = indices.count > 1
        say(
            "\(person) \(isQueue ? "queues" : "merges") \(indices.map { "#\(pulls[$0].number)" }.joined(separator: " ")) by \(method)"
        )
        var people: [WeekKey: Set<WeekPerson>] = [:]
        var unsigned: Set<WeekKey> = []
        let declaredBefore = record.declared
        let target = isQueue ? "queue-\(log.count)" : "main"
        if isQueue, let main = server.now.branches["main"] {
            try server.change { repository throws(GitError) in repository.move(target, to: main) }
        }
        var done: [(index: Int, commits: [CommitID], isUnsigned: Bool)] = []
        for index in indices {
            let wrote = whoWrote(pulls[index])
            // A forge that makes commits anew signs them for nobody.
            let bare = method == .merge ? whoWrote(pulls[index], unsignedOnly: true) : wrote
            let isUnsigned =
                method != .merge || server.now.ownCommits(of: pulls[index].branch).contains { $0.key == nil }
            let branch = pulls[index].branch
            do throws(GitError) {
                let commits = try server.change { repository throws(GitError) -> [CommitID] in
                    switch method {
                    case .merge:
                        guard let main = repository.branches[target], let head = repository.branches[branch] else {
                            return []
                        }
                        _ = try repository.mergedFiles(head, into: main)
                        return [repository.merge(branch, into: target, by: person.address)]
                    case .squash: return [try repository.squash(branch, into: target)]
                    case .rebase: return try repository.rebase(branch, onto: target, moving: target, by: person.address)
                    }
                }
                done.append((index, commits, isUnsigned))
                people.merge(wrote) { $0.union($1) }
                unsigned.formUnion(bare.keys)
            } catch {
                // The queue takes it out.
                say("#\(pulls[index].number) falls out: \(error.message)")
                sees(["a pull request falls out of the queue"])
            }
        }
        if isQueue, let tip = server.now.branches[target] {
            // The check of the merge group reports, and asks nobody.
            _ = await plan(target, by: person)
            try server.change { repository throws(GitError) in repository.move("main", to: tip) }
        }
        record.advanced(to: WeekFile.declared(files), by: people, unsigned: unsigned)
        for (index, commits, isUnsigned) in done {
            if pulls[index].rule != nil { areSettingsUnsigned = isUnsigned }
            try await merged(index, as: commits, declaredBefore)
        }
    }

    private mutating func merged(_ index: Int, as commits: [CommitID], _ before: [WeekKey: String]) async throws {
        pulls[index].isMerged = true
        for key in pulls[index].edits.keys { pulls[index].before[key] = .some(before[key]) }
        await forge.merged(pulls[index].number, as: commits.map(\.hex))
        if let rule = pulls[index].rule {
            (merged, settingsAuthor) = (rule, pulls[index].author)
            record.wroteSettings(pulls[index].author)
        }
        // At a forge reviews count once their pull request is merged.
        if let document = pulls[index].document {
            for person in pulls[index].reviews { record.approve(document.digest, person, with: "forge") }
        }
    }

    /// Who wrote which record set of a pull request, or of its commits alone that nobody signed.
    private func whoWrote(_ pull: WeekPull, unsignedOnly: Bool = false) -> [WeekKey: Set<WeekPerson>] {
        let repository = server.now
        var people: [WeekKey: Set<WeekPerson>] = [:]
        for commit in repository.ownCommits(of: pull.branch) where !unsignedOnly || commit.key == nil {
            let before = WeekFile.declared(commit.parents.first.flatMap { repository.commits[$0] }?.files ?? [:])
            let after = WeekFile.declared(commit.files)
            let wrote = ([commit.author] + commit.coAuthors).compactMap(WeekPerson.init(address:))
            for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
                people[key, default: []].formUnion(wrote)
            }
        }
        return people
    }
}

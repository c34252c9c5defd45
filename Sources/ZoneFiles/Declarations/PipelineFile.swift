internal import DNSModel

/// A file that says what a pipeline runs, as far as gate53 is run in it: a workflow of GitHub, Gitea or Forgejo, or
/// GitLab's file. Only read, never run; what it can't be read for it says nothing of.
package struct PipelineFile: Hashable, Sendable {
    /// A job that runs gate53.
    package struct Job: Hashable, Sendable {
        package var name: String
        /// What it has gate53 do, as in `apply`.
        package var verbs: Set<String> = []
        /// Whether `apply --merged` is among it.
        package var appliesMerged = false
        /// Whether `plan` is told that what it reads is anybody's.
        package var isUntrusted = false
        /// Whether it checks the repository out with its whole history; `nil` where that can't be seen.
        package var hasHistory: Bool?
        /// Whether it, or what of it runs gate53, has a condition of its own, which is not looked into.
        package var isConditional = false
        /// Whether a checkout leaves its token in the clone.
        package var keepsToken = false
        /// Whether it runs in an environment, which can be guarded.
        package var hasEnvironment = false
        /// The name of that; `nil` where there is none, or the file does not show it.
        package var environment: String?
        /// Whether it checks out, or runs, what a pull request brings; `nil` where the file does not show that.
        package var takesPullRequest: Bool? = false
        /// Whether it is given secrets.
        package var usesSecrets = false
        /// Whether its condition keeps it from running for `pull_request_target`, as far as that can be seen.
        package var isNoTarget = false
        /// Whether another run waits for it.
        package var isAlone = false
        /// Whether another run may end it.
        package var mayBeCutOff = false
        /// Whether its token may write comments; `nil` where no permissions are said.
        package var mayComment: Bool?
        /// The names of the variables that are set for it.
        package var variables: Set<String> = []
        /// Whether the repository was checked out by something else before its scripts.
        fileprivate var isCheckedOut = false
    }

    package var path: String
    /// What it runs for, as in `pull_request`.
    package var triggers: Set<String> = []
    package var jobs: [Job] = []
    package var isGitLab: Bool

    /// The paths that pipelines are looked for at.
    package static let folders = [".github/workflows", ".forgejo/workflows", ".gitea/workflows"]
    package static let gitLabPath = ".gitlab-ci.yml"

    /// Reads a file; `nil` where it is no YAML, or runs no gate53.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path.
    package init?(_ octets: [UInt8], path: String) {
        self.path = path
        isGitLab = path == Self.gitLabPath
        let root = octets.withUnsafeBufferPointer { octets -> YAMLValue? in
            do throws(YAMLFailure) {
                var parser = try YAMLParser(octets)
                var tree = YAMLTree()
                return try parser.readDocument(into: &tree) ? YAMLValue(tree, 0) : nil
            } catch { return nil }
        }
        guard let root else { return nil }
        if isGitLab { readGitLab(root) } else { readWorkflow(root) }
        if jobs.isEmpty { return nil }
    }

    // MARK: - Workflows

    private mutating func readWorkflow(_ root: YAMLValue) {
        if let on = root["on"] { triggers = Set(on.keys + on.texts) }
        let shared = Set(root["env"]?.keys ?? [])
        for (name, value) in root["jobs"]?.pairs ?? [] {
            var job = Job(name: name)
            job.variables = shared.union(value["env"]?.keys ?? [])
            job.hasEnvironment = value["environment"] != nil
            job.environment = Self.environment(value["environment"])
            job.usesSecrets = value.allTexts.contains { $0.contains("secrets.") || $0.contains("secrets[") }
            job.isNoTarget = value["if"]?.text.map(PullRequestWords.excludesTarget) ?? false
            let concurrency = value["concurrency"] ?? root["concurrency"]
            job.isAlone = concurrency != nil
            job.mayBeCutOff = concurrency?["cancel-in-progress"]?.text == "true"
            if let permissions = value["permissions"] ?? root["permissions"] {
                job.mayComment =
                    permissions["pull-requests"]?.text == "write" || permissions.text == "write-all"
            }
            job.isConditional = value["if"] != nil
            let around = (root["env"]?.allTexts ?? []) + (value["env"]?.allTexts ?? [])
            for step in value["steps"]?.items ?? [] {
                job.take(step)
                job.takePullRequest(step, around)
            }
            if !job.verbs.isEmpty { jobs.append(job) }
        }
    }

    /// The name of an environment, written alone or with more.
    private static func environment(_ value: YAMLValue?) -> String? {
        let name = value?.text ?? value?["name"]?.text
        return name.flatMap { $0.contains("${{") || $0.contains("$") ? nil : $0 }
    }

    // MARK: - GitLab

    private mutating func readGitLab(_ root: YAMLValue) {
        let shared = Set(root["variables"]?.keys ?? [])
        let depth = root["variables"]?["GIT_DEPTH"]?.text
        for (name, value) in root.pairs where !name.hasPrefix(".") && value["script"] != nil {
            var job = Job(name: name)
            job.variables = shared.union(value["variables"]?.keys ?? [])
            // Without the variable the project's settings say how much is fetched.
            job.hasHistory = (value["variables"]?["GIT_DEPTH"]?.text ?? depth).map { $0 == "0" }
            job.isCheckedOut = true
            job.hasEnvironment = value["environment"] != nil
            job.environment = Self.environment(value["environment"])
            job.isAlone = value["resource_group"] != nil
            job.mayBeCutOff = value["interruptible"]?.text == "true"
            for line in value["before_script"]?.texts ?? [] { job.run(line) }
            for line in value["script"]?.texts ?? [] { job.run(line) }
            if !job.verbs.isEmpty { jobs.append(job) }
        }
    }
}

extension PipelineFile.Job {
    /// Takes what a step of a workflow does.
    fileprivate mutating func take(_ step: YAMLValue) {
        if let uses = step["uses"]?.text, Self.isCheckout(uses) {
            hasHistory = step["with"]?["fetch-depth"]?.text == "0"
            isCheckedOut = true
            if step["with"]?["persist-credentials"]?.text != "false" { keepsToken = true }
        }
        variables.formUnion(step["env"]?.keys ?? [])
        guard let script = step["run"]?.text else { return }
        let before = verbs
        run(script)
        if step["if"] != nil, verbs != before { isConditional = true }
    }

    /// Takes what a step has of a pull request.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - around: the values of variables that are set for the whole job.
    fileprivate mutating func takePullRequest(_ step: YAMLValue, _ around: [String]) {
        var taking = PullRequestWords.Taking.nothing
        if let uses = step["uses"]?.text {
            taking =
                Self.isCheckout(uses)
                ? PullRequestWords.taking(
                    checkingOut: [step["with"]?["ref"]?.text, step["with"]?["repository"]?.text].compactMap { $0 })
                : PullRequestWords.taking(by: uses, told: step["with"]?.allTexts ?? [])
        }
        if let script = step["run"]?.text {
            let variables = around + (step["env"]?.allTexts ?? [])
            taking = max(taking, PullRequestWords.taking(by: script, variables: variables))
        }
        switch taking {
        case .nothing: break
        case .unknown: if takesPullRequest == false { takesPullRequest = nil }
        case .something: takesPullRequest = true
        }
    }

    /// Whether an action is the one that checks out, of whichever server: `actions/checkout@v4`,
    /// `https://data.forgejo.org/actions/checkout@v4`.
    private static func isCheckout(_ uses: String) -> Bool {
        let action = uses.lastIndex(of: "@").map { uses[..<$0] } ?? uses[...]
        return action == "actions/checkout" || action.hasSuffix("/actions/checkout")
    }

    /// Takes how a script gets the history, by the words of one of its commands.
    private mutating func fetch(_ words: [String]) {
        guard words.first?.hasPrefix("#") == false, words.contains("git"),
            words.contains("fetch") || words.contains("clone") || words.contains("pull")
        else { return }
        if words.contains("--unshallow") {
            hasHistory = true
        } else if hasHistory == nil, !isCheckedOut {
            hasHistory = !words.contains { $0.hasPrefix("--depth") || $0.hasPrefix("--shallow-") }
        }
    }

    /// Takes what a script has gate53 do, and which variables it exports.
    fileprivate mutating func run(_ script: String) {
        for line in script.replacing("\\\n", with: " ").split(separator: "\n") {
            let words = line.split(whereSeparator: { " \t;&|()".contains($0) }).map(String.init)
            fetch(words)
            for (place, word) in words.enumerated() {
                if word == "export" || words.first == "export", let name = word.split(separator: "=").first,
                    word.contains("=")
                {
                    variables.insert(String(name))
                }
                guard word == "gate53" || word.hasSuffix("/gate53"), place + 1 < words.count else { continue }
                let rest = words[(place + 1)...]
                guard let verb = rest.first, !verb.hasPrefix("-") else { continue }
                verbs.insert(verb)
                if verb == "apply", rest.contains("--merged") { appliesMerged = true }
                if verb == "plan", rest.contains("--untrusted") { isUntrusted = true }
            }
        }
    }
}

extension YAMLValue {
    fileprivate var pairs: [(String, YAMLValue)] {
        guard case .map(let pairs) = content else { return [] }
        return pairs.compactMap { pair in pair.key.text.map { ($0, pair.value) } }
    }

    fileprivate var keys: [String] { pairs.map(\.0) }

    fileprivate var items: [YAMLValue] {
        if case .list(let items) = content { return items }
        return []
    }

    fileprivate var text: String? {
        if case .text(let text, _) = content { return text }
        return nil
    }

    /// Its texts, also those of lists in it, as of an anchor that stands for several lines.
    fileprivate var texts: [String] {
        if let text { return [text] }
        return items.flatMap(\.texts)
    }

    /// All texts in it, however deep.
    fileprivate var allTexts: [String] {
        switch content {
        case .text(let text, _): [text]
        case .list(let items): items.flatMap(\.allTexts)
        case .map(let pairs): pairs.flatMap { $0.value.allTexts }
        }
    }

    fileprivate subscript(key: String) -> YAMLValue? { pairs.first { $0.0 == key }?.1 }
}

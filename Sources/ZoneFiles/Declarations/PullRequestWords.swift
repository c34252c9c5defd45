/// How a workflow says that it takes what a pull request brings. Where it is not sure to take nothing, that is said.
enum PullRequestWords {
    /// What a part of a workflow takes of a pull request.
    enum Taking: Int, Comparable {
        case nothing, unknown, something

        static func < (one: Taking, other: Taking) -> Bool { one.rawValue < other.rawValue }
    }

    // What anybody who opens a pull request writes, its commits and texts, is all of
    // https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request but for these members of it.
    private static let harmless = [
        "base.", "number", "id", "node_id", "draft", "state", "merged", "author_association", "html_url", "user.",
        "commits", "additions", "deletions", "changed_files",
    ]
    private static let member = "github.event.pull_request."
    /// The commit at which the branch of a pull request is, and names of it that are in no member.
    private static let own = ["github.head_ref", "github.event.after", "refs/pull/"]
    /// The same names in the contexts of other forges.
    private static let prefixes = ["gitea.", "forgejo.", "forge."]
    /// Expressions of what is on the branch that a pull request is for.
    private static let base: Set = [
        "github.event.pull_request.base.sha", "github.event.pull_request.base.ref",
        "github.event.pull_request.base.repo.full_name", "github.event.repository.default_branch", "github.base_ref",
        "github.sha", "github.ref", "github.ref_name", "github.repository", "github.workflow_sha",
    ]
    private static let fetching: Set = [
        "checkout", "cherry-pick", "clone", "fetch", "merge", "pull", "rebase", "reset", "submodule", "switch",
        "worktree",
    ]

    /// In one spelling: names of contexts go by no case, and a member may be in brackets.
    private static func plain(_ text: String) -> String {
        var text = text.lowercased()
        for quote in ["'", "\""] {
            text = text.replacing("[\(quote)", with: ".").replacing("\(quote)]", with: "")
        }
        return prefixes.reduce(text) { $0.replacing($1, with: "github.") }
    }

    /// Whether a text names what a pull request brings.
    private static func names(_ text: String) -> Bool {
        let text = plain(text)
        if own.contains(where: { text.contains($0) }) { return true }
        for place in text.ranges(of: member) {
            let rest = text[place.upperBound...]
            if !harmless.contains(where: { rest.hasPrefix($0) }) { return true }
        }
        // As in `pull/${{ github.event.number }}/head`.
        guard let pull = text.firstRange(of: "pull/") else { return false }
        return text[pull.upperBound...].contains("/head") || text[pull.upperBound...].contains("/merge")
    }

    /// Whether a text has an expression of which is not seen what it gives.
    private static func isOpen(_ text: String) -> Bool { text.contains("${{") && !isBase(text) }

    /// Whether a text is one expression, of the branch that the pull request is for.
    private static func isBase(_ text: String) -> Bool {
        let text = plain(text).filter { !$0.isWhitespace }
        guard text.hasPrefix("${{"), text.hasSuffix("}}") else { return false }
        return base.contains(String(text.dropFirst(3).dropLast(2)))
    }

    /// What an action takes that checks out.
    ///
    /// - Parameter places: the revision and the repository that it is told.
    /// - Returns: what it takes.
    static func taking(checkingOut places: [String]) -> Taking {
        if places.contains(where: names) { return .something }
        return places.contains(where: isOpen) ? .unknown : .nothing
    }

    /// What another action may take.
    ///
    /// - Parameters:
    ///   - action: its name.
    ///   - inputs: what it is told.
    /// - Returns: what it takes.
    static func taking(by action: String, told inputs: [String]) -> Taking {
        if action.lowercased().contains("github-script"), inputs.contains(where: names) { return .something }
        // What another run has left may be of a pull request's code.
        return inputs.contains(where: names) || action.lowercased().contains("artifact") ? .unknown : .nothing
    }

    /// What a script takes: whether it checks out what a pull request brings, or has a text of it in its own words.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - variables: the values of the variables that it is given.
    /// - Returns: what it takes.
    static func taking(by script: String, variables: [String]) -> Taking {
        if names(script) { return .something }
        var taking = Taking.nothing
        for line in script.replacing("\\\n", with: " ").split(whereSeparator: { "\n;&|".contains($0) }) {
            let words = line.split(whereSeparator: { " \t()\"'`".contains($0) }).map { $0.lowercased() }
            if let pr = words.firstIndex(of: "pr"), words[..<pr].contains("gh"),
                let verb = words[pr...].dropFirst().first,
                ["checkout", "co", "diff"].contains(verb)
            {
                return .something
            }
            if words.contains("gh"), words.contains("api") || words.contains("run") { taking = max(taking, .unknown) }
            guard words.contains("git"), words.contains(where: fetching.contains) else { continue }
            if variables.contains(where: names) { return .something }
            if line.contains("$") { taking = max(taking, .unknown) }
        }
        return taking
    }

    /// Whether a condition can't be met for `pull_request_target`: it asks for another event, or for any but that one.
    static func excludesTarget(_ condition: String) -> Bool {
        guard !condition.contains("||"), !condition.contains("!(") else { return false }
        return condition.split(separator: "&&").contains { part in
            let words = part.replacing("${{", with: " ").replacing("}}", with: " ").replacing("(", with: " ")
                .replacing(")", with: " ").split(separator: " ").map(String.init)
            guard words.count == 3, words[0].hasSuffix(".event_name") else { return false }
            let isTarget = words[2] == "'pull_request_target'"
            return words[1] == "==" ? !isTarget && words[2].hasPrefix("'") : words[1] == "!=" && isTarget
        }
    }
}

/// How a workflow says that it takes what a pull request brings. What it takes by other ways is not seen.
enum PullRequestWords {
    /// What anybody who opens a pull request writes: its commits, and texts.
    private static let own = [
        "github.event.pull_request.head", "github.head_ref", "github.event.pull_request.merge_commit_sha",
        "github.event.pull_request.title", "github.event.pull_request.body", "refs/pull/",
    ]
    /// The same names in the contexts of other forges.
    private static let prefixes = ["gitea.", "forgejo.", "forge."]
    private static let fetching: Set = ["checkout", "clone", "fetch", "merge", "pull", "switch", "worktree"]

    /// Whether a text names what a pull request brings.
    static func names(_ text: String) -> Bool {
        let text = prefixes.reduce(text.lowercased()) { $0.replacing($1, with: "github.") }
        return own.contains { text.contains($0) }
    }

    /// Whether a text has an expression of which is not seen what it gives.
    static func isOpen(_ text: String) -> Bool { text.contains("${{") && !names(text) && !isBase(text) }

    private static func isBase(_ text: String) -> Bool {
        let text = text.lowercased()
        return ["github.event.pull_request.base", "github.base_ref", "github.sha", "github.ref", "github.repository"]
            .contains { text.contains($0) }
    }

    /// Whether a script checks out what a pull request brings, or has a text of it in its own words.
    ///
    /// - Parameters:
    ///   - script: the script.
    ///   - variables: the values of the variables that it is given.
    /// - Returns: whether it does.
    static func runs(_ script: String, variables: [String]) -> Bool {
        if names(script) { return true }
        let words = script.split(whereSeparator: { " \t\n;&|()".contains($0) })
        let fetches = words.contains("git") && words.contains { fetching.contains(String($0)) }
        if fetches, variables.contains(where: names) { return true }
        return zip(words, words.dropFirst()).contains { $0 == "pr" && $1 == "checkout" }
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

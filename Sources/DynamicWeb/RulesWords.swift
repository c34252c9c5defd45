internal import DynamicDNS

/// Which commits are in force, in words.
enum RulesWords {
    /// One sentence, or two where settings wait to be accepted.
    static func html(_ rules: DynamicRules) -> String {
        func code(_ commit: String) -> String { "<code>\(FirstPage.escaped(String(commit.prefix(12))))</code>" }
        var words = "In force is commit \(code(rules.commit))"
        if rules.settingsCommit != rules.commit { words += ", with the settings of \(code(rules.settingsCommit))" }
        words += "."
        if rules.isWaiting { words += " The branch has other settings, which wait to be accepted." }
        return words
    }
}

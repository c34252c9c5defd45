package import ZonePlanning

extension Diagnostic {
    /// The diagnostic with its remedy in words, at the end of the message.
    package var worded: Diagnostic {
        guard let remedy else { return self }
        var result = self
        result.message += "; \(remedy.words)"
        result.remedy = nil
        return result
    }
}

extension Diagnostic.Remedy {
    /// What to type.
    fileprivate var words: String {
        switch self {
        case .planBothOrNeither: "take both back with --name, or neither"
        case .revertOrAdopt: "take the change back ('gate53 drift --revert') or into git ('gate53 adopt') first"
        }
    }
}

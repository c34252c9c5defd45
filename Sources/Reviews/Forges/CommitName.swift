internal import ZonePlanning

/// The name of a commit in a forge's answer.
enum CommitName {
    /// The name: 40 or 64 hexadecimal digits in lower case.
    ///
    /// - Throws: ``ForgeError`` for anything else.
    static func checked(_ text: String) throws(ForgeError) -> String {
        guard [40, 64].contains(text.utf8.count), text.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 }) else {
            throw ForgeError(.unreadable, "the forge names a commit by something that is not a commit id")
        }
        return text
    }
}

extension PullRequest {
    /// Holds what a forge lists of a pull request's commits against what it says of it.
    ///
    /// - Throws: ``ForgeError`` where its head is not among them: then the list is another's, or not whole.
    func checkCommits(_ commits: [String], _ address: ForgeAddress) throws(ForgeError) {
        guard commits.contains(head) else {
            throw ForgeError(
                .unreadable,
                "the commits that the forge lists for \(address.shown(number)) do not include its newest one, "
                    + "\(head.prefix(12)), so the authors are not known; try again")
        }
    }
}

extension ForgeError {
    static func otherComment(_ what: String) -> ForgeError {
        ForgeError(.unreadable, "the forge returned another comment on \(what) than the one that was replaced")
    }

    static func wrongAnswer(_ what: String) -> ForgeError {
        ForgeError(.unreadable, "the forge returned another pull request than \(what)")
    }
}

extension Instant {
    static func unreadable(_ what: String) -> ForgeError {
        ForgeError(.unreadable, "\(what) has a time that can't be read")
    }
}

/// The name of a commit in a forge's answer.
enum CommitName {
    /// The name: 40 or 64 hexadecimal digits in lower case.
    ///
    /// - Throws: ``ForgeError`` for anything else.
    static func checked(_ text: String) throws(ForgeError) -> String {
        guard [40, 64].contains(text.utf8.count), text.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 }) else {
            throw ForgeError(.unreadable, "the forge names a commit that is none")
        }
        return text
    }
}

extension ForgeError {
    static func wrongAnswer(_ what: String) -> ForgeError {
        ForgeError(.unreadable, "the forge answers with another pull request than \(what)")
    }
}

extension ForgeTime {
    static func unreadable(_ what: String) -> ForgeError {
        ForgeError(.unreadable, "\(what) has a time that can't be read")
    }
}

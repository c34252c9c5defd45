// Decision 0015: changes of settings are shown beside the plan, not in it.

/// One thing in which the settings or the signers of a commit differ from those of the protected branch, or from those
/// that were accepted last: something a reviewer should know, since it takes effect once it is there.
package struct SettingsChange: Hashable, Sendable {
    /// What changes.
    package enum Subject: Hashable, Sendable {
        /// What a path of keys has, as in `review.required`.
        case key(String)
        /// An item of the list at a path of keys.
        case item(of: String)
        /// A line of a file.
        case line(of: String)
        /// The settings as a whole, which are no map.
        case settings
        /// Where the settings file is.
        case settingsFile
        /// All of a settings file, since there are no settings yet.
        case firstSettings(String)
        /// The settings can't be compared, since they can't be read: those before, or those of the commit.
        case unreadable(areBefore: Bool)
    }

    package var subject: Subject
    /// What there was, on one line; `nil` where there was nothing.
    package var before: String?
    /// What the commit has, on one line; `nil` where it has nothing.
    package var after: String?

    package init(_ subject: Subject, before: String? = nil, after: String? = nil) {
        self.subject = subject
        self.before = before
        self.after = after
    }

    /// A change of what a path of keys has.
    package init(_ key: String, before: String?, after: String?) {
        self.init(.key(key), before: before, after: after)
    }
}

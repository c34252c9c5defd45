internal import DNSModel

// Decision 0015: changes of settings are shown beside the plan, not in it.

/// One thing in which the settings or the signers of a commit differ from those of the protected branch: something a
/// reviewer should know, since it takes effect once it is there.
///
/// It is in no plan document. A plan is the same octets before and after its commit is merged, and after that there is
/// nothing left to differ.
package struct SettingsChange: Hashable, Sendable {
    /// What changes: a path of keys as in `review.required`, or a file.
    package var subject: String
    /// What the protected branch has, on one line; nothing where it has nothing.
    package var before: String?
    /// What the commit has, on one line; nothing where it has nothing.
    package var after: String?

    package init(_ subject: String, before: String?, after: String?) {
        self.subject = subject
        self.before = before
        self.after = after
    }

    /// The change in words, safe to print.
    package var phrase: String {
        let subject = Printable.text(subject)
        switch (before.map { Printable.text($0) }, after.map { Printable.text($0) }) {
        case (let before?, let after?): return "\(subject) is \(after), was \(before)"
        case (nil, let after?): return "\(subject) is new: \(after)"
        case (let before?, nil): return "\(subject) is gone: \(before)"
        case (nil, nil): return subject
        }
    }
}

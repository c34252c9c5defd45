internal import CLinux
internal import Glibc

// Decision 0096: secrets stay in the process.

/// What keeps the memory and the environment of this process from others.
package enum PrivateProcess {
    /// Has no other process of the user read them, by `/proc` or as a debugger, and no crash leave them in a file.
    ///
    /// Those that it starts are not kept so. Called before a secret is read; root reads everything all the same.
    package static func begin() {
        _ = gate53_set_dumpable(0)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        var now = rlimit()
        // As a limit that can't be raised again: what this starts must not leave what it was told either.
        if getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &now) == 0 {
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        }
    }

    /// Whether it is so.
    package static var isPrivate: Bool { gate53_is_dumpable() != 1 }
}

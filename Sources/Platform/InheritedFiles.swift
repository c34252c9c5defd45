/// Which open files the programs get that this process starts.
package enum InheritedFiles {
    /// Whether they get none but their three streams.
    ///
    /// A library that we use may leave its sockets open for them: a reload command would keep the port of a service
    /// that has ended, and have the connections of its clients. A command of a person leaves open what the shell gave
    /// it, as in `<(…)`.
    package static let areClosed = LockedValue(false)
}

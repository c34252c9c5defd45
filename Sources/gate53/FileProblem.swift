internal import Platform

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Why a file that the user named can't be read or written.
struct FileProblem: Error {
    enum Use { case reading, writing }

    /// The system's number of the error; `nil` where ``words`` say it.
    private var number: Int32?
    private var words: String

    /// What the system says.
    init(_ number: Int32) {
        self.number = number
        words = SystemFailure(number).message
    }

    /// What the system did not do.
    init(_ failure: SystemFailure) {
        number = failure.number
        words = failure.message
    }

    /// What we say, with what to do.
    init(words: String) { self.words = words }

    /// What is wrong and what to do.
    func reason(_ use: Use) -> String {
        guard let number else { return words }
        return "\(words); \(remedy(number, use))"
    }

    private func remedy(_ number: Int32, _ use: Use) -> String {
        switch (number, use) {
        case (ENOENT, .reading), (ENOTDIR, _), (ELOOP, _): "check the path"
        case (ENOENT, .writing): "make its folder first"
        case (EISDIR, _): "name a file in it"
        case (EACCES, .reading), (EPERM, .reading): "see with 'ls -l' who may read it"
        case (EACCES, .writing), (EPERM, .writing): "see with 'ls -ld' who may write the file and its folder"
        case (ENOSPC, _), (EDQUOT, _): "free some space, or name a file elsewhere"
        case (ENAMETOOLONG, _): "name it shorter"
        case (_, .reading): "name another file"
        case (_, .writing): "name a file elsewhere"
        }
    }
}

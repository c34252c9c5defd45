/// Why a forge could not be asked, or what it said that is no answer. Whoever gets one knows of no approval.
package struct ForgeError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// No answer, or the forge says that it failed.
        case unavailable
        /// Asked too often; the forge wants us to wait longer than we do.
        case rateLimited = "rate-limited"
        /// The token is missing, wrong or too weak.
        case forbidden
        /// There is no such thing, or the token may not see it.
        case notFound = "not-found"
        /// The answer is not what the forge's documentation says.
        case unreadable
        /// More pages than are read.
        case tooMany = "too-many"
        /// The address of the forge, the repository or the pull request is missing or wrong.
        case misconfigured
    }

    package var code: Code
    /// What happened and what to do. Has neither the token nor what the forge wrote.
    package var message: String
    /// Whether the forge does not take the token at all, as where it has run out (status 401).
    package var isTokenRefused = false

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

internal import HTTPTransport
internal import ZonePlanning

/// All that the search for credentials asks of the outside, so that tests can give it.
struct CredentialEnvironment: Sendable {
    /// A file's content and whether it can be read by others than its owner.
    struct File: Hashable, Sendable {
        var octets: [UInt8]
        var isReadableByOthers: Bool
    }

    /// A file that is there and cannot be read.
    struct FileFailure: Error, Hashable, Sendable {
        /// As in `permission denied`.
        var message: String
    }

    /// What became of a program.
    struct Outcome: Hashable, Sendable {
        var output: [UInt8]
        /// What went wrong; `nil` when the program ended with status 0.
        var failure: String?
    }

    /// The environment variables.
    var variables: [String: String]
    /// Reads a file; `nil` when there is none.
    var readFile: @Sendable (_ path: String) throws(FileFailure) -> File?
    /// Puts a file in place of another, readable by its owner only.
    var writeFile: @Sendable (_ path: String, _ octets: [UInt8]) throws(FileFailure) -> Void
    /// The time.
    var now: @Sendable () -> Instant
    /// Sends a request.
    var send: @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
    /// Runs a program without a shell, at most for a time.
    var run: @Sendable (_ arguments: [String], _ environment: [String: String], _ limit: Duration) async -> Outcome
    /// Waits.
    var sleep: @Sendable (_ duration: Duration) async -> Void

    /// The value of a variable that is set and not empty.
    func variable(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A path with `~` for the home folder and `$NAME` for variables, as botocore expands those of its files.
    func expanded(_ path: String) -> String {
        let path = withVariables(path)
        guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
        return home + path.dropFirst()
    }

    private func withVariables(_ path: String) -> String {
        var result = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[dollar...].dropFirst()
            let isBraced = after.first == "{"
            let name =
                isBraced
                ? after.dropFirst().prefix { $0 != "}" }
                : after.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let end =
                isBraced ? (name.endIndex < rest.endIndex ? rest.index(after: name.endIndex) : nil) : name.endIndex
            if let end, let value = variables[String(name)], !name.isEmpty {
                result += value
                rest = rest[end...]
            } else {
                result += "$"
                rest = after
            }
        }
        return result + rest
    }
}

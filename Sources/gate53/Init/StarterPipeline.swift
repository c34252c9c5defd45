internal import ArgumentParser
internal import ZoneFiles
internal import ZonePlanning

/// Whose pipelines a new repository gets.
enum StarterForge: String, ExpressibleByArgument, CaseIterable {
    case github, gitlab, forgejo, gitea
    /// Scripts for any other.
    case shell
    /// No pipeline.
    case noPipeline = "none"

    /// The forge of a remote, as its host is called; `nil` where the name does not say it.
    init?(of remote: RepositoryAddress) {
        let host = remote.host
        if host == "codeberg.org" || host.contains("forgejo") {
            self = .forgejo
        } else if host.contains("github") {
            self = .github
        } else if host.contains("gitlab") {
            self = .gitlab
        } else if host.contains("gitea") {
            self = .gitea
        } else {
            return nil
        }
    }

    /// The forge whose reviews can count; `nil` where there is none.
    var reviews: ForgeKind? {
        switch self {
        case .github: .github
        case .gitlab: .gitlab
        case .forgejo, .gitea: .gitea
        case .shell, .noPipeline: nil
        }
    }

    /// The templates, and the path in a repository that each is for.
    var templates: [(path: String, template: EmbeddedPipeline)] {
        switch self {
        case .github: Self.workflows(EmbeddedPipeline.github, in: ".github/workflows/")
        case .forgejo: Self.workflows(EmbeddedPipeline.forgejo, in: ".forgejo/workflows/") + Self.applyElsewhere
        case .gitea: Self.workflows(EmbeddedPipeline.forgejo, in: ".gitea/workflows/") + Self.applyElsewhere
        case .gitlab: Self.workflows(EmbeddedPipeline.gitlab, in: "")
        case .shell: Self.workflows(EmbeddedPipeline.shell, in: "ci/")
        case .noPipeline: []
        }
    }

    /// The script that applies, for a host of its own: where a secret of a repository is that of all its branches, a
    /// workflow can't have the credentials.
    private static var applyElsewhere: [(path: String, template: EmbeddedPipeline)] {
        workflows(EmbeddedPipeline.shell.filter { $0.name == "gate53-apply" }, in: "ci/")
    }

    private static func workflows(
        _ templates: [EmbeddedPipeline], in folder: String
    ) -> [(path: String, template: EmbeddedPipeline)] {
        templates.map { (folder + $0.name, $0) }
    }
}

/// A template of `ci/pipelines`, which the program carries with it.
struct EmbeddedPipeline {
    /// The file's name.
    var name: String
    var text: String

    /// The lines between these and the name of some kind of provider are for that alone; as comments they leave the
    /// template a pipeline that works.
    private static let start = "# >>> "
    private static let end = "# <<< "

    /// The pipeline for a repository.
    ///
    /// - Parameters:
    ///   - remote: where the repository is pushed to; nothing leaves the image's place for the user to fill in.
    ///   - branch: the protected branch.
    ///   - parts: the parts that are for its providers, by their names.
    /// - Returns: the text of the file.
    func text(remote: RepositoryAddress?, branch: String, parts: Set<String>) -> String {
        var lines: [Substring] = []
        var isLeftOut = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.drop { $0 == " " }
            if words.hasPrefix(Self.start) {
                isLeftOut = !parts.contains(String(words.dropFirst(Self.start.count)))
            } else if words.hasPrefix(Self.end) {
                isLeftOut = false
            } else if !isLeftOut {
                lines.append(line)
            }
        }
        var result = lines.joined(separator: "\n")
        if let remote { result = result.replacing("HOST/OWNER/", with: "\(remote.host)/OWNER/") }
        if let owner = remote?.owner { result = result.replacing("/OWNER/", with: "/\(owner)/") }
        // A name of other characters would need quotes that depend on where it stands.
        if branch.utf8.allSatisfy(Self.isPlain) {
            result = result.replacing("branches: [main]", with: "branches: ['\(branch)']")
                .replacing("GATE53_BRANCH:-main}", with: "GATE53_BRANCH:-\(branch)}")
        }
        return result
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

/// Where a remote is: what its URL says.
struct RepositoryAddress: Hashable {
    /// In lower case, with its port where it has one.
    var host: String
    /// The folders before the repository's name, in lower case: a user, an organisation, a group and its subgroups.
    /// `nil` where there is none that could be part of an image's name.
    var owner: String?

    /// Reads a URL as git takes it: `https://host/owner/name.git`, `ssh://git@host:22/owner/name`,
    /// `git@host:owner/name` (git-fetch(1), GIT URLS); `nil` for a path.
    init?(_ url: String) {
        var rest: Substring
        let host: Substring
        if let scheme = url.firstRange(of: "://") {
            rest = url[scheme.upperBound...]
            guard !url.hasPrefix("file:"), let slash = rest.firstIndex(of: "/") else { return nil }
            host = rest[..<slash]
            rest = rest[slash...]
        } else {
            guard let colon = url.firstIndex(of: ":"), !url[..<colon].contains("/") else { return nil }
            host = url[..<colon]
            rest = url[url.index(after: colon)...]
        }
        // What is before the @ may be a password.
        let place = host.split(separator: "@").last.map { String($0).lowercased() } ?? ""
        let isWeb = url.hasPrefix("http")
        let name = isWeb ? place : place.split(separator: ":").first.map(String.init) ?? ""
        guard !name.isEmpty, name.utf8.allSatisfy({ Self.isHost($0) }) else { return nil }
        self.host = name
        let folders = rest.split(separator: "/").dropLast().map { $0.lowercased() }
        let isOwner = !folders.isEmpty && folders.allSatisfy { $0.utf8.allSatisfy(Self.isImageName) }
        owner = isOwner ? folders.joined(separator: "/") : nil
    }

    private static func isHost(_ octet: UInt8) -> Bool { isImageName(octet) || octet == UInt8(ascii: ":") }

    private static func isImageName(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

internal import DNSModel

/// The settings of the shared configuration and credentials files, and which profile of them is used.
struct SharedConfiguration: Sendable {
    /// Profiles by name: those of the configuration file, with what the credentials file adds.
    private(set) var profiles: [String: INIFile.Section] = [:]
    private(set) var sessions: [String: INIFile.Section] = [:]
    private(set) var services: [String: INIFile.Section] = [:]
    /// The sections of the credentials file alone.
    private(set) var credentials: [String: INIFile.Section] = [:]
    /// The profiles of the configuration file alone.
    private(set) var configured: [String: INIFile.Section] = [:]
    /// The profile in use.
    let profile: String
    /// Whether the profile was named by the caller, in code; then the environment's credentials do not count.
    let isProfileGiven: Bool
    let configurationPath: String
    let credentialsPath: String
    /// What a person should know, one sentence each.
    private(set) var warnings: [String] = []

    /// Reads the files that the environment names, or those in the home folder.
    ///
    /// - Parameters:
    ///   - environment: the outside.
    ///   - profile: the profile to use; that of `AWS_DEFAULT_PROFILE` or `AWS_PROFILE`, or `default`, when absent.
    /// - Throws: ``CredentialError`` with code `invalid`: a file cannot be read, or there is no such profile.
    init(_ environment: CredentialEnvironment, profile: String? = nil) throws(CredentialError) {
        let named = profile ?? environment.variable("AWS_DEFAULT_PROFILE") ?? environment.variable("AWS_PROFILE")
        self.profile = named ?? "default"
        isProfileGiven = profile != nil
        configurationPath = environment.expanded(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config")
        credentialsPath = environment.expanded(
            environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")

        for (name, section) in try Self.read(configurationPath, environment, &warnings) {
            place(name, section)
        }
        configured = profiles
        credentials = try Self.read(credentialsPath, environment, &warnings)
        for (name, section) in credentials {
            profiles[name, default: [:]].merge(section) { _, new in new }
        }
        if let named, profiles[named] == nil {
            throw CredentialError(
                .invalid,
                "there is no profile '\(Printable.message(named))' in \(configurationPath) and \(credentialsPath); "
                    + "write '[profile \(Printable.message(named))]' there or name another")
        }
    }

    /// A setting of the profile in use.
    subscript(name: String) -> String? { text(name, of: profile) }

    /// A setting of a profile.
    func text(_ name: String, of profile: String) -> String? {
        guard case .text(let value) = profiles[profile]?[name] else { return nil }
        return value
    }

    /// Whether a profile has a setting.
    func has(_ name: String, _ profile: String) -> Bool { profiles[profile]?[name] != nil }

    /// A file of certificates to trust instead of the system's: `AWS_CA_BUNDLE`, the profile's `ca_bundle`, or
    /// `SSL_CERT_FILE`.
    func trustedCertificates(_ environment: CredentialEnvironment) -> String? {
        (environment.variable("AWS_CA_BUNDLE") ?? self["ca_bundle"] ?? environment.variable("SSL_CERT_FILE"))
            .map(environment.expanded)
    }

    private mutating func place(_ name: String, _ section: INIFile.Section) {
        // Later sections of the same name replace earlier ones: '[profile a]' and '[profile "a"]'.
        func word(_ kind: String) -> String? {
            guard let words = ShellWords.split(name), words.count == 2 else { return nil }
            return words[1]
        }
        if name.hasPrefix("profile") {
            if let word = word("profile") { profiles[word] = section }
        } else if name.hasPrefix("sso-session") {
            if let word = word("sso-session") { sessions[word] = section }
        } else if name.hasPrefix("services") {
            if let word = word("services") { services[word] = section }
        } else if name == "default" {
            profiles[name] = section
        }
    }

    private static func read(
        _ path: String, _ environment: CredentialEnvironment, _ warnings: inout [String]
    ) throws(CredentialError) -> [String: INIFile.Section] {
        let file: CredentialEnvironment.File
        do throws(CredentialEnvironment.FileFailure) {
            guard let found = try environment.readFile(path) else { return [:] }
            file = found
        } catch {
            throw CredentialError(.invalid, "\(path) cannot be read: \(error.message)")
        }
        do throws(INIFile.Failure) {
            let sections = try INIFile(file.octets).sections
            if file.isReadableByOthers, sections.values.contains(where: { $0["aws_secret_access_key"] != nil }) {
                warnings.append("\(path) has secret keys and others than its owner can read it; run: chmod 600 \(path)")
            }
            return sections
        } catch {
            throw CredentialError(.invalid, "\(path):\(error.line): \(Printable.message(error.message))")
        }
    }
}

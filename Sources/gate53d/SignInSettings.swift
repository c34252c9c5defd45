internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials

// Decision 0107: what a sign-in stands for.

/// At which services people sign in.
struct SignInOptions: ParsableArguments {
    @Option(
        name: .customLong("sign-in"),
        help: ArgumentHelp(
            """
            A JSON file that names the services at which people sign in, as in {"services": [{"type": "github", \
            "client-id": "Iv1.0123"}]}. A service has 'type' (openid, github or x), 'client-id', 'issuer' (openid), and \
            if wanted 'id', 'title', and 'secret-file' or 'public'. Without these two, its secret is in the variable \
            GATE53D_SECRET_ID. [default: nobody signs in elsewhere]
            """,
            valueName: "path"),
        completion: .file(extensions: ["json"]))
    var path: String?

    /// Reads the file.
    func settings() throws(ServiceFailure) -> SignInSettings {
        guard let path else { return SignInSettings(services: []) }
        let shown = Printable.text(path)
        guard let octets = SignInSettings.octets(at: path) else {
            throw ServiceFailure("'\(shown)' can't be read, or has more than 64 KiB; check '--sign-in'", id: "sign-in")
        }
        do throws(SignInSettings.Mistake) { return try SignInSettings(octets) } catch {
            throw ServiceFailure("\(shown): \(error.message)", id: "sign-in")
        }
    }
}

/// The services at which people sign in, as a file names them. No secret is in it.
///
/// ```json
/// {"services": [
///   {"type": "openid", "id": "company", "title": "Example Company", "issuer": "https://login.example.com",
///    "client-id": "gate53d", "secret-file": "/etc/gate53d/company.secret"},
///   {"type": "github", "client-id": "Iv1.0123456789abcdef"}
/// ]}
/// ```
struct SignInSettings: Sendable {
    var services: [Service]

    /// What is wrong with the file.
    struct Mistake: Error, Hashable { var message: String }

    enum Kind: String, Sendable, CaseIterable {
        case openid, github, x

        var title: String {
            switch self {
            case .openid: "OpenID"
            case .github: "GitHub"
            case .x: "X"
            }
        }
    }

    struct Service: Sendable {
        var kind: Kind
        var id: String
        var title: String
        /// Of an OpenID provider alone.
        var issuer: String?
        var clientID: String
        var secret: SecretPlace

        /// Where the secret is.
        enum SecretPlace: Hashable, Sendable {
            case variable(String)
            case file(String)
            /// The client has none.
            case none
        }
    }

    init(services: [Service]) { self.services = services }

    init(_ octets: [UInt8]) throws(Mistake) {
        let document: Document
        do { document = try JSONDecoder().decode(Document.self, from: Data(octets)) } catch let mistake as Mistake {
            throw mistake
        } catch {
            throw Mistake(
                message: "this is not JSON of the form {\"services\": [{\"type\": \"github\", \"client-id\": \"…\"}]}")
        }
        services = []
        for entry in document.services {
            let service = try Service(entry)
            guard !services.contains(where: { $0.id == service.id }) else {
                throw Mistake(message: "two services have the id '\(service.id)'; give one of them another 'id'")
            }
            services.append(service)
        }
    }

    /// The file; `nil` where it can't be read or is too long.
    static func octets(at path: String) -> [UInt8]? {
        let files = FileManager.default
        guard let size = try? files.attributesOfItem(atPath: path)[.size] as? UInt64, size <= 64 << 10,
            let data = files.contents(atPath: path)
        else { return nil }
        return Array(data)
    }
}

extension SignInSettings.Service {
    init(_ entry: SignInSettings.Entry) throws(SignInSettings.Mistake) {
        guard let kind = entry.members["type"].flatMap({ SignInSettings.Kind(rawValue: $0) }) else {
            throw SignInSettings.Mistake(message: "a service has no 'type'; write openid, github or x")
        }
        self.kind = kind
        id = entry.members["id"] ?? kind.rawValue
        guard 1...32 ~= id.utf8.count, id.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) })
        else {
            throw SignInSettings.Mistake(
                message: "the id '\(Printable.cut(id, to: 40))' is not 1 to 32 lower-case letters, digits and hyphens")
        }
        title = Printable.cut(entry.members["title"] ?? kind.title, to: 60)
        issuer = entry.members["issuer"]
        guard (issuer != nil) == (kind == .openid) else {
            throw SignInSettings.Mistake(
                message: kind == .openid
                    ? "the service '\(id)' has no 'issuer'; write the URL by which it names itself"
                    : "the service '\(id)' needs no 'issuer'; take it out")
        }
        guard let client = entry.members["client-id"], !client.isEmpty else {
            throw SignInSettings.Mistake(
                message: "the service '\(id)' has no 'client-id'; register gate53d there, and write what it gave")
        }
        clientID = client
        switch (entry.isPublic, entry.members["secret-file"]) {
        case (true, nil): secret = .none
        case (true, _?):
            throw SignInSettings.Mistake(message: "the service '\(id)' is public and has a secret; take one out")
        case (false, let path?): secret = .file(path)
        case (false, nil):
            secret = .variable(
                Output.secretPrefix + id.uppercased().map { $0 == "-" ? "_" : String($0) }.joined())
        }
    }

    /// The secret itself; `nil` for a client that has none.
    ///
    /// - Parameter environment: the variables with secrets.
    /// - Returns: the secret.
    /// - Throws: ``ServiceFailure`` that says where it was looked for.
    func secretText(_ environment: [String: String]) throws(ServiceFailure) -> String? {
        switch secret {
        case .none: return nil
        case .variable(let name):
            if let text = environment[name], !text.isEmpty { return text }
            throw ServiceFailure(
                "the sign-in service '\(id)' has no client secret; set \(name), or write 'secret-file', or "
                    + "'\"public\": true' where it has none", id: "sign-in")
        case .file(let path):
            guard let octets = SignInSettings.octets(at: path), let text = String(validating: octets, as: UTF8.self)
            else {
                throw ServiceFailure(
                    "the secret of the sign-in service '\(id)' can't be read from '\(Printable.text(path))'",
                    id: "sign-in")
            }
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
    }
}

extension SignInSettings {
    struct Document: Decodable {
        var services: [Entry]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            for key in members.allKeys where key.stringValue != "services" { throw key.mistake }
            services = try members.decode([Entry].self, forKey: Key("services"))
        }
    }

    /// The members of a service as they are written.
    struct Entry: Decodable {
        var members: [String: String] = [:]
        var isPublic = false

        private static let known = ["type", "id", "title", "issuer", "client-id", "secret-file"]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            for key in members.allKeys {
                if key.stringValue == "public" {
                    isPublic = try members.decode(Bool.self, forKey: key)
                } else if Self.known.contains(key.stringValue) {
                    self.members[key.stringValue] = try members.decode(String.self, forKey: key)
                } else {
                    throw key.mistake
                }
            }
        }
    }

    struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }

        var mistake: Mistake {
            Mistake(
                message: stringValue.lowercased().contains("secret")
                    ? "a secret does not belong into this file; write 'secret-file', or set a variable"
                    : "'\(Printable.cut(stringValue, to: 40))' is not known here; see 'gate53d serve --help'")
        }
    }
}

/// What a repository's own `core.sshCommand` may run: ssh, with options that say who we are and whom we trust.
///
/// `actions/checkout` leaves such a command for its key. Anything else that a user wants belongs into the user's own
/// configuration, or into `GIT_SSH_COMMAND`.
enum SSHCommand {
    /// Options that take no value.
    private static let flags: Set<Character> = ["4", "6", "a", "C", "k", "n", "q", "T", "v", "x"]
    /// Options that take one.
    private static let valued: Set<Character> = ["b", "c", "i", "J", "l", "m", "p"]
    /// Keys of `-o` (ssh_config(5)) by which nothing is run.
    private static let keys: Set = [
        "addressfamily", "batchmode", "certificatefile", "checkhostip", "ciphers", "compression", "connectionattempts",
        "connecttimeout", "globalknownhostsfile", "hostkeyalgorithms", "hostkeyalias", "identitiesonly",
        "identityagent",
        "identityfile", "ipqos", "kexalgorithms", "loglevel", "macs", "passwordauthentication", "port",
        "preferredauthentications", "pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes", "pubkeyauthentication",
        "serveralivecountmax", "serveraliveinterval", "tcpkeepalive", "updatehostkeys", "user", "userknownhostsfile",
    ]
    /// Programs of OpenSSH and around it that run what they are told.
    private static let others: Set = [
        "ssh-add", "ssh-agent", "ssh-copy-id", "ssh-keygen", "ssh-keyscan", "sshd", "sshfs", "sshpass", "sshuttle",
    ]

    /// Whether a command does no more than that.
    ///
    /// - Parameters:
    ///   - command: as a shell reads it.
    ///   - place: the repository, of which no program is run.
    /// - Returns: whether it does.
    static func isHarmless(_ command: String, in place: RepositoryLocation) -> Bool {
        guard let words = words(of: command), let program = words.first else { return false }
        let name = program.split(separator: "/").last.map(String.init) ?? ""
        guard name.contains("ssh"), !others.contains(name), program == "ssh" || program.hasPrefix("/"),
            // What is below /proc is another file for each process.
            program == "ssh" || !(place.has(program) || program.hasPrefix("/proc/") || program.hasPrefix("/dev/"))
        else { return false }
        var index = 1
        while index < words.count {
            let word = words[index]
            index += 1
            guard word.hasPrefix("-"), let letter = word.dropFirst().first else { return false }
            if word.dropFirst().allSatisfy({ flags.contains($0) }) { continue }
            var value = String(word.dropFirst(2))
            if value.isEmpty {
                guard index < words.count else { return false }
                value = words[index]
                index += 1
            }
            switch letter {
            case "o": guard isHarmless(setting: value) else { return false }
            case "F": guard isOwn(file: value, place.home) else { return false }
            default: guard valued.contains(letter), !value.hasPrefix("-") else { return false }
            }
        }
        return true
    }

    private static func isHarmless(setting: String) -> Bool {
        let key = setting.prefix { $0 != "=" && $0 != " " }.lowercased()
        let value = setting.dropFirst(key.count).drop { $0 == "=" || $0 == " " }.lowercased()
        // Whose key is not known is refused; that a user may change, and not a folder.
        if key == "stricthostkeychecking" { return ["yes", "ask", "true"].contains(value) }
        return keys.contains(key)
    }

    /// Whether a file of settings is one of the user's own, or none.
    private static func isOwn(file: String, _ home: String) -> Bool {
        if file == "none" || file == "/dev/null" { return true }
        let beginnings = ["~/.ssh/"] + (home.isEmpty ? [] : [home + "/.ssh/"])
        return beginnings.contains { file.hasPrefix($0) } && !file.split(separator: "/").contains("..")
    }

    /// The words of a command, as a shell splits it; `nil` where the shell would do more than that.
    private static func words(of command: String) -> [String]? {
        var (words, word, quote): ([String], String?, Character?) = ([], nil, nil)
        var rest = command[...]
        while let letter = rest.popFirst() {
            if let mark = quote {
                if letter == mark {
                    quote = nil
                } else if mark == "\"", letter == "\\" || letter == "$" || letter == "`" {
                    return nil
                } else {
                    word?.append(letter)
                }
                continue
            }
            switch letter {
            case "'", "\"":
                quote = letter
                word = word ?? ""
            case " ", "\t":
                if let word { words.append(word) }
                word = nil
            case "\\", "$", "`", "|", "&", ";", "<", ">", "(", ")", "{", "}", "*", "?", "[", "]", "#", "!", "\n", "\r",
                "\r\n":
                return nil
            default: word = (word ?? "") + String(letter)
            }
        }
        if let word { words.append(word) }
        return quote == nil ? words : nil
    }
}

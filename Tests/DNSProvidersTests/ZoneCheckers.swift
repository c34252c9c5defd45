import DNSModel
import DNSProviders
import Glibc
import ZonePlanning

/// The programs with which BIND, Knot and NSD say whether they would load a zone, as their packages have them.
enum ZoneChecker: String, CaseIterable {
    /// `named-checkconf -z` of Debian's bind9-utils: a primary zone with everything that BIND checks by itself.
    case bind = "named-checkconf"
    /// `kzonecheck` of Debian's knot-dnssecutils.
    case knot = "kzonecheck"
    /// `nsd-checkzone` of Debian's nsd.
    case nsd = "nsd-checkzone"

    /// What the program says against a zone; nothing where it would be loaded.
    ///
    /// `kzonecheck` counts missing glue and DS algorithms that it does not know, with which Knot loads a zone; those alone
    /// are no refusal.
    func refusal(of octets: [UInt8], apex: DomainName) throws -> String? {
        let folder = try TemporaryFolder()
        try folder.write(octets, to: "zone")
        let path = folder.path + "/zone"
        let name = apex == .root ? "." : String(apex.description.dropLast())
        let arguments: [String]
        switch self {
        case .bind:
            try folder.write("zone \"\(name)\" { type primary; file \"\(path)\"; };\n", to: "conf")
            arguments = ["-z", folder.path + "/conf"]
        case .knot: arguments = ["-o", name, path]
        case .nsd: arguments = [name, path]
        }
        guard let output = try run(arguments, in: folder) else { return nil }
        if self == .knot, Self.speaksOfLoadedOnly(output) { return nil }
        return "\(rawValue): \(output)\n\(String(decoding: octets, as: UTF8.self))"
    }

    private static func speaksOfLoadedOnly(_ output: String) -> Bool {
        let errors = output.split(separator: "\n").filter { $0.hasPrefix("[") || $0.hasPrefix("error") }
        return !errors.isEmpty
            && errors.allSatisfy { $0.hasSuffix("] missing glue record") || $0.contains("] invalid algorithm in DS") }
    }

    /// What the program prints where it does not end well.
    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String? {
        var argv: [UnsafeMutablePointer<CChar>?] = ([rawValue] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, folder.path + "/out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var process: pid_t = 0
        var number = ENOENT
        for place in ["/usr/bin/", "/usr/sbin/"] where number == ENOENT {
            number = posix_spawn(&process, place + rawValue, &actions, nil, &argv, &envp)
        }
        if number != 0 { return "it cannot be run (ci/setup installs it): error \(number)" }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status == 0 ? nil : try folder.read("out") ?? ""
    }
}

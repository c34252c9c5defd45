internal import ZonePlanning

/// The addresses that forges give to accounts for commits, so that nobody needs to show a real one.
enum NoReplyAddress {
    /// The account of such an address, in lower case; `nil` for any other address.
    ///
    /// Only the forge's own host counts: anybody can have an address at `users.noreply.` of another.
    ///
    /// GitHub: `NAME@users.noreply.github.com`, `ID+NAME@users.noreply.github.com`; Enterprise Server has
    /// `users.noreply.HOST`. GitLab: `ID-NAME@users.noreply.gitlab.com`. Gitea: `NAME@noreply.HOST`, where the host can
    /// be set; it is taken for nobody's.
    static func account(of address: String, at forge: ForgeAddress) -> String? {
        guard let at = address.lastIndex(of: "@") else { return nil }
        let host = address[address.index(after: at)...].lowercased()
        let local = address[..<at].lowercased()
        guard host == "users.noreply.\(forge.serverHost)", !local.isEmpty else { return nil }
        switch forge.kind {
        case .github:
            guard let plus = local.firstIndex(of: "+") else { return local }
            guard local[..<plus].allSatisfy(\.isNumber) else { return nil }
            return String(local[local.index(after: plus)...])
        case .gitlab:
            guard let dash = local.firstIndex(of: "-"), dash > local.startIndex, local[..<dash].allSatisfy(\.isNumber)
            else { return nil }
            return String(local[local.index(after: dash)...])
        case .gitea: return nil
        }
    }

    /// Whether an address is the forge's own, for what it commits itself. That it did, only its signature shows.
    static func isForgeItself(_ address: String, at forge: ForgeAddress) -> Bool {
        forge.kind == .github && ["noreply@github.com", "noreply@\(forge.serverHost)"].contains(address)
    }
}

internal import DNSModel
internal import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// The folders of a ledger in which settings are kept that were accepted. Whoever may write the ledger may put anything
/// there: what says nothing of settings is told apart by names, and what can't be read is passed over.
struct AcceptedSettingsShelf {
    /// One folder.
    struct Folder {
        var path: String
        var number: Int
        var commit: String
        /// The names of its files, of one event: what was put there sooner or later was not accepted with them.
        var names: Set<String>
    }

    /// Why a folder says nothing.
    struct Damage: Error {
        /// The file, or the folder.
        var path: String
        var why: String
    }

    /// Those that have a number that somebody came to by counting, ascending.
    private(set) var folders: [Folder] = []
    /// What says nothing of settings.
    private(set) var strays: [String] = []
    /// The highest number of all, also of those that nobody could accept.
    private var highest = 0

    /// How far a number may be from the one before. Each is one more; some may be lost where ledgers were joined.
    private static let longestGap = LedgerNumber.longestGap

    /// Reads which folders there are.
    ///
    /// By number, since a longer one sorts before a shorter one. A number that nobody came to by counting is no number
    /// of ours: it would stand above all that come after it for ever. Those of settings that nobody could accept were
    /// counted too, so that one of them does not make the next one look as if it were far away.
    ///
    /// - Throws: ``LedgerError``.
    init(of ledger: any Ledger) async throws(LedgerError) {
        let paths = try await ledger.paths(below: LedgerLayout.settingsFolder)
        if paths.isEmpty { return }
        let positions = try await ledger.positions(below: LedgerLayout.settingsFolder)
        let latest = try await ledger.latestPositions(below: LedgerLayout.settingsFolder)
        var found: [Folder] = []
        for path in paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let folder = parts.dropLast().joined(separator: "/")
            // One that is spelled otherwise than we spell it would be hidden, or count, in the place of another.
            guard let (number, commit) = LedgerLayout.settings(ofFolder: folder),
                let name = parts.last.map(String.init),
                folder == LedgerLayout.folder(ofSettings: number, commit: commit), !path.contains("\u{FFFD}"),
                Self.names.contains(name)
            else {
                strays.append(path)
                continue
            }
            if found.last?.path != folder {
                found.append(Folder(path: folder, number: number, commit: commit, names: []))
            }
            found[found.count - 1].names.insert(name)
        }
        for index in found.indices {
            let folder = found[index].path
            let settings = "\(folder)/\(AcceptedSettings.settingsName)"
            guard let begin = positions[settings], let end = latest[settings] else { continue }
            for name in found[index].names.sorted() {
                let path = "\(folder)/\(name)"
                if positions[path, default: begin] <= end, latest[path, default: end] >= begin { continue }
                found[index].names.remove(name)
                strays.append(path)
            }
        }
        found.sort { $0.number < $1.number || ($0.number == $1.number && $0.path < $1.path) }
        var others = (await ledger.numbersPassedOver()).sorted()[...]
        for folder in found {
            while let other = others.first, other <= folder.number {
                others.removeFirst()
                if other - highest <= Self.longestGap { highest = max(highest, other) }
            }
            if folder.number - highest > Self.longestGap {
                strays.append(folder.path)
            } else {
                folders.append(folder)
                highest = folder.number
            }
        }
        for other in others where other - highest <= Self.longestGap { highest = max(highest, other) }
    }

    private static let names: Set = [
        AcceptedSettings.settingsName, AcceptedSettings.signersName, AcceptedSettings.acceptanceName,
    ]

    /// The number of what is accepted next.
    var nextNumber: Int { highest + 1 }

    /// What a folder says.
    ///
    /// - Throws: ``LedgerError`` where the ledger can't be read.
    func read(
        _ folder: Folder, in ledger: any Ledger
    ) async throws(LedgerError) -> Result<AcceptedSettings, Damage> {
        func octets(_ name: String) async throws(LedgerError) -> Result<[UInt8]?, Damage> {
            guard folder.names.contains(name) else { return .success(nil) }
            let path = "\(folder.path)/\(name)"
            guard let octets = try await ledger.read(path) else {
                return .failure(Damage(path: path, why: "it is no file, or too large for one of ours"))
            }
            return .success(octets)
        }
        do {
            guard let settings = try await octets(AcceptedSettings.settingsName).get() else {
                return .failure(Damage(path: folder.path, why: "there are no settings in it"))
            }
            var accepted = AcceptedSettings(
                number: folder.number, commit: folder.commit, settings: settings,
                signers: try await octets(AcceptedSettings.signersName).get())
            if let statement = try await octets(AcceptedSettings.acceptanceName).get() {
                do throws(DocumentError) {
                    accepted.acceptance = try SettingsAcceptanceDocument.decode(statement)
                } catch {
                    return .failure(
                        Damage(path: "\(folder.path)/\(AcceptedSettings.acceptanceName)", why: error.message))
                }
            }
            return .success(accepted)
        } catch let damage as Damage {
            return .failure(damage)
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError("\(error)")
        }
    }

    /// What a folder says; `nil` where that can't be read.
    ///
    /// - Throws: ``LedgerError`` where the ledger can't be read.
    func known(_ folder: Folder, in ledger: any Ledger) async throws(LedgerError) -> AcceptedSettings? {
        guard case .success(let accepted) = try await read(folder, in: ledger) else { return nil }
        return accepted
    }

    /// Refuses a ledger in which nothing that can be read was accepted, and something else may say what was: to go on
    /// as if nothing were would let whoever may merge decide.
    ///
    /// - Throws: ``LedgerError`` of kind `unreadable`.
    func requireNothingDamaged(in ledger: any Ledger) async throws(LedgerError) {
        for folder in folders {
            guard case .failure(let damage) = try await read(folder, in: ledger) else { continue }
            throw LedgerError(
                "the ledger's '\(Printable.text(damage.path))' may say which rule was accepted, and nothing else does: "
                    + "\(Printable.text(damage.why)); "
                    + LedgerRemedy.without(damage.path), kind: .unreadable)
        }
    }
}

internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Reads zones as they were last applied, from the commits that the receipts name.
struct BaseReader: Sendable {
    let clone: Clone
    let ledger: any Ledger
    private let cutOff = CutOffRuns()

    init(clone: Clone, ledger: any Ledger) {
        self.clone = clone
        self.ledger = ledger
    }

    /// How there is a base again.
    private static let anew =
        "compare live with git ('gate53 plan'). Once they agree, 'gate53 apply --merged' records a new base"

    /// The base of a zone. That it can't be read is no error: then there is none.
    ///
    /// - Parameters:
    ///   - zone: the zone as it is declared now.
    ///   - now: the settings of now.
    ///   - provider: where it is.
    /// - Returns: what was last applied.
    /// - Throws: ``LedgerError`` where the receipts can't be read.
    func base(
        of zone: DesiredState.DeclaredZone, in now: Settings, at provider: any ZoneProvider
    ) async throws(LedgerError) -> LastApplied {
        let apex = zone.desired.zone.apex
        let receipts = try await BaseReceipts(of: apex, in: ledger)
        guard let receipt = receipts.base else {
            return LastApplied(.none(.neverApplied))
        }
        func unusable(_ reason: String) -> LastApplied { LastApplied(.none(.unusable(reason))) }
        guard receipt.provider.name == zone.settings.provider, receipt.provider.type == provider.capabilities.kind
        else {
            return unusable(
                "it was last applied at another provider, \(receipt.provider.name) (\(receipt.provider.type)); \(Self.anew)"
            )
        }
        let short = receipt.commit.prefix(12)
        let (tree, settings): (any FileTree, Settings)
        do throws(GitError) {
            (tree, settings) = try commit(receipt.commit)
        } catch {
            switch error.code {
            case .shallowClone:
                return unusable(
                    "it was last applied at commit \(short), which this shallow clone does not have; run 'git fetch "
                        + "--unshallow'")
            case .missingObject, .unknownRevision:
                return unusable(
                    "it was last applied at commit \(short), which is not in this clone and may be gone from the "
                        + "history; \(Self.anew)"
                )
            default: return unusable("it was last applied at commit \(short), which can't be read: \(error.message)")
            }
        }
        guard let zoneSettings = settings.zone(apex) else {
            return unusable("the settings of commit \(short), at which it was last applied, do not name it")
        }
        let found: (zone: DesiredZone, isAbsent: Bool)?
        do throws(GitError) { found = try read(receipt, tree, settings, zoneSettings, zone, now) } catch {
            return unusable("the zone files of commit \(short) can't be read: \(error.message)")
        }
        guard let (declared, isAbsent) = found else {
            return unusable("the zone files of commit \(short) are not those that were last applied")
        }
        let served = provider.servable(declared, isLenient: true).zone
        let (completed, notes) = try await receipts.completed(served.zone, in: ledger)
        let applied = AppliedZone(
            zone: completed, isAbsent: isAbsent, ownership: Ownership(of: served, by: zoneSettings),
            plan: receipt.plan, commit: receipt.commit, time: receipt.finished, zoneID: receipt.provider.zoneID,
            restoredBy: receipts.restoredBy, nameServers: receipt.nameServers, notes: notes,
            version: receipt.version)
        let isSameChoice =
            zoneSettings.meansSameZone(as: zone.settings)
            && settings.providers[receipt.provider.name] == now.providers[receipt.provider.name]
        return LastApplied(
            .applied(applied), hasMoved: !isSameChoice,
            begun: try await cutOff.begun(of: apex, since: receipt, in: ledger))
    }

    /// The zone as its files say it that a receipt names; `nil` where they are not there or not those.
    private func read(
        _ receipt: Receipt, _ tree: any FileTree, _ settings: Settings, _ zoneSettings: ZoneSettings,
        _ zone: DesiredState.DeclaredZone, _ now: Settings
    ) throws(GitError) -> (zone: DesiredZone, isAbsent: Bool)? {
        let apex = receipt.apex
        if receipt.files.isEmpty {
            guard zoneSettings.isAbsent else { return nil }
            return (DesiredZone(zone: Zone(empty: apex), marks: [], files: []), true)
        }
        var inputs: [ZoneFileInput] = []
        let isAsNow =
            receipt.files == zone.desired.files
            && settings.zoneFileOptions(for: zoneSettings) == now.zoneFileOptions(for: zone.settings)
        for identity in receipt.files {
            guard let file = try tree.file(at: identity.path), file.blob == identity.blob else { return nil }
            if isAsNow { continue }
            let octets = try tree.octets(of: file)
            inputs.append(ZoneFileInput(path: file.path, blob: file.blob, octets: octets))
        }
        if isAsNow { return (zone.desired, false) }
        let options = settings.zoneFileOptions(for: zoneSettings)
        return ZoneFileReader.read(files: inputs, apex: apex, options: options).zone.map { ($0, false) }
    }

    private func commit(_ name: String) throws(GitError) -> (tree: any FileTree, settings: Settings) {
        guard let id = CommitID(hex: name) else {
            throw GitError(.unknownRevision, "'\(Printable.text(name))' names no commit")
        }
        let tree = try clone.reading(of: id).tree
        guard let settings = try clone.settings(in: tree).settings else {
            throw GitError(.failed, "its settings have mistakes")
        }
        return (tree, settings)
    }
}

/// What was last applied to declared zones, read anew each time.
struct LedgerBases: BaseSource {
    private let reader: BaseReader
    private let settings: Settings
    private let zones: [DomainName: DesiredState.DeclaredZone]
    /// Their providers.
    private let providers: [DomainName: any ZoneProvider]

    init(_ clone: Clone, _ ledger: any Ledger, _ declared: DeclaredState, _ jobs: [ZoneJob]) {
        reader = BaseReader(clone: clone, ledger: ledger)
        settings = declared.settings
        zones = Dictionary(declared.zones.map { ($0.desired.zone.apex, $0) }, uniquingKeysWith: { first, _ in first })
        providers = Dictionary(jobs.map { ($0.apex, $0.provider) }, uniquingKeysWith: { first, _ in first })
    }

    func lastApplied(to apex: DomainName) async throws(LedgerError) -> LastApplied {
        guard let zone = zones[apex], let provider = providers[apex]
        else { return LastApplied(.none(.unusable("it is not declared"))) }
        return try await reader.base(of: zone, in: settings, at: provider)
    }
}

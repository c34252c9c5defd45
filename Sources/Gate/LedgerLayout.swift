package import DNSModel
package import ZonePlanning

/// Where things are in the ledger.
///
///     plans/<digest>.json
///     proposals/<number>-<digest>
///     approvals/<digest>/<key fingerprint>.sig
///     approvals/<digest>/<forge>-review-<number>.json
///     settings/<number>-<commit>/settings.yaml
///     settings/<number>-<commit>/signers
///     receipts/<zone>/<number>-<id>-<first digits of the plan's digest>.json
///     propagations/<zone>/<number>-<id>-<first digits of the plan's digest>.json
///     intents/<day>/<time>-<first digits of the digest>-<run>.json
///     intents/<day>/<time>-<first digits of the digest>-<run>.alive-<number>
///     intents/<day>/<time>-<first digits of the digest>-<run>.watched-<signs>-<seconds>-<another run>
///     intents/<day>/<time>-<first digits of the digest>-<run>.ended
///     intents/<day>/<time>-<first digits of the digest>-<run>.unchanged
///
/// Numbers are those of ``LedgerNumber``; ids are the first digits of a file's SHA-256. Ledgers of earlier versions
/// have times in their place, which are passed by: such files are in the order in which the ledger's commits added
/// them. Intents lie by day so that no folder gets large, and one is for all zones of a plan. The times in their names
/// are only shown.
package enum LedgerLayout {
    /// The first folder of a path.
    package static func topFolder(of path: String) -> String { String(path.prefix { $0 != "/" }) }

    /// The folder of plans.
    package static let plansFolder = "plans"

    /// The path of a plan.
    package static func path(ofPlan digest: Digest) -> String { "\(plansFolder)/\(digest.hexadecimal).json" }

    /// The folder of what says that plans were proposed.
    package static let proposalsFolder = "proposals"

    /// The path that says that a plan was proposed.
    package static func path(ofProposal digest: Digest, number: Int) -> String {
        "\(proposalsFolder)/\(LedgerNumber.text(number))-\(digest.hexadecimal)"
    }

    /// The plan that a proposal's path names, or `nil` where it names none.
    package static func digest(ofProposal path: String) -> Digest? {
        path.split(separator: "-").last.flatMap { Digest(hexadecimal: String($0)) }
    }

    /// The path of a signature that was handed in with a proposal; whose it is is not known yet.
    package static func path(ofProposedSignature octets: [UInt8], plan digest: Digest) -> String {
        "\(approvalFolder(ofPlan: digest))/proposed-\(Digest(of: octets).hexadecimal).sig"
    }

    /// The folder of approvals.
    package static let approvalsFolder = "approvals"

    /// The folder of a plan's approvals.
    package static func approvalFolder(ofPlan digest: Digest) -> String {
        "\(approvalsFolder)/\(digest.hexadecimal)"
    }

    /// The path of an approval of a plan.
    package static func path(of approval: Approval, plan digest: Digest) -> String {
        let ending: String =
            switch approval.kind {
            case .signature: "sig"
            case .review: "json"
            }
        return "\(approvalFolder(ofPlan: digest))/\(fileName(approval.fingerprint)).\(ending)"
    }

    /// The folder of the settings that were accepted; paths in it sort by number.
    package static let settingsFolder = "settings"

    /// The folder of settings that were accepted, and of the signers with them.
    package static func folder(ofSettings number: Int, commit: String) -> String {
        let digits = String(number)
        return
            "\(settingsFolder)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)-\(fileName(commit))"
    }

    /// The number and the commit of such a folder, or `nil` where it is none.
    package static func settings(ofFolder folder: String) -> (number: Int, commit: String)? {
        let parts = folder.split(separator: "/")
        let words =
            parts.count == 2
            ? parts[1].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false) : []
        // Whoever may write the ledger may write any digits there; one more than the largest must still be a number.
        guard words.count == 2, 1...18 ~= words[0].utf8.count, words[0].utf8.allSatisfy({ 48...57 ~= $0 }),
            let number = Int(words[0]), number > 0, !words[1].isEmpty
        else { return nil }
        return (number, String(words[1]))
    }

    /// The folder of all receipts.
    package static let receiptsFolder = "receipts"

    /// The folder of a zone's receipts.
    package static func receiptFolder(of apex: DomainName) -> String {
        "\(receiptsFolder)/\(fileName(apex.description))"
    }

    /// The zone of a receipt folder's name, or `nil` where it is none.
    package static func apex(ofReceiptFolder name: some StringProtocol) -> DomainName? {
        var octets: [UInt8] = []
        var rest = name.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard rest.count >= 2, let value = UInt8(digits, radix: 16) else { return nil }
            octets.append(value)
            rest = rest.dropFirst(2)
        }
        return try? DomainName(parsing: String(decoding: octets, as: UTF8.self))
    }

    /// Whether the rest of a file name, behind its number or time, is a receipt's.
    static func isReceiptName(_ rest: Substring) -> Bool {
        guard rest.hasSuffix(".json") else { return false }
        let parts = rest.dropLast(5).split(separator: "-", omittingEmptySubsequences: false)
        let digits = Digest(of: []).short.utf8.count
        return 1...2 ~= parts.count
            && parts.allSatisfy { part in
                part.utf8.count == digits && part.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
            }
    }

    /// A receipt as the file that comes after all of its zone.
    ///
    /// - Throws: ``LedgerError``.
    package static func file(
        of receipt: Receipt, in ledger: any Ledger
    ) async throws(LedgerError) -> LedgerFile {
        var receipt = receipt
        let number = try await ZoneReceipts(of: receipt.apex, in: ledger).nextNumber
        receipt.number = number
        do {
            let octets = try ReceiptDocument.encode(receipt)
            return LedgerFile(
                path: "\(receiptFolder(of: receipt.apex))/\(fileName(number, octets, receipt.plan))", octets: octets)
        } catch { throw LedgerError("the receipt can't be encoded") }
    }

    private static func fileName(_ number: Int, _ octets: [UInt8], _ plan: Digest) -> String {
        "\(LedgerNumber.text(number))-\(Digest(of: octets).short)-\(plan.short).json"
    }

    /// The folder of what is known of a zone's propagations.
    package static func propagationFolder(of apex: DomainName) -> String {
        "propagations/\(fileName(apex.description))"
    }

    /// What is known of a propagation as the file that comes after all of its zone.
    ///
    /// - Throws: ``LedgerError``.
    package static func file(
        of propagation: Propagation, in ledger: any Ledger
    ) async throws(LedgerError) -> LedgerFile {
        let folder = propagationFolder(of: propagation.apex)
        let number = try await LedgerOrder(of: folder, in: ledger, where: isReceiptName).next
        do {
            let octets = try PropagationDocument.encode(propagation)
            return LedgerFile(path: "\(folder)/\(fileName(number, octets, propagation.plan))", octets: octets)
        } catch { throw LedgerError(error.message) }
    }

    /// The folder of all intents.
    package static let intentsFolder = "intents"

    /// The folder of the intents that were written on the day of a time.
    package static func intentFolder(of time: Instant) -> String { "\(intentsFolder)/\(time.date.basic)" }

    /// The path of a run's intent.
    package static func path(of intent: RunIntent) -> String {
        let time = LedgerStamp.text(intent.started.description)
        return "\(intentFolder(of: intent.started))/\(time)-\(intent.plan.short)-\(fileName(intent.run.name)).json"
    }

    /// What says that a run that goes on is alive.
    ///
    /// - Parameters:
    ///   - intent: the run's.
    ///   - number: how often it said so, this time included.
    ///   - time: its time, to be shown.
    /// - Returns: the file.
    package static func heartbeat(of intent: RunIntent, number: Int, at time: Instant) -> LedgerFile {
        LedgerFile(
            path: heartbeatPrefix(ofIntent: path(of: intent)) + LedgerNumber.text(number),
            octets: Array("\(time)\n".utf8))
    }

    /// How the paths of a run's heartbeats begin.
    ///
    /// - Parameter path: the intent's, which ends in `.json`.
    /// - Returns: the beginning.
    package static func heartbeatPrefix(ofIntent path: String) -> String { path.dropLast(5) + ".alive-" }

    /// What says for how long somebody watched a run that wrote no heartbeat in that time.
    ///
    /// - Parameters:
    ///   - watch: what was seen.
    ///   - path: the path of the intent.
    ///   - run: who watched.
    /// - Returns: the file.
    package static func watched(_ watch: RunWatch, ofIntent path: String, by run: RunIdentity) -> LedgerFile {
        let name = "\(watch.heartbeats)-\(watch.seconds)-\(fileName(run.name))"
        return LedgerFile(path: watchPrefix(ofIntent: path) + name, octets: Array("watched \(watch.seconds) s\n".utf8))
    }

    /// How the paths of what others watched of a run begin.
    package static func watchPrefix(ofIntent path: String) -> String { path.dropLast(5) + ".watched-" }

    /// What was watched of a run, by the path that says it; `nil` where it says nothing.
    package static func watch(ofPath path: String) -> RunWatch? {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        let parts = path[path.index(after: dot)...].split(separator: "-")
        guard parts.count == 4, parts[0] == "watched", let heartbeats = Int(parts[1]), let seconds = Int64(parts[2]),
            heartbeats >= 0, seconds >= 0
        else { return nil }
        return RunWatch(heartbeats: heartbeats, seconds: min(seconds, RunIntent.lifetime))
    }

    /// What says that a run has ended: the same octets whoever writes it, and others for each run, so that one damaged
    /// object of the repository can't keep every later run from writing its receipts.
    package static func end(of intent: RunIntent) -> LedgerFile {
        LedgerFile(
            path: endPath(ofIntent: path(of: intent)), octets: Array("ended \(fileName(intent.run.name))\n".utf8))
    }

    /// The path of what says that the run of an intent has ended.
    ///
    /// - Parameter path: the intent's, which ends in `.json`.
    /// - Returns: the path.
    package static func endPath(ofIntent path: String) -> String { path.dropLast(5) + ".ended" }

    /// What says that a run has ended and changed nothing, beside its end.
    package static func unchanged(_ intent: RunIntent) -> LedgerFile {
        LedgerFile(
            path: unchangedPath(ofIntent: path(of: intent)),
            octets: Array("unchanged \(fileName(intent.run.name))\n".utf8))
    }

    /// The path of what says that the run of an intent changed nothing.
    ///
    /// - Parameter path: the intent's, which ends in `.json`.
    /// - Returns: the path.
    package static func unchangedPath(ofIntent path: String) -> String { path.dropLast(5) + ".unchanged" }

    /// Text as one file name: anything but letters, digits and `.-_` as `%` and two hexadecimal digits.
    private static func fileName(_ text: String) -> String {
        var name = ""
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                name.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                name += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return name.allSatisfy { $0 == "." } ? name.replacing(".", with: "%2E") : name
    }
}

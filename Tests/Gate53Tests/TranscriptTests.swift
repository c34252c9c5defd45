internal import Foundation
internal import Testing

/// What a person sees of every command, word by word, and what it leaves behind.
///
/// With `GATE53_RECORD=1` in the environment the goldens are written again, and the tests fail to say so; with names
/// and commas between, as in `GATE53_RECORD=drift,drift-json`, only those.
@Suite struct TranscriptTests {
    static let isRecording = ProcessInfo.processInfo.environment["GATE53_RECORD"] != nil

    /// The transcripts that show a refusal by review, state or policy.
    static let refusals = Transcript.all.filter { $0.name.hasPrefix("refused-") || $0.name.hasPrefix("policy-") }

    @Test("a command prints and exits as recorded", arguments: Transcript.all)
    func aCommandPrintsAndExitsAsRecorded(transcript: Transcript) async throws {
        let result = try await Recordings.shared.recording(of: transcript).texts
        if Self.isRecording {
            for (golden, text) in result { try transcript.write(text, as: golden) }
            Issue.record("\(transcript.name): recorded; look at it with git diff, then run without GATE53_RECORD")
            return
        }
        for golden in Transcript.Golden.allCases {
            let text = result[golden] ?? ""
            guard let expected = transcript.golden(golden) else {
                Issue.record("\(transcript.name)/\(golden.rawValue) is not there; record it with GATE53_RECORD=1")
                continue
            }
            if text != expected {
                let difference = lineDifference(from: expected, to: text)
                Issue.record("\(transcript.name)/\(golden.rawValue) differs:\n\(difference)")
            }
        }
    }

    // Looks at the octets that were printed, not at the goldens: C0 but line feed and tab, DEL, and C1 as UTF-8.
    @Test("no control character reaches an output raw", arguments: Transcript.all)
    func noControlCharacterReachesAnOutputRaw(transcript: Transcript) async throws {
        let recording = try await Recordings.shared.recording(of: transcript)
        for octets in [recording.output, recording.errors] {
            let line = octets.split(separator: 10).first { line in
                let isC0 = line.contains { ($0 < 32 && $0 != 9) || $0 == 127 }
                return isC0 || zip(line, line.dropFirst()).contains { $0 == 0xC2 && (0x80...0x9F).contains($1) }
            }
            #expect(
                line == nil, "in the line \(line.map { String(decoding: $0, as: UTF8.self).debugDescription } ?? "")")
        }
    }

    // Wherever gate53 says that it refuses, in any script.
    @Test("a refusal changes nothing", arguments: Transcript.all)
    func aRefusalChangesNothing(transcript: Transcript) async throws {
        let recording = try await Recordings.shared.recording(of: transcript)
        for run in recording.runs where run.isRefusal {
            #expect(run.changes.isEmpty, "run \(run.number), \(run.command), exit code \(run.exitCode ?? -1)")
        }
        // As the script itself saw it, by other means.
        #expect(!String(decoding: recording.output, as: UTF8.self).contains("SOMETHING WAS CHANGED"))
    }

    // A script that is named for a refusal must come to one, with something there that could be changed.
    @Test("a transcript of a refusal ends in nothing changed", arguments: refusals)
    func aTranscriptOfARefusalEndsInNothingChanged(transcript: Transcript) async throws {
        let recording = try await Recordings.shared.recording(of: transcript)
        let failed = recording.runs.filter { $0.command == "apply" && $0.exitCode != 0 }
        // Where one is refused, another that failed may be part of the scene, and a receipt of it is kept.
        let refused = failed.contains { $0.isRefusal } ? failed.filter { $0.isRefusal } : failed
        #expect(!refused.isEmpty, "no apply was refused")
        #expect(refused.allSatisfy { !$0.before.references.isEmpty })
        for run in refused { #expect(run.changes.isEmpty, "run \(run.number), exit code \(run.exitCode ?? -1)") }
    }

    /// A refusal that must be shown: the transcript, the exit code of its apply, and the message's id.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var exitCode: Int32
        var id: String
        var testDescription: String { name }
    }

    /// Every refusal that apply promises.
    static let promised: [Refusal] = [
        // Review.
        Refusal(name: "refused-no-approval", exitCode: 3, id: "no-approval"),
        Refusal(name: "refused-too-few-approvals", exitCode: 3, id: "too-few-approvals"),
        Refusal(name: "refused-one-key-two-names", exitCode: 3, id: "too-few-approvals"),
        Refusal(name: "refused-one-person-two-keys", exitCode: 3, id: "too-few-approvals"),
        Refusal(name: "refused-one-signature-twice", exitCode: 3, id: "too-few-approvals"),
        Refusal(name: "refused-unknown-signer", exitCode: 3, id: "unknown-signer"),
        Refusal(name: "refused-expired-signer", exitCode: 3, id: "expired-key"),
        Refusal(name: "refused-signer-not-yet-valid", exitCode: 3, id: "expired-key"),
        Refusal(name: "refused-wrong-namespace", exitCode: 3, id: "wrong-namespace"),
        Refusal(name: "refused-key-for-another-namespace", exitCode: 3, id: "wrong-namespace"),
        Refusal(name: "refused-signature-is-no-signature", exitCode: 3, id: "unreadable-signature"),
        Refusal(name: "refused-signature-of-another-plan", exitCode: 3, id: "changed-document"),
        Refusal(name: "refused-changed-byte", exitCode: 3, id: "changed-document"),
        Refusal(name: "refused-own-work", exitCode: 3, id: "own-work"),
        Refusal(name: "refused-own-work-co-author", exitCode: 3, id: "own-work"),
        Refusal(name: "refused-unsigned-commit", exitCode: 3, id: "unsigned-commit"),
        Refusal(name: "refused-own-work-other-case", exitCode: 3, id: "own-work"),
        Refusal(name: "refused-own-work-after-a-failed-apply", exitCode: 3, id: "own-work"),
        Refusal(name: "refused-own-work-deleted-file", exitCode: 3, id: "own-work"),
        Refusal(name: "refused-principal-pattern", exitCode: 3, id: "no-identity"),
        Refusal(name: "refused-principal-without-at", exitCode: 3, id: "no-identity"),
        // Reviews at a forge.
        Refusal(name: "refused-forge-no-approval", exitCode: 3, id: "no-approval"),
        Refusal(name: "refused-forge-approve-then-push", exitCode: 3, id: "outdated-review"),
        Refusal(name: "refused-forge-older-head", exitCode: 3, id: "outdated-review"),
        Refusal(name: "refused-forge-co-author", exitCode: 3, id: "own-review"),
        Refusal(name: "refused-forge-zone-of-others", exitCode: 3, id: "zone-not-approved"),
        Refusal(name: "refused-forge-own-pull-request", exitCode: 3, id: "own-review"),
        Refusal(name: "refused-forge-edited-comment", exitCode: 3, id: "edited-comment"),
        Refusal(name: "refused-forge-withdrawn", exitCode: 3, id: "dismissed-review"),
        Refusal(name: "refused-forge-other-pull-request", exitCode: 3, id: "no-plan-comment"),
        Refusal(name: "refused-forge-down", exitCode: 3, id: "approvals-unreadable"),
        Refusal(name: "refused-forge-lowers-required", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-forge-lowers-required-merged", exitCode: 3, id: "rule-changed"),
        Refusal(name: "refused-forge-settings-not-shown", exitCode: 3, id: "approval-ended"),
        Refusal(name: "refused-taken-back", exitCode: 3, id: "approval-ended"),
        // What the protected branch says of who approves counts once it was accepted; until then both rules do.
        Refusal(name: "refused-rule-lowered-in-the-same-merge", exitCode: 3, id: "rule-changed"),
        Refusal(name: "refused-rule-lowered-before", exitCode: 3, id: "rule-changed"),
        Refusal(name: "refused-rule-adds-its-signer", exitCode: 3, id: "rule-changed"),
        Refusal(name: "refused-rule-in-another-ledger", exitCode: 3, id: "rule-changed"),
        // Without review only where 'required: 0' is written out.
        Refusal(name: "refused-no-signers-file", exitCode: 3, id: "no-signers"),
        Refusal(name: "apply-review-none", exitCode: 3, id: "no-signers"),
        // Signers, number and settings are those of the protected branch, not those of the plan.
        Refusal(name: "refused-branch-only-adds-its-signer", exitCode: 3, id: "unknown-signer"),
        Refusal(name: "refused-branch-adds-its-signer", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-branch-lowers-required", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-branch-names-itself-protected", exitCode: 3, id: "protected-branch"),
        Refusal(name: "refused-branch-brings-its-settings", exitCode: 3, id: "settings-review"),
        Refusal(name: "refused-other-settings", exitCode: 3, id: "settings-review"),
        // The protected branch is not where the plan was made.
        Refusal(name: "refused-ledger-on-protected-branch", exitCode: 3, id: "approvals-unreadable"),
        Refusal(name: "refused-not-merged", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-zone-files-moved", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-settings-moved", exitCode: 4, id: "branch-moved"),
        Refusal(name: "refused-zone-gone", exitCode: 4, id: "branch-moved"),
        // Stale.
        Refusal(name: "refused-stale-foreign-edit", exitCode: 4, id: "live-moved"),
        Refusal(name: "refused-stale-foreign-ttl", exitCode: 4, id: "live-moved"),
        Refusal(name: "refused-stale-new-set", exitCode: 4, id: "live-moved"),
        Refusal(name: "refused-stale-set-gone", exitCode: 4, id: "live-moved"),
        Refusal(name: "refused-stale-file-gone", exitCode: 4, id: "live-moved"),
        // The shared ledger, and other runs.
        Refusal(name: "refused-ledger-rewritten", exitCode: 3, id: "ledger-rewritten"),
        Refusal(name: "refused-ledger-truncated", exitCode: 3, id: "ledger-rewritten"),
        Refusal(name: "refused-ledger-deleted", exitCode: 3, id: "ledger-rewritten"),
        Refusal(name: "refused-ledger-unshared", exitCode: 3, id: "ledger-unshared"),
        Refusal(name: "refused-apply-running", exitCode: 3, id: "apply-running"),
        // What was last applied is not what a plan would bring back.
        Refusal(name: "refused-restoring-stale", exitCode: 4, id: "plan-differs"),
        Refusal(name: "refused-restoring-tampered", exitCode: 4, id: "plan-differs"),
        // The document.
        Refusal(name: "refused-newer-format", exitCode: 3, id: "newer-format"),
        Refusal(name: "refused-older-format", exitCode: 3, id: "older-format"),
        Refusal(name: "refused-added-line-feed", exitCode: 3, id: "not-a-plan"),
        Refusal(name: "refused-reformatted", exitCode: 3, id: "not-a-plan"),
        Refusal(name: "refused-counts-below-zero", exitCode: 3, id: "not-a-plan"),
        Refusal(name: "refused-counts-forged", exitCode: 4, id: "plan-differs"),
        Refusal(name: "refused-findings-emptied", exitCode: 4, id: "plan-differs"),
        Refusal(name: "refused-allowed-hidden", exitCode: 4, id: "plan-differs"),
        // Policy.
        Refusal(name: "policy-apex-ns", exitCode: 3, id: "apex-ns"),
        Refusal(name: "policy-delete-share", exitCode: 3, id: "delete-share"),
        Refusal(name: "policy-empty-zone", exitCode: 3, id: "empty-zone"),
        Refusal(name: "policy-empty-zone-but-for-one", exitCode: 3, id: "empty-zone"),
        Refusal(name: "policy-expired", exitCode: 3, id: "expired"),
        Refusal(name: "policy-protected", exitCode: 3, id: "protected"),
        Refusal(name: "policy-protected-and-line-deleted", exitCode: 3, id: "protected"),
        Refusal(name: "policy-protected-line-removed-first", exitCode: 3, id: "protected"),
        Refusal(name: "policy-protected-by-settings", exitCode: 3, id: "protected"),
        Refusal(name: "policy-per-zone", exitCode: 3, id: "delete-share"),
        Refusal(name: "policy-ttl", exitCode: 3, id: "ttl"),
        Refusal(name: "policy-update-share", exitCode: 3, id: "update-share"),
    ]

    @Test("every refusal that is promised is shown", arguments: promised)
    func everyRefusalThatIsPromisedIsShown(refusal: Refusal) async throws {
        let transcript = try #require(Transcript.all.first { $0.name == refusal.name }, "there is no \(refusal.name)")
        let recording = try await Recordings.shared.recording(of: transcript)
        let codes = recording.runs.filter { $0.command == "apply" }.map(\.exitCode)
        #expect(codes.contains(refusal.exitCode))
        #expect(String(decoding: recording.errors, as: UTF8.self).contains("[\(refusal.id)]"))
    }
}

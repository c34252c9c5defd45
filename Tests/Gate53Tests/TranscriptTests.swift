internal import Foundation
internal import Testing

/// What a person sees of every command, word by word.
///
/// With `GATE53_RECORD=1` in the environment the goldens are written again, and the tests fail to say so.
@Suite struct TranscriptTests {
    static let isRecording = ProcessInfo.processInfo.environment["GATE53_RECORD"] == "1"

    @Test(arguments: Transcript.all)
    func `a command prints and exits as recorded`(transcript: Transcript) throws {
        let result = try transcript.record()
        if Self.isRecording {
            for (golden, text) in result { try transcript.write(text, as: golden) }
            Issue.record("\(transcript.name): recorded; look at it with git diff, then run without GATE53_RECORD")
            return
        }
        for golden in Transcript.Golden.allCases {
            let text = result[golden] ?? ""
            guard let expected = transcript.golden(golden) else {
                Issue.record("\(transcript.name)/\(golden) is not there; record it with GATE53_RECORD=1")
                continue
            }
            if text != expected {
                Issue.record("\(transcript.name)/\(golden) differs:\n\(lineDifference(from: expected, to: text))")
            }
        }
    }

    @Test func `no control character reaches an output raw`() {
        for transcript in Transcript.all {
            for golden in Transcript.Golden.allCases {
                #expect(transcript.golden(golden)?.contains("<RAW CONTROL") != true, "\(transcript.name)/\(golden)")
            }
        }
    }

    @Test func `a refusal changes nothing`() {
        for transcript in Transcript.all {
            #expect(transcript.golden(.stdout)?.contains("SOMETHING WAS CHANGED") != true, "\(transcript.name)")
        }
    }

    @Test func `there are transcripts`() { #expect(Transcript.all.count > 60) }
}

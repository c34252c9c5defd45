internal import Foundation
internal import Testing

/// The transcripts that the documentation shows are those that the tests run.
@Suite("Transcripts in the documentation") struct DocumentedTranscriptTests {
    /// One block of a page.
    struct Block: Sendable {
        var transcript: Transcript
        /// Which outputs it shows, one after the other.
        var goldens: [Transcript.Golden]
        /// The lines between its fences.
        var lines: [String]

        /// What the transcript has.
        var expected: [String] {
            let text = goldens.compactMap(transcript.golden).joined()
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last == "" { lines.removeLast() }
            return lines
        }
    }

    /// The pages that show transcripts.
    static let pages = ["PullRequest.md", "Monitor.md"].map {
        Scratch.sources + "/../../Sources/ZonePlanning/ZonePlanning.docc/" + $0
    }

    /// The blocks of a page: a comment that names a transcript and its outputs, then a fence of four backticks.
    ///
    /// - Returns: the blocks, and the page with each block as it should be.
    static func read(_ path: String) throws -> (blocks: [Block], page: String) {
        var (blocks, page): ([Block], [String]) = ([], [])
        var open: Block?
        for line in try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n") {
            if let block = open {
                guard line == "````" else {
                    open?.lines.append(line)
                    continue
                }
                blocks.append(block)
                page += block.expected + [line]
                open = nil
                continue
            }
            page.append(line)
            if line == "````text", page.count > 1 {
                let words = page[page.count - 2].split(separator: " ").map(String.init)
                try #require(words.count >= 4 && words[1] == "transcript:", "no transcript is named before \(line)")
                let goldens = words[3..<(words.count - 1)].compactMap(Transcript.Golden.init)
                open = Block(
                    transcript: try #require(Transcript.all.first { $0.name == words[2] }, "\(words[2])"),
                    goldens: goldens, lines: [])
            }
        }
        #expect(open == nil, "a block has no end")
        return (blocks, page.joined(separator: "\n"))
    }

    @Test("each block is what its transcript printed") func eachBlockIsWhatItsTranscriptPrinted() throws {
        var blocks: [Block] = []
        for path in Self.pages {
            let (found, page) = try Self.read(path)
            #expect(!found.isEmpty, "\(path) shows no transcript")
            blocks += found
            if TranscriptTests.isRecording { try page.write(toFile: path, atomically: true, encoding: .utf8) }
        }
        if TranscriptTests.isRecording {
            Issue.record("recorded; look at it with git diff, then run without GATE53_RECORD")
            return
        }
        #expect(blocks.count > 10)
        for block in blocks {
            #expect(!block.expected.isEmpty, "\(block.transcript.name) prints nothing")
            #expect(block.lines == block.expected, "\(block.transcript.name): record it with GATE53_RECORD=1")
        }
    }

    @Test("each attack of the page is refused, and with a message of its own") func eachAttackIsRefused() throws {
        let attacks = try Self.read(Self.pages[0]).blocks.filter { $0.transcript.name.hasPrefix("refused-") }
        #expect(attacks.count > 10)
        #expect(Set(attacks.map(\.transcript.name)).count == attacks.count)
        var ids: [String] = []
        for attack in attacks {
            // What comes after the refusal there ends well.
            let endsWell = ["refused-ledger-rewritten", "refused-apply-running"].contains(attack.transcript.name)
            let codes = endsWell ? ["0\n"] : ["3\n", "4\n"]
            #expect(codes.contains(attack.transcript.golden(.exit) ?? ""), "\(attack.transcript.name)")
            let refusal = attack.expected.first { line in
                ["refused: ", "stale: ", "error: approvals can't be checked: "].contains(where: line.hasPrefix)
            }
            let line = try #require(refusal, "\(attack.transcript.name) shows no refusal")
            // Not the commits, numbers and accounts of the one case: the words must be its own.
            let words = line.split(separator: " ").filter { word in
                !word.contains(where: \.isNumber) && !["rita:", "ada:", "bo:", "robot:"].contains(word)
            }
            ids.append(words.joined(separator: " "))
        }
        #expect(Set(ids).count == ids.count)
    }
}

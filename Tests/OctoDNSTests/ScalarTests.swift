import TestSupport
import Testing

@testable import ZoneFiles

@Suite("Scalars without quotes are to octoDNS what we say")
struct ScalarTests {
    @Test("Generated ones, most of them near a number")
    func generated() throws {
        var generator = Generator(seed: 60)
        let alphabets = [
            "0123456789", "01", "0123456789_", "0123456789abcdefABCDEFx_", "01b_", "0123456789:", "0123456789:_.",
            "0123456789.eE+-_", "nulNULyesYESofOFtrueTRUE~", "0189.-+_:xXbBoeEinfNaA",
        ].map { Array($0) }
        let starts = ["", "", "", "0", "0x", "0b", "-", "+", ".", "-0x", "+0", "1.", "-.", "1:", ".i", ".n"]
        var texts = Set<String>()
        for _ in 0..<40_000 {
            let alphabet = generator.one(of: alphabets)
            let count = generator.once(in: 20) ? generator.number(10...60) : generator.number(0...6)
            texts.insert(generator.one(of: starts) + String((0..<count).map { _ in generator.one(of: alphabet) }))
        }
        let asked = texts.sorted()
        var (others, same) = (0, 0)
        for (text, answer) in zip(asked, try OctoDNS.readings(of: asked)) {
            guard let answer else { continue }
            let ours = Array(text.utf8).withUnsafeBufferPointer { OctoDNSScalar.reading(of: $0) }
            #expect(ours == answer.reading, "\(text)")
            if answer.reading == nil { same += 1 } else { others += 1 }
        }
        #expect(others > 2_000 && same > 2_000, "\(others) \(same)")
    }
}

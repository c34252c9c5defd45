import DNSModel
import TestSupport
import Testing

@Suite("The strings of a text")
struct TXTTests {
    private func text(_ strings: String...) -> RecordData { .txt(TXT(strings: strings.map { Array($0.utf8) })) }

    private func set(_ data: RecordData...) throws -> RecordSet {
        RecordSet(name: "t.example.com.", type: .txt, ttl: try #require(TTL(seconds: 300)), data: data)
    }

    @Test("Strings are data: text and wire form keep them, and another cut is another value")
    func strings() throws {
        let pairs = try RecordData(type: .txt, parsing: #""txtvers=1" "path=/x""#)
        #expect(pairs == text("txtvers=1", "path=/x"))
        #expect(pairs.text == #""txtvers=1" "path=/x""#)
        #expect(try RecordData(type: .txt, wire: pairs.wire) == pairs)
        #expect(pairs != text("txtvers=1path=/x"))
        #expect(try RecordData(type: .txt, parsing: ##"\# 8 03613d31 03623d32"##) == text("a=1", "b=2"))
        #expect(try RecordData(type: .txt, parsing: "a b") == text("a", "b"))
        #expect(text("", "a") != text("a", "") && text("", "") != text(""))
    }

    @Test("A text given whole is the same as one in strings of 255 octets; a longer string is cut there")
    func whole() {
        let long = Array(repeating: UInt8(97), count: 300)
        let whole = TXT(long)
        let cut = TXT(strings: [Array(long[..<255]), Array(long[255...])])
        #expect(whole == cut && whole.hashValue == cut.hashValue && !whole.hasOwnCut && cut.hasOwnCut)
        #expect(TXT(strings: [[98], long]).strings.map(\.count) == [1, 255, 45])
        #expect(TXT(strings: [long]) == whole && !TXT(strings: [long]).hasOwnCut)
        #expect(TXT([]).strings.map(\.count) == [0])
    }

    @Test("Text and wire form of generated texts keep each string")
    func laws() throws {
        var generator = Generator(seed: 11)
        for _ in 0..<500 {
            let text = generator.text()
            let data = RecordData.txt(text)
            #expect(text.strings.flatMap { $0 } == text.octets)
            #expect(text.wireCount == data.wire.count)
            for read in [try RecordData(type: .txt, parsing: data.text), try RecordData(type: .txt, wire: data.wire)] {
                #expect(read == data && read.txt?.strings == text.strings)
            }
        }
    }

    @Test("A declared text without a cut is that of what is live; one with a cut is not")
    func textsAreCutAsOthers() throws {
        let live = try set(text("a", "b"), text("c")).data
        #expect(try set(text("ab"), text("c")).withCuts(of: [live]).data == live)
        #expect(try set(text("ab"), text("d")).withCuts(of: [live]) == set(text("a", "b"), text("d")))
        #expect(try set(text("", "ab"), text("c")).withCuts(of: [live]) == set(text("", "ab"), text("c")))
        #expect(try set(text("abc")).withCuts(of: [live]) == set(text("abc")))
        // A live value stands for one declared value, and what is there as it is stays.
        let both = try set(text("a", "b"), text("ab"))
        #expect(try set(text("ab")).withCuts(of: [both.data]) == set(text("ab")))
        #expect(both.withCuts(of: [live]) == both)
        #expect(try set(text("ab")).withCuts(of: [set(text("x")).data, live]) == set(text("a", "b")))
    }

    @Test("A long text without a cut stands for any; one cut by 255 in git stands for that alone")
    func long() throws {
        let octets = Array(repeating: UInt8(97), count: 300)
        let live = RecordData.txt(TXT(octets, lengths: [100, 200]))
        #expect(try set(.txt(TXT(octets))).withCuts(of: [[live]]) == set(live))
        let written = try set(.txt(TXT(octets, lengths: [255, 45])))
        #expect(written.withCuts(of: [[live]]) == written)
    }

    @Test("Settling twice is settling once, and nothing but cuts changes")
    func cutLaws() throws {
        var generator = Generator(seed: 12)
        for _ in 0..<300 {
            let live = (0..<generator.number(1...4)).map { _ in RecordData.txt(generator.text()) }
            var declared = live.filter { _ in generator.once(in: 2) }.map { data in
                generator.once(in: 2) ? data : .txt(TXT(data.txt?.octets ?? []))
            }
            declared.append(.txt(generator.text()))
            let before = RecordSet(name: "t.example.com.", type: .txt, ttl: .maximum, data: declared)
            let once = before.withCuts(of: [live])
            #expect(once.withCuts(of: [live]) == once)
            #expect(Set(once.data.map { $0.txt?.octets }) == Set(before.data.map { $0.txt?.octets }))
            #expect(once.data.count == before.data.count)
        }
    }
}

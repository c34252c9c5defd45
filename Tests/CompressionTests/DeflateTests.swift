import Compression
import Testing

@Suite("Compressed octets") struct DeflateTests {
    @Test("are the same again", arguments: [0, 1, 1_000, 1_000_000]) func same(count: Int) throws {
        let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
        let stream = try #require(Deflate.compressed(octets))
        #expect(Deflate.decompressed(stream, limit: max(1, count)) == octets)
        if count > 0 { #expect(Deflate.decompressed(stream, limit: count - 1) == nil) }
    }

    @Test("that are cut off, damaged or too many are nothing") func damaged() throws {
        let stream = try #require(Deflate.compressed([UInt8](repeating: 7, count: 10_000_000)))
        #expect(stream.count < 20_000)
        #expect(Deflate.decompressed(stream, limit: 1_000_000) == nil)
        #expect(Deflate.decompressed(Array(stream.dropLast()), limit: 1 << 24) == nil)
        #expect(Deflate.decompressed([], limit: 1_000) == nil)
        #expect(Deflate.decompressed(Array("no stream".utf8), limit: 1_000) == nil)
    }
}

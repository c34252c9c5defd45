internal import CZlib
internal import Glibc

/// What is wrong with the file of a loose object.
struct ObjectDamage: Error, Hashable {
    /// As in `is cut off`, said of the file.
    var what: String
}

/// A loose object: a zlib stream of its type, its size, a NUL and its content (gitrepository-layout(5)).
///
/// Read by us and not by libgit2, whose loop over such a stream never ends where the stream does before its time
/// (1.5.1, `git_zstream_get_output`). Whether the content is what the object's name says is looked at by libgit2
/// afterwards.
struct LooseObject {
    /// What comes before the content.
    struct Header: Hashable {
        /// As in `blob`.
        var type: String
        var size: Int
    }

    /// The longest header: a type of at most 6 letters, a blank, 20 digits and a NUL.
    private static let longestHeader = 32

    /// The best that zlib compresses is a bit more than a thousand to one (zlib, "Technical Details").
    private static let bestRatio = 1_040

    /// Reads an object's header, and its content where room is made for it.
    ///
    /// - Parameters:
    ///   - compressed: the file's octets.
    ///   - room: makes room for the content; nothing where only the header is wanted, or there is no memory.
    /// - Returns: the header.
    /// - Throws: ``ObjectDamage``, also where the content is not as long as the header says, or something comes after
    ///   it.
    @discardableResult
    static func inflate(
        _ compressed: UnsafeRawBufferPointer, into room: (Header) -> UnsafeMutableRawPointer?
    ) throws(ObjectDamage) -> Header {
        guard let start = compressed.baseAddress, compressed.count > 0 else { throw ObjectDamage(what: "is empty") }
        guard let stream = Inflation(start, count: compressed.count) else {
            throw ObjectDamage(what: "can't be inflated")
        }
        let head = UnsafeMutableRawBufferPointer.allocate(byteCount: longestHeader, alignment: 1)
        defer { head.deallocate() }
        guard let beginning = head.baseAddress else { throw ObjectDamage(what: "can't be inflated") }
        let had = try stream.fill(beginning, count: head.count)
        guard let end = head[..<had].firstIndex(of: 0), let header = Header(head[..<end]) else {
            throw ObjectDamage(what: had < head.count ? "is cut off" : "does not begin as an object does")
        }
        guard header.size / bestRatio <= compressed.count else {
            throw ObjectDamage(
                what: "is cut off: \(compressed.count) octets can't hold the \(header.size) that it says")
        }
        guard let content = room(header) else { return header }
        let rest = UnsafeRawBufferPointer(rebasing: head[(end + 1)..<had])
        guard rest.count <= header.size else { throw ObjectDamage(what: "holds more than it says") }
        if let first = rest.baseAddress { content.copyMemory(from: first, byteCount: rest.count) }
        let got = try stream.fill(content + rest.count, count: header.size - rest.count)
        guard rest.count + got == header.size else { throw ObjectDamage(what: "is cut off") }
        // The checksum is at the end of the stream; one octet more than the content would be one too many.
        guard try stream.fill(beginning, count: 1) == 0 else { throw ObjectDamage(what: "holds more than it says") }
        guard stream.isAtEnd else { throw ObjectDamage(what: "is cut off") }
        guard stream.hasReadAll else { throw ObjectDamage(what: "has something after its end") }
        return header
    }
}

extension LooseObject.Header {
    /// Reads `type SP size`; `nil` for anything else.
    fileprivate init?(_ octets: Slice<UnsafeMutableRawBufferPointer>) {
        guard let blank = octets.firstIndex(of: 0x20) else { return nil }
        let digits = octets[octets.index(after: blank)...]
        guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }), digits.count == 1 || digits.first != 0x30,
            let size = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        let type = String(decoding: octets[..<blank], as: UTF8.self)
        guard ["commit", "tree", "blob", "tag"].contains(type) else { return nil }
        (self.type, self.size) = (type, size)
    }
}

/// A zlib stream that is inflated piece by piece.
private final class Inflation {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// What was not given to zlib yet, which counts in 32 bits.
    private var left: UnsafeRawBufferPointer
    private(set) var isAtEnd = false

    init?(_ start: UnsafeRawPointer, count: Int) {
        left = UnsafeRawBufferPointer(start: start, count: count)
        stream.initialize(to: z_stream())
        guard gate53_inflate_begin(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether nothing of the file is left.
    var hasReadAll: Bool { left.isEmpty && stream.pointee.avail_in == 0 }

    /// Inflates up to a number of octets.
    ///
    /// - Returns: how many there were; fewer than asked for only where the stream ends, or the file does.
    func fill(_ target: UnsafeMutableRawPointer, count: Int) throws(ObjectDamage) -> Int {
        var done = 0
        while done < count, !isAtEnd {
            if stream.pointee.avail_in == 0 {
                let piece = min(left.count, 1 << 30)
                let start = left.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
                stream.pointee.avail_in = UInt32(piece)
                left = UnsafeRawBufferPointer(rebasing: left[piece...])
            }
            let room = min(count - done, 1 << 30)
            stream.pointee.next_out = (target + done).assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room)
            let before = stream.pointee.avail_in
            let result = CZlib.inflate(stream, Z_NO_FLUSH)
            let gained = room - Int(stream.pointee.avail_out)
            done += gained
            switch result {
            case Z_STREAM_END: isAtEnd = true
            case Z_OK where gained > 0 || stream.pointee.avail_in < before: break
            // Nothing went in or came out: the file ends before the stream does.
            case Z_OK, Z_BUF_ERROR:
                if left.isEmpty { return done }
            default:
                let why = stream.pointee.msg.map { String(cString: $0) } ?? "zlib says \(result)"
                throw ObjectDamage(what: "is not what was written (\(why))")
            }
        }
        return done
    }
}

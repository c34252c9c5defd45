internal import CZlib

/// The zlib format (RFC 1950), whole in memory.
package enum Deflate {
    /// Octets, compressed as far as zlib does. Another version of zlib may give others for the same.
    ///
    /// - Parameter octets: what is compressed.
    /// - Returns: the stream; `nil` where there is no memory.
    package static func compressed(_ octets: [UInt8]) -> [UInt8]? {
        var count = compressBound(UInt(octets.count))
        var stream = [UInt8](repeating: 0, count: Int(count))
        guard compress2(&stream, &count, octets, UInt(octets.count), Z_BEST_COMPRESSION) == Z_OK else { return nil }
        return Array(stream.prefix(Int(count)))
    }

    /// The octets of a stream.
    ///
    /// - Parameters:
    ///   - stream: the stream, whole.
    ///   - limit: how many octets it may hold.
    /// - Returns: the octets; `nil` where it is no stream, is cut off, or holds more.
    package static func decompressed(_ stream: [UInt8], limit: Int) -> [UInt8]? {
        guard limit > 0 else { return nil }
        var room = min(limit, max(1 << 12, 8 * stream.count))
        while true {
            var count = UInt(room)
            var octets = [UInt8](repeating: 0, count: room)
            switch uncompress(&octets, &count, stream, UInt(stream.count)) {
            case Z_OK: return Array(octets.prefix(Int(count)))
            case Z_BUF_ERROR where room < limit: room = min(limit, 4 * room)
            default: return nil
            }
        }
    }
}

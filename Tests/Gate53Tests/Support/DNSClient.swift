internal import DNSModel
internal import Glibc

/// Asks a name server on this machine, over UDP, and over TCP when the answer says that it was cut (RFC 1035, RFC 7766).
///
/// Reads messages itself, compressed names too; only names and record data are read by the code under test.
final class DNSClient {
    struct Failure: Error { var message: String }

    struct Answer {
        var isAuthoritative: Bool
        var code: UInt8
        /// The record sets of the answer, authority and additional sections.
        var sets: [RecordSet]
    }

    let port: UInt16
    /// How many questions were asked again over TCP.
    private(set) var askedOverTCP = 0
    private var identifier: UInt16 = 53

    init(port: UInt16) { self.port = port }

    func ask(_ key: RecordSet.Key) throws -> Answer {
        identifier &+= 1
        var writer = WireWriter()
        for number: UInt16 in [identifier, 0, 1, 0, 0, 0] { writer.append(number) }
        writer.append(key.name)
        writer.append(key.type.rawValue)
        writer.append(UInt16(1))
        var octets = try exchange(writer.octets, SOCK_DGRAM)
        if octets.count > 2, octets[2] & 0x02 != 0 {
            askedOverTCP += 1
            octets = try exchange(writer.octets, SOCK_STREAM)
        }
        var reader = DNSMessageReader(octets)
        return try reader.answer(to: identifier)
    }

    private func exchange(_ question: [UInt8], _ kind: __socket_type) throws -> [UInt8] {
        let socket = Glibc.socket(AF_INET, Int32(kind.rawValue), 0)
        guard socket >= 0 else { throw Failure(message: "no socket") }
        defer { close(socket) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(message: "no connection") }
        let isStream = kind == SOCK_STREAM
        let prefix = isStream ? [UInt8(question.count >> 8), UInt8(question.count & 0xFF)] : []
        let message = prefix + question
        guard send(socket, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else {
            throw Failure(message: "the question was not sent")
        }
        if !isStream {
            var buffer = [UInt8](repeating: 0, count: 65_535)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(message: "no answer") }
            return Array(buffer[..<count])
        }
        let length = try read(socket, 2)
        return try read(socket, Int(length[0]) << 8 | Int(length[1]))
    }

    private func read(_ socket: Int32, _ count: Int) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            var buffer = [UInt8](repeating: 0, count: count - octets.count)
            let done = recv(socket, &buffer, buffer.count, 0)
            guard done > 0 else { throw Failure(message: "the answer was cut off") }
            octets += buffer[..<done]
        }
        return octets
    }
}

/// Reads a DNS message (RFC 1035 section 4).
private struct DNSMessageReader {
    private let octets: [UInt8]
    private var offset = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func answer(to identifier: UInt16) throws -> DNSClient.Answer {
        let header = try (0..<6).map { _ in try number() }
        guard header[0] == identifier, header[1] & 0x8000 != 0 else { throw bad("no answer to the question") }
        for _ in 0..<header[2] {
            _ = try name()
            offset += 4
        }
        var sets: [RecordSet.Key: RecordSet] = [:]
        for _ in 0..<(Int(header[3]) + Int(header[4]) + Int(header[5])) {
            let name = try DomainName(labels: try name())
            let type = RecordType(rawValue: try number())
            _ = try number()
            let seconds = Int(try number()) << 16 | Int(try number())
            let length = Int(try number())
            let end = offset + length
            let data = try RecordData(type: type, wire: try wire(of: type, end: end))
            offset = end
            guard let ttl = TTL(seconds: seconds) else { throw bad("a TTL of \(seconds)") }
            let key = RecordSet.Key(name: name, type: type)
            let values = (sets[key]?.data ?? []) + [data]
            sets[key] = RecordSet(name: name, type: type, ttl: ttl, data: values)
        }
        return DNSClient.Answer(
            isAuthoritative: header[1] & 0x0400 != 0, code: UInt8(header[1] & 0x0F), sets: Array(sets.values))
    }

    private func bad(_ message: String) -> DNSClient.Failure { DNSClient.Failure(message: message) }

    private mutating func number() throws -> UInt16 {
        guard offset + 2 <= octets.count else { throw bad("the message ends too early") }
        defer { offset += 2 }
        return UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1])
    }

    /// A name's labels, compression undone.
    private mutating func name() throws -> [[UInt8]] {
        var labels: [[UInt8]] = []
        var at = offset
        var isFollowing = false
        for _ in 0..<256 {
            guard at < octets.count else { throw bad("a name ends too early") }
            let length = Int(octets[at])
            if length >= 0xC0 {
                guard at + 1 < octets.count else { throw bad("a pointer ends too early") }
                if !isFollowing { offset = at + 2 }
                isFollowing = true
                at = (length & 0x3F) << 8 | Int(octets[at + 1])
                continue
            }
            if length == 0 {
                if !isFollowing { offset = at + 1 }
                return labels
            }
            guard at + 1 + length <= octets.count else { throw bad("a label ends too early") }
            labels.append(Array(octets[(at + 1)..<(at + 1 + length)]))
            at += 1 + length
        }
        throw bad("a name without an end")
    }

    /// Record data without compression.
    private mutating func wire(of type: RecordType, end: Int) throws -> [UInt8] {
        guard end <= octets.count else { throw bad("record data end too early") }
        let parts: (before: Int, names: Int) =
            switch type {
            case .ns, .cname, .ptr, .dname: (0, 1)
            case .mx: (2, 1)
            case .srv: (6, 1)
            case .soa: (0, 2)
            default: (0, 0)
            }
        var wire = Array(octets[offset..<min(end, offset + parts.before)])
        offset += parts.before
        for _ in 0..<parts.names {
            for label in try name() { wire += [UInt8(label.count)] + label }
            wire.append(0)
        }
        return wire + octets[min(offset, end)..<end]
    }
}

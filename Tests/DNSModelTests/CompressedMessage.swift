@testable import DNSModel

/// A message in wire form with every name compressed that a receiver must be able to read so (RFC 1035 section 4.1.4, RFC
/// 3597 section 4).
struct CompressedMessage {
    private(set) var octets: [UInt8]
    private var places: [DomainName: Int] = [:]

    init(_ message: DNSMessage) {
        var header = message
        header.answer = []
        header.authority = []
        header.additional = []
        header.question = nil
        header.edns = nil
        octets = header.wire
        let sections = [message.answer, message.authority, message.additional]
        if let question = message.question {
            octets[5] = 1
            append(question.name)
            append(question.type.rawValue)
            append(1)
        }
        for (index, section) in sections.enumerated() {
            octets[7 + 2 * index] = UInt8(section.count)
            for record in section { append(record) }
        }
        guard message.edns != nil else { return }
        octets[11] += 1
        var last = message
        last.question = nil
        last.answer = []
        last.authority = []
        last.additional = []
        octets += last.wire.dropFirst(12)
    }

    private mutating func append(_ number: UInt16) { octets += [UInt8(number >> 8), UInt8(number & 0xFF)] }

    private mutating func append(_ name: DomainName) {
        var rest = name
        while let parent = rest.parent {
            if let place = places[rest] { return append(0xC000 | UInt16(place)) }
            if octets.count < 0x4000 { places[rest] = octets.count }
            let label = rest.labels[0]
            octets += [UInt8(label.count)] + label
            rest = parent
        }
        octets.append(0)
    }

    private mutating func append(_ record: ResourceRecord) {
        append(record.name)
        append(record.type.rawValue)
        append(1)
        append(UInt16(record.ttl.seconds >> 16))
        append(UInt16(record.ttl.seconds & 0xFFFF))
        let place = octets.count
        append(0)
        append(record.data)
        let length = octets.count - place - 2
        octets[place] = UInt8(length >> 8)
        octets[place + 1] = UInt8(length & 0xFF)
    }

    private mutating func append(_ data: RecordData) {
        switch data {
        case .ns(let name), .cname(let name), .ptr(let name), .dname(let name): append(name)
        case .mx(let data):
            append(data.preference)
            append(data.exchange)
        case .soa(let data):
            append(data.mname)
            append(data.rname)
            for number in [data.serial, data.refresh, data.retry, data.expire, data.minimum] {
                append(UInt16(number >> 16))
                append(UInt16(number & 0xFFFF))
            }
        case .srv(let data):
            for number in [data.priority, data.weight, data.port] { append(number) }
            append(data.target)
        case .naptr(let data):
            append(data.order)
            append(data.preference)
            for string in [data.flags, data.services, data.regexp] { octets += [UInt8(string.count)] + string }
            append(data.replacement)
        default: octets += data.wire
        }
    }
}

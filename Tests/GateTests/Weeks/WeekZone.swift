internal import DNSModel
internal import ZonePlanning

/// A record set of a simulated team: a name of a zone that has one address.
struct WeekKey: Hashable, Comparable, CustomStringConvertible, Sendable {
    var zone: String
    var name: String

    var description: String { "\(name).\(zone)" }

    static func < (one: WeekKey, other: WeekKey) -> Bool { (one.zone, one.name) < (other.zone, other.name) }

    /// - Parameters:
    ///   - key: an address below the apex.
    ///   - apex: the zone.
    init?(_ key: RecordSet.Key, of apex: DomainName) {
        let (name, zone) = (key.name.description, apex.description)
        guard key.type == .a, name.hasSuffix(".\(zone)") else { return nil }
        self.init(zone, String(name.dropLast(zone.count + 1)))
    }

    init(_ zone: String, _ name: String) {
        self.zone = zone
        self.name = name
    }
}

/// One record set from one address to another; `nil` where there is none.
struct WeekMove: Hashable, CustomStringConvertible, Sendable {
    var key: WeekKey
    var before: String?
    var after: String?

    var description: String { "\(key) \(before ?? "-") to \(after ?? "-")" }

    init?(_ change: Change, of apex: DomainName) {
        guard let key = WeekKey(change.key, of: apex) else { return nil }
        self.key = key
        before = change.before.map(Self.words)
        after = change.after.map(Self.words)
    }

    static func words(_ set: RecordSet) -> String { set.data.map(\.text).joined(separator: " ") }
}

/// A zone file of a simulated team, a line for each name and for each comment.
struct WeekFile: Sendable {
    static let zones = ["example.com.", "example.net.", "example.edu."]
    static let names = ["api", "ftp", "mail", "ns", "www"]
    /// Names that come and go.
    static let moreNames = ["dev", "vpn"]

    var addresses: [String: String] = [:]
    var comments: Set<String> = []

    static func path(_ zone: String) -> String { "zones/\(zone)yaml" }

    init(_ octets: [UInt8]) {
        for line in String(decoding: octets, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("#") {
                comments.insert(String(line))
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let value = parts[1].split(separator: " ").last else { continue }
            addresses[String(parts[0])] = String(value.dropLast())
        }
    }

    init(_ addresses: [String: String]) { self.addresses = addresses }

    var text: String {
        let lines =
            comments.sorted() + addresses.sorted { $0.key < $1.key }.map { "\($0.key): {type: A, value: \($0.value)}" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What a tree of files declares.
    static func declared(_ files: [String: [UInt8]]) -> [WeekKey: String] {
        var declared: [WeekKey: String] = [:]
        for zone in zones {
            for (name, address) in WeekFile(files[path(zone)] ?? []).addresses {
                declared[WeekKey(zone, name)] = address
            }
        }
        return declared
    }
}

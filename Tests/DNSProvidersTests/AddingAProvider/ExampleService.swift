import DNSModel

/// Example DNS, in memory.
actor ExampleService {
    struct Zone: Sendable {
        var id: String
        var apex: DomainName
        var serial: Int
        var sets: [RecordSet]
    }

    enum Refusal: Error {
        case serialMoved, tooLarge, noAnswer
    }

    private var zones: [Zone] = []

    func add(_ apex: DomainName, _ sets: [RecordSet]) {
        zones.append(Zone(id: "zone-\(zones.count + 1)", apex: apex, serial: 1, sets: sets))
    }

    /// Makes a zone's sets besides SOA and NS of the apex these, as somebody else would.
    func write(_ apex: DomainName, _ sets: [RecordSet]) {
        guard let place = zones.firstIndex(where: { $0.apex == apex }) else { return }
        let own = zones[place].sets.filter { $0.name == apex && ($0.type == .soa || $0.type == .ns) }
        zones[place].sets = own + sets
        zones[place].serial += 1
    }

    func zones(_ view: String?) -> [Zone] { zones }

    func zone(_ apex: DomainName, _ view: String?) -> Zone? { zones.first { $0.apex == apex } }

    func change(
        _ apex: DomainName, _ view: String?, ifSerial serial: Int, delete: [RecordSet], create: [RecordSet]
    ) throws(Refusal) -> Int {
        guard let place = zones.firstIndex(where: { $0.apex == apex }) else { throw .noAnswer }
        guard zones[place].serial == serial else { throw .serialMoved }
        guard (delete + create).reduce(0, { $0 + $1.data.count }) <= 100 else { throw .tooLarge }
        let gone = Set(delete.map(\.key))
        zones[place].sets = zones[place].sets.filter { !gone.contains($0.key) } + create
        zones[place].serial += 1
        return zones[place].serial
    }
}

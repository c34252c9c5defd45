internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Records that an owner changes at the pages.
struct OwnerRecordTests {
    private static let home: DomainName = "home.dyn.example."

    private static func address(_ last: UInt32) -> RecordSet {
        RecordSet(name: home, type: .a, ttl: .zero, data: [.a(IPv4Address(bits: 0xC000_0200 | last))])
    }

    private static func changed(
        _ author: HostService.Author, _ change: (inout Account) -> Void
    ) -> HostService.Author {
        var author = author
        change(&author.account)
        return author
    }

    @Test("They are stored with the suffix's TTL and a line in the log, and once more changes nothing")
    func stored() async throws {
        let service = Service()
        _ = try await service.begin(hosts: ["home"])
        for isChange in [true, false] {
            let changed = try await service.hosts.setRecords(of: Self.home, rules: service.rules, by: service.author) {
                _ in [Self.address(7)]
            }
            #expect(changed == isChange)
        }
        let host = try #require(try await service.store.host(Self.home))
        #expect(HostRecords.text(of: host.wanted) == "home.dyn.example. 60 A 192.0.2.7")
        #expect(host.generation == 1)
        #expect(host.lastUpdate?.client == "test")
        let events = try await service.store.events(account: nil, host: Self.home, before: nil, limit: 10)
        #expect(events.map(\.kind) == [.hostUpdated, .hostClaimed])
        #expect(events.first?.after == "home.dyn.example. 60 A 192.0.2.7")
    }

    @Test("Another's host, one that is blocked, and records that can't be are refused, and nothing is stored")
    func refused() async throws {
        let service = Service(types: [.a])
        _ = try await service.begin(hosts: ["home"])
        func refusal(
            _ author: HostService.Author, _ sets: [RecordSet], _ name: DomainName = Self.home
        ) async -> HostService.RecordsRefusal? {
            do throws(HostService.RecordsRefusal) {
                _ = try await service.hosts.setRecords(of: name, rules: service.rules, by: author) { _ in sets }
                return nil
            } catch {
                return error
            }
        }
        let other = Self.changed(service.author) { $0.id = AccountID("a2") }
        #expect(await refusal(other, [Self.address(1)]) == .noHost)
        #expect(await refusal(service.author, [Self.address(1)], "nobody.dyn.example.") == .noHost)
        let text = RecordSet(name: Self.home, type: .txt, ttl: .zero, data: [.txt(TXT([65]))])
        #expect(await refusal(service.author, [text]) == .record(.type(.txt)))
        let blocked = Self.changed(service.author) { $0.block = "spam" }
        #expect(await refusal(blocked, [Self.address(1)]) == .blocked)
        #expect(try await service.hosts.setBlock("spam", of: Self.home, by: service.author))
        #expect(await refusal(service.author, [Self.address(1)]) == .blocked)
        #expect(try await service.store.host(Self.home)?.wanted == [])
    }
}

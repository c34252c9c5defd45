internal import DNSModel
internal import Gate
internal import Testing

@Suite("The line that says how far a run is") struct ProgressLineTests {
    private static let zone = DomainName.root

    @Test("It goes on with time, also where nothing is counted") func goesOnWithTime() {
        var line = ProgressLine()
        #expect(line.text(at: 50) == "" && !line.isBusy)
        line.saw(.read(zones: 0, of: 405), at: 10)
        #expect(line.text(at: 10.9) == "" && line.isBusy)
        #expect(line.text(at: 11) == "reading live zones: 0 of 405, 1 s")
        line.saw(.read(zones: 31, of: 405), at: 12)
        line.saw(.listed(sets: 300, zone: "Z1"), at: 12)
        line.saw(.listed(sets: 600, zone: "Z1"), at: 13)
        line.saw(.listed(sets: 10, zone: "Z2"), at: 13)
        #expect(line.text(at: 44.5) == "reading live zones: 31 of 405, 610 record sets, 34 s")
        line.saw(.read(zones: 405, of: 405), at: 50)
        #expect(line.text(at: 50) == "" && !line.isBusy)
    }

    @Test("One zone is told by its record sets, its batches, and how long it has been waited for") func oneZone() {
        var line = ProgressLine()
        line.saw(.read(zones: 0, of: 1), at: 0)
        line.saw(.listed(sets: 3_600, zone: "Z1"), at: 12)
        #expect(line.text(at: 12.5) == "reading the live zone, 3600 record sets, 12 s")
        line.saw(.idle, at: 13)
        line.saw(.applies(batch: 1, of: 13, zone: Self.zone), at: 14)
        line.saw(.applies(batch: 5, of: 13, zone: Self.zone), at: 20)
        #expect(line.text(at: 21) == ".: batch 5 of 13, 7 s")
        line.saw(.idle, at: 30)
        #expect(line.text(at: 31) == "")
        line.saw(.served(zones: 0, of: 1), at: 31)
        #expect(line.text(at: 65) == "waiting until all servers have it, 34 s")
        line.saw(.served(zones: 1, of: 1), at: 66)
        #expect(line.text(at: 66) == "")
        line.saw(.served(zones: 0, of: 3), at: 70)
        line.saw(.served(zones: 2, of: 3), at: 71)
        #expect(line.text(at: 73) == "waiting until all servers have it: 2 of 3, 3 s")
    }
}

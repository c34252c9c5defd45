internal import Foundation
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Instants") struct InstantTests {
    @Test("An instant that is written is read again, over 400 years of days and all seconds of one")
    func roundTrip() {
        var generator = SplitMix64(seed: 53)
        for day in 0..<146_097 as Range<Int64> {
            let time = Instant(seconds: day * 86_400 + Int64.random(in: 0..<86_400, using: &generator))
            #expect(Instant(parsing: time.description) == time)
        }
        for second in 0..<86_400 as Range<Int64> {
            let time = Instant(seconds: 951_782_400 + second)
            #expect(Instant(parsing: time.description) == time)
        }
    }

    @Test("Every day has its date, and every date its day, from the year 1 to the year 9999") func days() {
        for day in stride(from: -719_162, through: 2_932_896, by: 487) {
            let time = Instant(seconds: Int64(day) * 86_400 + 86_399)
            #expect(Instant(parsing: time.description) == time)
            #expect(Instant(time.date, hour: 23, minute: 59, second: 59) == time)
        }
        #expect(Instant(seconds: .max).adding(seconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Instant(seconds: .min).adding(seconds: .min).description == "0001-01-01T00:00:00Z")
    }

    // GNU date says so: date -u -d 2026-11-23T10:15:30Z +%s.
    @Test(
        "An instant is what other programs say",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-11-23T10:15:30Z", 1_795_428_930),
            ("2100-03-01T00:00:00Z", 4_107_542_400), ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("1969-12-31T23:59:59Z", -1),
        ])
    func known(text: String, seconds: Int64) {
        #expect(Instant(parsing: text)?.seconds == seconds)
        #expect(Instant(seconds: seconds).description == text)
    }

    @Test("Days are those of Foundation, over some decades") func foundation() {
        for day in stride(from: 0, to: 40_000, by: 17) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            #expect(Instant(parsing: date.formatted(.iso8601)) == Instant(seconds: Int64(day) * 86_400))
        }
    }

    @Test("Fractions and time zones count, and a leap second is the next one") func parts() {
        let noon = Instant(seconds: 951_825_600, microsecond: 500_000)
        #expect(Instant(parsing: "2000-02-29T12:00:00.5Z") == noon)
        #expect(Instant(parsing: "2000-02-29T12:00:00.5000009Z") == noon)
        #expect(noon.wholeSecond == Instant(seconds: 951_825_600) && noon.wholeSecond < noon)
        #expect(noon.description == "2000-02-29T12:00:00Z")
        #expect(Instant(parsing: "2026-11-23T10:15:30Z") == Instant(parsing: "2026-11-23T12:15:30+02:00"))
        #expect(Instant(parsing: "2026-11-23T10:15:30.000Z") == Instant(parsing: "2026-11-23t03:45:30-06:30"))
        #expect(Instant(parsing: "2016-12-31T23:59:60Z") == Instant(parsing: "2017-01-01T00:00:00Z"))
        #expect(Instant(parsing: "2017-01-01T00:59:60+01:00") == Instant(parsing: "2017-01-01T00:00:00Z"))
    }

    @Test(
        "What is no instant is none",
        arguments: [
            "", "2026", "2026-11-23", "2026-11-23T10:15:30", "2026-11-23T24:00:00Z", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-11-23T10:15:30.Z", "2026-11-23T10:15:30.1x3Z", "2026-11-23T1a:15:30Z",
            "2026-11-23T10:15:30Zx", "2026-11-23T10:15:30+0200", "2026-11-23T10:15:61Z", "0000-01-01T00:00:00Z",
            "2026-11-23T10:15:60Z", "2016-12-31T23:59:60+01:00", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
            "yesterday", "٢٠٢٦-11-23T10:15:30Z", "20261123T101530Z",
        ])
    func refused(text: String) { #expect(Instant(parsing: text) == nil) }

    @Test("Other forms: of one word, and of mail") func forms() {
        let time = Instant(seconds: 1_795_428_930)
        #expect(time.basic == "20261123T101530Z" && time.date.basic == "20261123")
        #expect(time.mailDate == "Mon, 23 Nov 2026 10:15:30 +0000")
        #expect(Instant(seconds: 0).mailDate == "Thu, 1 Jan 1970 00:00:00 +0000")
        #expect(Instant(seconds: -86_400 * 5).mailDate == "Sat, 27 Dec 1969 00:00:00 +0000")
    }
}

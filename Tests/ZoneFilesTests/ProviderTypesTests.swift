internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

/// Records of a provider's own types are edited as what they stand for, and what can't be edited stops nothing else.
@Suite struct ProviderTypesTests {
    /// `Test/PAIR` with an address is an A with it, and a TXT.
    private static let pairs = ProviderTypes { record, _ in
        guard record.type == "Test/PAIR", case .text(let address)? = record.fields.first?.value else { return [] }
        let text = "'':\n- {type: A, ttl: 60, value: \(address)}\n- {type: TXT, ttl: 60, value: pair}\n"
        let file = ZoneFileInput(path: "pair", blob: "", octets: Array(text.utf8))
        return ZoneFileReader.read(files: [file], apex: record.name).zone?.zone.sets ?? []
    }

    private static let text = """
        ---
        # Before.
        mail: {type: A, value: 192.0.2.25}
        pair: # a pair
          type: Test/PAIR
          value: 192.0.2.1
        www: {type: A, value: 192.0.2.80} # after

        """

    private func input(_ text: String) -> ZoneFileInput {
        ZoneFileInput(path: "zones/example.com.yaml", blob: "", octets: Array(text.utf8))
    }

    private func zone(_ text: String) throws -> Zone {
        Self.pairs.zone(of: try #require(ZoneFileReader.read(files: [input(text)], apex: "example.com.").zone))
    }

    @Test(
        "a record of a provider's type that changes is written as what it stands for",
        arguments: [
            "- {type: A, ttl: 60, value: 192.0.2.9}\n  - {type: TXT, ttl: 60, value: pair}",
            "- {type: TXT, ttl: 60, value: pair}", "- {type: A, ttl: 60, value: 192.0.2.1}", "",
        ])
    func aRecordThatChangesIsWrittenAsWhatItStandsFor(wanted: String) throws {
        let whole = Self.text.split(separator: "\n").filter { !$0.contains("pair") && !$0.hasPrefix("  ") }
            .joined(separator: "\n")
        let target = try zone(whole + "\n" + (wanted.isEmpty ? "" : "pair:\n  \(wanted)\n"))
        let (files, diagnostics) = ZoneFileEditor.edit(
            files: [input(Self.text)], apex: "example.com.", options: ZoneFileOptions(), types: Self.pairs,
            changes: diff(from: try zone(Self.text), to: target))
        #expect(diagnostics == [])
        let octets = try #require(files?.first?.octets)
        let edited = String(decoding: octets, as: UTF8.self)
        #expect(!edited.contains("Test/PAIR"))
        #expect(edited.contains("# Before.\nmail: {type: A, value: 192.0.2.25}"))
        #expect(edited.contains("www: {type: A, value: 192.0.2.80} # after\n"))
        #expect(try zone(edited) == target)
    }

    @Test("a record of a provider's type that stays is not touched") func aRecordThatStaysIsNotTouched() throws {
        let wanted = Self.text.replacing("192.0.2.80", with: "192.0.2.81")
        let (files, _) = ZoneFileEditor.edit(
            files: [input(Self.text)], apex: "example.com.", options: ZoneFileOptions(), types: Self.pairs,
            changes: diff(from: try zone(Self.text), to: try zone(wanted)))
        #expect(files?.first?.octets == Array(wanted.utf8))
    }

    @Test("what can't be edited is listed, and all else is edited") func whatCantBeEditedIsListed() throws {
        let before = """
            ---
            a: {type: A, value: 192.0.2.1}
            b: {type: A, values: &two [192.0.2.2, 192.0.2.3]}
            c: {type: A, values: *two}
            d: {type: A, value: 192.0.2.4}

            """
        let changed = try zone(
            before.replacing("values: &two [192.0.2.2, 192.0.2.3]", with: "values: [192.0.2.12, 192.0.2.3]")
                .replacing("*two", with: "[192.0.2.2, 192.0.2.3]").replacing("2.1}", with: "2.11}")
                .replacing("2.4}", with: "2.14}"))
        let changes = diff(from: try zone(before), to: changed)
        #expect(changes.count == 3)
        let (files, refused) = ZoneFileEditor.editPartly(
            files: [input(before)], apex: "example.com.", options: ZoneFileOptions(), changes: changes)
        #expect(refused.map(\.change.key.name) == ["b.example.com."])
        #expect(refused.first?.why.id == "not-editable")
        #expect(refused.first?.why.location?.line == 3)
        let expected = before.replacing("2.1}", with: "2.11}").replacing("2.4}", with: "2.14}")
        #expect(files.map(\.octets) == [Array(expected.utf8)])
    }
}

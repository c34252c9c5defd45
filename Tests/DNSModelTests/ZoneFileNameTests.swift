internal import DNSModel
internal import TestSupport
internal import Testing

/// A zone's name as the name of a file, and back.
@Suite struct ZoneFileNameTests {
    @Test(
        "a zone's file is named as it should be",
        arguments: [
            ("example.com.", "example.com"), ("EXAMPLE.com.", "example.com"), (".", "%root"), ("com.", "com"),
            ("0/25.2.0.192.in-addr.arpa.", "0%2F25.2.0.192.in-addr.arpa"), ("a\\.b.c.", "a%2Eb.c"),
            ("\\.hidden.c.", "%2Ehidden.c"), ("a\\\\b.c.", "a%5Cb.c"), ("\\%root.", "%25root"), ("a%2fb.", "a%252fb"),
            ("*.c.", "%2A.c"), ("_x.c.", "_x.c"), ("\\000\\255.c.", "%00%FF.c"),
        ])
    func aZonesFileIsNamedAsItShouldBe(name: String, file: String) throws {
        let apex = try DomainName(parsing: name)
        #expect(apex.fileName == file)
        #expect(try DomainName(zone: file) == apex)
    }

    @Test(
        "other spellings of a name are that name",
        arguments: [
            ("0%2f25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa."),
            // As Route 53 shows it, and as RFC 1035 does.
            ("0\\05725.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa."),
            ("0\\04725.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa."),
            ("0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa."), ("\\052.example.com", "*.example.com."),
            ("\\100x.example", "@x.example."), ("\\377.example", "\\255.example."),
            ("\\032x.example", "\\032x.example."),
            ("Example.COM.", "example.com."), ("b\u{fc}cher.example", "xn--bcher-kva.example."), (".", "."),
            ("50%.example", "50%.example."), ("a\\%2Fb.example", "a%2Fb.example."),
            ("a\\\\057.example", "a\\\\057.example."),
        ])
    func otherSpellingsOfANameAreThatName(text: String, name: String) throws {
        #expect(try DomainName(zone: text) == DomainName(parsing: name))
    }

    @Test("what is no name is none", arguments: ["", "a..b", "a b", "\\", "a\\09", ".a"])
    func whatIsNoNameIsNone(text: String) { #expect(throws: DNSParseError.self) { try DomainName(zone: text) } }

    @Test("every name has one file name, which is plain and leads back to it", arguments: 0..<20)
    func everyNameHasOneFileName(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for _ in 0..<100 {
            let name = generator.name(below: generator.name(below: "example."))
            let file = name.fileName
            #expect(try DomainName(zone: file) == name)
            #expect(
                !file.contains("/") && !file.contains("\\") && !file.hasPrefix(".")
                    && file == file.lowercased().uppercasedEscapes)
        }
    }
}

extension String {
    /// With the digits after each `%` in upper case, as file names have them.
    fileprivate var uppercasedEscapes: String {
        var result = ""
        var rest = self[...]
        while let character = rest.popFirst() {
            result.append(character)
            if character == "%", !rest.hasPrefix("root") {
                result += rest.prefix(2).uppercased()
                rest = rest.dropFirst(2)
            }
        }
        return result
    }
}

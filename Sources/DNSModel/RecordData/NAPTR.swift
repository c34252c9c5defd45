/// Naming authority pointer (RFC 3403 section 4.1).
package struct NAPTR: Hashable, Sendable {
    package var order: UInt16
    package var preference: UInt16
    package var flags: [UInt8]
    package var services: [UInt8]
    package var regexp: [UInt8]
    package var replacement: DomainName

    package init(
        order: UInt16, preference: UInt16, flags: [UInt8], services: [UInt8], regexp: [UInt8], replacement: DomainName
    ) {
        self.order = order
        self.preference = preference
        self.flags = flags
        self.services = services
        self.regexp = regexp
        self.replacement = replacement
    }
}

extension NAPTR {
    init(_ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        order = try fields.integer("NAPTR order")
        preference = try fields.integer("NAPTR preference")
        flags = try fields.characterString("NAPTR flags", maximum: CharacterStrings.maximumLength)
        services = try fields.characterString("NAPTR services", maximum: CharacterStrings.maximumLength)
        regexp = try fields.characterString("NAPTR regexp", maximum: CharacterStrings.maximumLength)
        replacement = try fields.name("NAPTR replacement", origin: origin)
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(order, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(preference, to: &out)
        for string in [flags, services, regexp] {
            out.append(UInt8(ascii: " "))
            CharacterStrings.appendQuoted(string, to: &out)
        }
        out.append(UInt8(ascii: " "))
        replacement.appendText(to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        order = try reader.integer()
        preference = try reader.integer()
        flags = try reader.characterString()
        services = try reader.characterString()
        regexp = try reader.characterString()
        replacement = try reader.name()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(order)
        writer.append(preference)
        for string in [flags, services, regexp] { writer.append(characterString: string[...]) }
        writer.append(replacement)
    }
}

/// Location (RFC 1876 section 2), fields as on the wire.
package struct LOC: Hashable, Sendable {
    /// Diameter of a sphere around the place, in centimetres: a digit and a power of ten, four bits each.
    package var size: UInt8
    /// As `size`.
    package var horizontalPrecision: UInt8
    /// As `size`.
    package var verticalPrecision: UInt8
    /// Thousandths of a second of arc; 2^31 is the equator, more is north.
    package var latitude: UInt32
    /// Thousandths of a second of arc; 2^31 is the prime meridian, more is east.
    package var longitude: UInt32
    /// Centimetres from 100,000 m below the WGS 84 reference spheroid.
    package var altitude: UInt32

    package init(
        size: UInt8, horizontalPrecision: UInt8, verticalPrecision: UInt8, latitude: UInt32, longitude: UInt32,
        altitude: UInt32
    ) {
        self.size = size
        self.horizontalPrecision = horizontalPrecision
        self.verticalPrecision = verticalPrecision
        self.latitude = latitude
        self.longitude = longitude
        self.altitude = altitude
    }

    /// A size of 1 m, where none is given (RFC 1876 section 3).
    package static let defaultSize: UInt8 = 0x12
    /// A horizontal precision of 10,000 m, where none is given (RFC 1876 section 3).
    package static let defaultHorizontalPrecision: UInt8 = 0x16
    /// A vertical precision of 10 m, where none is given (RFC 1876 section 3).
    package static let defaultVerticalPrecision: UInt8 = 0x13

    /// What latitude and longitude count from.
    private static let zero: Int = 1 << 31
    private static let degree = 3_600_000
    /// How far below the spheroid altitudes start, in centimetres.
    private static let altitudeBase = 10_000_000
}

// MARK: - Parts as text

extension LOC {
    /// Which of the two angles of a place.
    package enum Angle: Sendable {
        case latitude
        case longitude

        fileprivate var name: String { self == .latitude ? "LOC latitude" : "LOC longitude" }
        fileprivate var maximum: Int { self == .latitude ? 90 : 180 }
        fileprivate var positive: UInt8 { self == .latitude ? UInt8(ascii: "N") : UInt8(ascii: "E") }
        fileprivate var negative: UInt8 { self == .latitude ? UInt8(ascii: "S") : UInt8(ascii: "W") }
    }

    /// An angle in degrees, minutes and seconds.
    ///
    /// - Parameters:
    ///   - angle: which angle.
    ///   - degrees: decimal digits.
    ///   - minutes: decimal digits up to 59; none are 0.
    ///   - seconds: decimal digits up to 59.999, at most three after the point; none are 0.
    ///   - direction: N or S, or E or W, in either case.
    ///   - offset: where the angle starts, for the error.
    /// - Returns: the angle as on the wire.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func angle(
        _ angle: Angle, degrees: Octets, minutes: Octets? = nil, seconds: Octets? = nil, direction: Octets,
        offset: Int = 0
    ) throws(DNSParseError) -> UInt32 {
        var value = Int(
            try FieldText.integer(
                degrees, "\(angle.name) in degrees", as: UInt8.self, upTo: UInt8(angle.maximum), offset: offset))
        value *= degree
        if let minutes {
            let minutes = try FieldText.integer(
                minutes, "\(angle.name)'s minutes", as: UInt8.self, upTo: 59, offset: offset)
            value += Int(minutes) * 60_000
        }
        if let seconds {
            let name = "\(angle.name)'s seconds"
            let thousandths = try decimal(seconds, name: name, places: 3, allowed: 0...59_999, offset: offset)
            value += thousandths
        }
        if value > angle.maximum * degree {
            throw DNSParseError(.badData, "the \(angle.name) is over \(angle.maximum) degrees", offset: offset)
        }
        switch direction.count == 1 ? direction[0] & 0xDF : 0 {
        case angle.positive: return UInt32(zero + value)
        case angle.negative: return UInt32(zero - value)
        default:
            let (positive, negative) = (UnicodeScalar(angle.positive), UnicodeScalar(angle.negative))
            throw DNSParseError(
                .badData,
                "the \(angle.name)'s direction is \(DNSParseError.shown(direction)); write \(positive) or \(negative)",
                offset: offset)
        }
    }

    /// An altitude in metres, at most two digits after the point, with or without `m` at its end.
    ///
    /// - Parameters:
    ///   - text: the altitude.
    ///   - offset: where it starts, for the error.
    /// - Returns: the altitude as on the wire.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func altitude(_ text: Octets, offset: Int = 0) throws(DNSParseError) -> UInt32 {
        let range = -altitudeBase...(Int(UInt32.max) - altitudeBase)
        let value = try decimal(withoutUnit(text), name: "LOC altitude", places: 2, allowed: range, offset: offset)
        return UInt32(value + altitudeBase)
    }

    /// A size or precision in metres, at most two digits after the point, with or without `m` at its end.
    ///
    /// Only the first digit is kept, as on the wire: 25 is 20 (RFC 1876, appendix A).
    ///
    /// - Parameters:
    ///   - text: the length.
    ///   - name: what it is, for the message.
    ///   - offset: where it starts, for the error.
    /// - Returns: the length as on the wire.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func precision(_ text: Octets, _ name: String, offset: Int = 0) throws(DNSParseError) -> UInt8 {
        var value = try decimal(withoutUnit(text), name: name, places: 2, allowed: 0...9_000_000_000, offset: offset)
        var exponent: UInt8 = 0
        while value > 9 {
            value /= 10
            exponent += 1
        }
        return UInt8(value) << 4 | exponent
    }

    private static func withoutUnit(_ text: Octets) -> Octets {
        guard let last = text.last, last | 0x20 == UInt8(ascii: "m") else { return text }
        return Octets(rebasing: text.dropLast())
    }

    /// A decimal number times a power of ten.
    private static func decimal(
        _ text: Octets, name: String, places: Int, allowed: ClosedRange<Int>, offset: Int
    ) throws(DNSParseError) -> Int {
        func invalid(_ what: String) -> DNSParseError {
            DNSParseError(.badData, "the \(name) \(DNSParseError.shown(text)) \(what)", offset: offset)
        }
        var value = 0
        var digits = 0
        var after: Int?
        let isNegative = text.first == UInt8(ascii: "-")
        let hasSign = isNegative || text.first == UInt8(ascii: "+")
        for octet in text.dropFirst(hasSign ? 1 : 0) {
            let digit = octet &- UInt8(ascii: "0")
            if octet == UInt8(ascii: "."), after == nil {
                after = 0
            } else if digit < 10 {
                digits += 1
                if let places = after { after = places + 1 }
                if let count = after, count > places {
                    if digit != 0 { throw invalid("has more than \(places) digits after the point") }
                    continue
                }
                value = value * 10 + Int(digit)
                if value > 1 << 40 { throw invalid("is out of range") }
            } else {
                throw invalid("is not a decimal number")
            }
        }
        if digits == 0 { throw invalid("is not a decimal number") }
        for _ in min(after ?? 0, places)..<places { value *= 10 }
        if isNegative { value = -value }
        guard allowed.contains(value) else { throw invalid("is out of range") }
        return value
    }
}

// MARK: - Presentation form

extension LOC {
    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        latitude = try Self.angle(.latitude, &fields)
        longitude = try Self.angle(.longitude, &fields)
        let altitude = try fields.word("LOC altitude")
        self.altitude = try Self.altitude(altitude.octets, offset: altitude.offset)
        size = try Self.precision("LOC size", &fields) ?? Self.defaultSize
        horizontalPrecision =
            try Self.precision("LOC horizontal precision", &fields) ?? Self.defaultHorizontalPrecision
        verticalPrecision = try Self.precision("LOC vertical precision", &fields) ?? Self.defaultVerticalPrecision
    }

    private static func angle(_ angle: Angle, _ fields: inout PresentationFields) throws(DNSParseError) -> UInt32 {
        let degrees = try fields.word("\(angle.name) in degrees")
        var parts: [Octets] = []
        while true {
            let field = try fields.word("\(angle.name)'s direction")
            let isNumber = field.octets.first.map { $0 &- UInt8(ascii: "0") < 10 } ?? false
            if isNumber, parts.count < 2 {
                parts.append(field.octets)
                continue
            }
            return try self.angle(
                angle, degrees: degrees.octets, minutes: parts.first, seconds: parts.count > 1 ? parts[1] : nil,
                direction: field.octets, offset: degrees.offset)
        }
    }

    private static func precision(
        _ name: String, _ fields: inout PresentationFields
    ) throws(DNSParseError) -> UInt8? {
        if fields.isAtEnd { return nil }
        let field = try fields.word(name)
        return try precision(field.octets, name, offset: field.offset)
    }

    func appendText(to out: inout [UInt8]) {
        Self.append(latitude, .latitude, to: &out)
        Self.append(longitude, .longitude, to: &out)
        let height = Int(altitude) - Self.altitudeBase
        if height < 0 { out.append(UInt8(ascii: "-")) }
        Self.appendMetres(abs(height), to: &out)
        for precision in [size, horizontalPrecision, verticalPrecision] {
            out.append(UInt8(ascii: " "))
            // Four bits each: below 16 x 10^15, so this cannot overflow.
            var length = Int(precision >> 4)
            for _ in 0..<(precision & 15) { length *= 10 }
            Self.appendMetres(length, to: &out)
        }
    }

    private static func append(_ value: UInt32, _ angle: Angle, to out: inout [UInt8]) {
        let signed = Int(value) - zero
        let size = abs(signed)
        FieldText.append(UInt(size / degree), to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(UInt(size / 60_000 % 60), to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(UInt(size / 1000 % 60), to: &out)
        out.append(UInt8(ascii: "."))
        appendPadded(size % 1000, digits: 3, to: &out)
        out.append(UInt8(ascii: " "))
        out.append(signed < 0 ? angle.negative : angle.positive)
        out.append(UInt8(ascii: " "))
    }

    private static func appendMetres(_ centimetres: Int, to out: inout [UInt8]) {
        FieldText.append(UInt(centimetres / 100), to: &out)
        out.append(UInt8(ascii: "."))
        appendPadded(centimetres % 100, digits: 2, to: &out)
        out.append(UInt8(ascii: "m"))
    }

    private static func appendPadded(_ number: Int, digits: Int, to out: inout [UInt8]) {
        let text = String(number)
        for _ in text.utf8.count..<digits { out.append(UInt8(ascii: "0")) }
        out.append(contentsOf: text.utf8)
    }
}

// MARK: - Wire form

extension LOC {
    init(_ reader: inout WireReader) throws(DNSParseError) {
        let version: UInt8 = try reader.integer()
        if version != 0 { throw DNSParseError(.badData, "the LOC version is \(version); only 0 is known") }
        size = try Self.precision(&reader)
        horizontalPrecision = try Self.precision(&reader)
        verticalPrecision = try Self.precision(&reader)
        latitude = try Self.angle(.latitude, &reader)
        longitude = try Self.angle(.longitude, &reader)
        altitude = try reader.integer()
    }

    private static func precision(_ reader: inout WireReader) throws(DNSParseError) -> UInt8 {
        let value: UInt8 = try reader.integer()
        guard value >> 4 <= 9, value & 15 <= 9 else {
            throw DNSParseError(
                .badData, "a LOC size or precision is not a digit and a power of ten", offset: reader.offset)
        }
        // Nothing is nothing, whatever the power of ten.
        return value >> 4 == 0 ? 0 : value
    }

    private static func angle(_ angle: Angle, _ reader: inout WireReader) throws(DNSParseError) -> UInt32 {
        let value: UInt32 = try reader.integer()
        if abs(Int(value) - zero) > angle.maximum * degree {
            throw DNSParseError(.badData, "the \(angle.name) is over \(angle.maximum) degrees", offset: reader.offset)
        }
        return value
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(UInt8(0))
        writer.append(size)
        writer.append(horizontalPrecision)
        writer.append(verticalPrecision)
        writer.append(latitude)
        writer.append(longitude)
        writer.append(altitude)
    }
}

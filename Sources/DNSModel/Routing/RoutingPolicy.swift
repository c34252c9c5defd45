/// How a provider chooses between the record sets of one name and type.
///
/// Source: "Choosing a routing policy", Amazon Route 53 Developer Guide.
package enum RoutingPolicy: Hashable, Sendable {
    /// In proportion to the weights, 0 to 255.
    case weighted(UInt8)
    /// The one whose region answers soonest, as in `eu-west-1`.
    case latency(region: String)
    /// The primary while it is healthy, else the secondary.
    case failover(Failover)
    /// By where the question comes from.
    case geolocation(Geolocation)
    /// By how near the resource is.
    case geoproximity(Geoproximity)
    /// Up to eight healthy ones at random.
    case multivalue
    /// By the address that the question comes from; `*` is every other place.
    case cidr(collection: String, location: String)

    package enum Failover: String, Hashable, Sendable, CaseIterable {
        case primary
        case secondary
    }

    package enum Geolocation: Hashable, Sendable {
        /// AF, AN, AS, EU, NA, OC or SA.
        case continent(String)
        /// An ISO 3166-1 code of two letters, and a state of the US or a region of Ukraine where one is meant.
        case country(String, subdivision: String?)
        /// Wherever no other set is meant for.
        case anywhere
    }

    package struct Geoproximity: Hashable, Sendable {
        package enum Place: Hashable, Sendable {
            case region(String)
            case localZoneGroup(String)
            /// Latitude and longitude in hundredths of a degree, north and east positive.
            case coordinates(latitude: Int, longitude: Int)
        }

        package var place: Place
        /// From -99 to 99; absent is not 0.
        package var bias: Int?

        package init(place: Place, bias: Int?) {
            self.place = place
            self.bias = bias
        }
    }

    /// Which policy it is, whatever its values.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case weighted, latency, failover, geolocation, geoproximity, multivalue, cidr
    }

    package var kind: Kind {
        switch self {
        case .weighted: .weighted
        case .latency: .latency
        case .failover: .failover
        case .geolocation: .geolocation
        case .geoproximity: .geoproximity
        case .multivalue: .multivalue
        case .cidr: .cidr
        }
    }
}

extension RoutingPolicy: CustomStringConvertible {
    /// In one line, for people: `weight 10`, `latency eu-west-1`, `geolocation US CA`.
    package var description: String {
        switch self {
        case .weighted(let weight): "weight \(weight)"
        case .latency(let region): "latency \(region)"
        case .failover(let role): "failover \(role.rawValue)"
        case .geolocation(.continent(let code)): "geolocation continent \(code)"
        case .geolocation(.country(let code, let subdivision)):
            "geolocation \(code)" + (subdivision.map { " \($0)" } ?? "")
        case .geolocation(.anywhere): "geolocation anywhere else"
        case .geoproximity(let proximity): "geoproximity \(proximity)"
        case .multivalue: "multivalue"
        case .cidr(let collection, let location): "cidr \(location) of \(collection)"
        }
    }
}

extension RoutingPolicy.Geoproximity: CustomStringConvertible {
    package var description: String {
        let place =
            switch place {
            case .region(let region): region
            case .localZoneGroup(let group): "local zone group \(group)"
            case .coordinates(let latitude, let longitude):
                "\(Self.degrees(latitude)) \(Self.degrees(longitude))"
            }
        return place + (bias.map { " bias \($0)" } ?? "")
    }

    /// Hundredths of a degree as the provider takes them: at most two decimals.
    package static func degrees(_ hundredths: Int) -> String {
        let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
    }

    /// Reads degrees with at most two decimals, from `-limit` to `limit`; `nil` for any other text.
    package static func hundredths(_ text: some StringProtocol, limit: Int) -> Int? {
        var digits = text[...]
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, (1...3).contains(first.utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } }), let whole = Int(first)
        else { return nil }
        var rest = 0
        if parts.count == 2 {
            guard parts[1].utf8.count <= 2 else { return nil }
            let padded = parts[1] + String(repeating: "0", count: 2 - parts[1].utf8.count)
            guard let number = Int(padded) else { return nil }
            rest = number
        }
        let value = whole * 100 + rest
        guard value <= limit * 100 else { return nil }
        return isNegative ? -value : value
    }
}

/// A record set's part in a routing policy.
package struct Routing: Hashable, Sendable {
    package var identifier: SetIdentifier
    package var policy: RoutingPolicy

    package init(identifier: SetIdentifier, policy: RoutingPolicy) {
        self.identifier = identifier
        self.policy = policy
    }
}

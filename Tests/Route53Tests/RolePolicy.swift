import Foundation
import StrictRoute53

import enum StrictRoute53.Operation

/// The policies of the documentation, so that what the tests allow is what readers are told to allow.
///
/// Source: the article Route 53 in the catalog of `DNSProviders`, of which they are the JSON blocks.
struct RolePolicy: Decodable {
    struct Statement: Decodable {
        /// One text or a list of them.
        struct Texts: Decodable {
            var all: [String]

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let one = try? container.decode(String.self) {
                    all = [one]
                } else {
                    all = try container.decode([String].self)
                }
            }
        }

        var effect: String
        var actions: Texts
        var resources: Texts
        var conditions: [String: [String: Texts]]?

        enum CodingKeys: String, CodingKey {
            case effect = "Effect"
            case actions = "Action"
            case resources = "Resource"
            case conditions = "Condition"
        }
    }

    var version: String
    var statements: [Statement]

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    /// What only looks: the whole policy of the plan role.
    static var plan: RolePolicy { get throws { try all()[0] } }
    /// What the apply role has besides.
    static var apply: RolePolicy { get throws { try all()[1] } }
    /// What creating and deleting zones takes besides.
    static var zones: RolePolicy { get throws { try all()[2] } }

    /// What naming who did something takes besides.
    static var history: RolePolicy { get throws { try all()[3] } }

    /// Whether it allows looking into CloudTrail.
    var allowsLookups: Bool { statements.flatMap(\.actions.all).contains("cloudtrail:LookupEvents") }

    /// Every policy of the article, in its order.
    static func all() throws -> [RolePolicy] {
        let article = #filePath.replacing(
            "Tests/Route53Tests/RolePolicy.swift", with: "Sources/DNSProviders/DNSProviders.docc/Route53.md")
        let text = try String(contentsOfFile: article, encoding: .utf8)
        return try text.split(separator: "```json\n").dropFirst().map { rest in
            let block = rest.prefix(upTo: rest.firstRange(of: "```")?.lowerBound ?? rest.endIndex)
            return try JSONDecoder().decode(RolePolicy.self, from: Data(block.utf8))
        }
    }

    /// What it allows at Route 53.
    ///
    /// - Throws: ``UnknownAction`` for an action that the server does not have.
    var operations: Set<Operation> {
        get throws {
            var result: Set<Operation> = []
            for action in statements.flatMap(\.actions.all) where action != "cloudtrail:LookupEvents" {
                guard action.hasPrefix("route53:"), let operation = Operation(rawValue: String(action.dropFirst(8)))
                else { throw UnknownAction(action: action) }
                result.insert(operation)
            }
            return result
        }
    }

    struct UnknownAction: Error {
        var action: String
    }
}

// Decision 0002: a plan is its octets, and names no commit.

/// A plan as a file: octets that never change, known by their digest.
package struct PlanDocument: Hashable, Sendable {
    package let plan: Plan
    /// The file's octets: JSON, see `Schemas/plan.schema.json`.
    package let octets: [UInt8]
    package let digest: Digest

    /// The version of the format. Plans of a version before are not read: a plan is made again sooner than two formats
    /// of one document are kept apart.
    package static let version = 6

    /// Writes a plan.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no plan causes.
    package init(_ plan: Plan) throws(DocumentError) {
        self.plan = plan
        octets = try DocumentCoding.encode(PlanFile(plan))
        digest = Digest(of: octets)
    }

    /// Whether octets call themselves a plan, be it one or not.
    package static func isPlan(_ octets: [UInt8]) -> Bool {
        DocumentCoding.format(of: octets)?.hasPrefix("gate53-plan/") ?? false
    }

    /// Reads a plan file.
    ///
    /// Octets that gate53 would not have written, byte for byte, are no plan: nothing in the file can be read in two
    /// ways by two readers.
    ///
    /// - Throws: ``DocumentError`` when the octets are not a plan, or a plan of an older or a newer format.
    package init(octets: [UInt8]) throws(DocumentError) {
        let file = try DocumentCoding.decode(
            PlanFile.self, from: octets, what: "plan", format: \.format, name: "gate53-plan", oldest: Self.version,
            newest: Self.version)
        plan = try file.plan()
        guard try DocumentCoding.encode(PlanFile(plan)) == octets else {
            throw DocumentError(
                .unreadable, "this is not a plan as gate53 writes it; it was edited or reformatted; plan again")
        }
        self.octets = octets
        digest = Digest(of: octets)
    }
}

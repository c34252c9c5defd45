internal import CGit2
internal import ZoneFiles

/// The name of an object in the object database: a SHA-1.
struct ObjectID: Hashable, Sendable {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    fileprivate init(octets: CommitID.Octets) { (high, middle, low) = octets }

    fileprivate var octets: CommitID.Octets { (high, middle, low) }

    init(_ oid: git_oid) {
        (high, middle, low) = withUnsafeBytes(of: oid) { octets in
            (
                octets.loadUnaligned(as: UInt64.self), octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                octets.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    /// Reads 40 hexadecimal digits; `nil` for any other text.
    init?(hex: String) {
        var oid = git_oid()
        guard hex.utf8.count == 40, hex.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 }),
            git_oid_fromstr(&oid, hex) == 0
        else { return nil }
        self.init(oid)
    }

    /// The form that libgit2 takes.
    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { octets in
            octets.storeBytes(of: high, as: UInt64.self)
            octets.storeBytes(of: middle, toByteOffset: 8, as: UInt64.self)
            octets.storeBytes(of: low, toByteOffset: 16, as: UInt32.self)
        }
        return oid
    }

    /// 40 lower-case hexadecimal digits.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return withUnsafeBytes(of: oid) { octets in
            String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }
}

extension CommitID {
    init(_ object: ObjectID) { self.init(octets: object.octets) }

    /// The commit as an object.
    var object: ObjectID { ObjectID(octets: octets) }
}

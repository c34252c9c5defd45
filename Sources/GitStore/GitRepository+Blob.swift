internal import Platform
package import ZoneFiles

extension GitRepository {
    /// The octets of a blob.
    ///
    /// - Parameter id: its id, in hexadecimal.
    /// - Returns: the octets; `nil` where that is no id.
    /// - Throws: ``GitError`` where this repository does not have it.
    package func octets(ofBlob id: String) throws(GitError) -> [UInt8]? {
        guard let object = ObjectID(hex: id) else { return nil }
        return try lock.locked { () throws(GitError) in
            try withBlob(object, name: "the blob \(id)", limit: 16 << 20) { Array($0) }
        }
    }
}

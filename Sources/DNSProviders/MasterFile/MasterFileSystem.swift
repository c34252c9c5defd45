/// The steps on files that the provider takes, one closure each, so that a test can stop it between any two.
package struct MasterFileSystem: Sendable {
    /// A step that failed.
    package struct Failure: Error, Hashable, Sendable {
        /// The number of the error (errno(3)).
        package var number: Int32
        /// What could not be done, as in `cannot write`.
        package var step: String
        package var path: String

        package init(_ number: Int32, step: String, path: String) {
            self.number = number
            self.step = step
            self.path = path
        }
    }

    /// A file as it was read.
    package struct File: Hashable, Sendable {
        package var octets: [UInt8]
        /// The permission bits.
        package var mode: UInt32
        package var owner: UInt32
        package var group: UInt32

        package init(octets: [UInt8], mode: UInt32, owner: UInt32, group: UInt32) {
            self.octets = octets
            self.mode = mode
            self.owner = owner
            self.group = group
        }
    }

    /// What a name in the folder stands for.
    package enum Kind: Hashable, Sendable {
        case file, folder, symbolicLink, other
    }

    /// What is at a path, a symbolic link not followed; `nil` where nothing is.
    package var kind: @Sendable (_ path: String) throws(Failure) -> Kind?
    /// The names in a folder.
    package var names: @Sendable (_ folder: String) throws(Failure) -> [String]
    /// Reads a regular file at a path below a folder, following no symbolic link below it; `nil` where there is none.
    package var read: @Sendable (_ folder: String, _ path: [String], _ limit: Int) throws(Failure) -> File?
    /// Makes a folder and those above it that are missing.
    package var makeFolder: @Sendable (_ path: String) throws(Failure) -> Void
    /// Takes the lock that a file stands for; `nil` where somebody else has it.
    package var lock: @Sendable (_ path: String) throws(Failure) -> Int32?
    /// Gives a lock back.
    package var unlock: @Sendable (_ lock: Int32) -> Void
    /// Makes a file that is not there yet, readable by its owner only, and opens it.
    package var create: @Sendable (_ path: String) throws(Failure) -> Int32
    /// Adds octets to an open file.
    package var write: @Sendable (_ file: Int32, _ octets: ArraySlice<UInt8>, _ path: String) throws(Failure) -> Void
    /// Gives an open file its permission bits.
    package var setMode: @Sendable (_ file: Int32, _ mode: UInt32, _ path: String) throws(Failure) -> Void
    /// Gives an open file its owner and group.
    package var setOwner:
        @Sendable (_ file: Int32, _ owner: UInt32, _ group: UInt32, _ path: String) throws(Failure) -> Void
    /// Waits until an open file is on the disk.
    package var sync: @Sendable (_ file: Int32, _ path: String) throws(Failure) -> Void
    package var close: @Sendable (_ file: Int32) -> Void
    /// Puts a file in the place of another, at once.
    package var rename: @Sendable (_ from: String, _ to: String) throws(Failure) -> Void
    /// Waits until a folder's names are on the disk.
    package var syncFolder: @Sendable (_ path: String) throws(Failure) -> Void
    package var remove: @Sendable (_ path: String) throws(Failure) -> Void
}

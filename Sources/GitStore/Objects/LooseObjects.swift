internal import CGit2
internal import Glibc
internal import Platform

// Decision 0044: loose objects are read by us, and every object is hashed.

/// The loose objects of a repository, as a backend of its object database that is asked before libgit2's own.
///
/// libgit2 1.5.1 spins for ever over a loose object that is cut off, wherever it meets one: in a look-up, a walk
/// through history, a search for a common ancestor, a fetch. So each loose object is read here, and what is damaged is
/// an error that names the file. Where a pack has the object too, that one is taken. Writing stays with libgit2.
///
/// Nothing in it changes, so libgit2 may call it from several threads at once.
final class LooseObjects: Sendable {
    /// The folders with objects, each with a final `/`: the repository's own, then those it borrows from.
    private let folders: [String]

    /// What the message of each error here begins with.
    static let mark = "damaged object: "

    init(_ folders: [String]) { self.folders = folders }

    /// The file of an object; `nil` where it has none.
    func file(of id: ObjectID) -> String? {
        let hex = id.hex
        let name = hex.prefix(2) + "/" + hex.dropFirst(2)
        return folders.lazy.map { $0 + name }.first { access($0, F_OK) == 0 }
    }

    /// Reads an object.
    ///
    /// - Parameters:
    ///   - id: its name.
    ///   - room: makes room for the content, as in ``LooseObject/inflate(_:into:)``.
    /// - Returns: its header; `nil` where it is not loose.
    /// - Throws: ``ObjectDamage`` that names the file.
    func inflate(
        _ id: ObjectID, into room: (LooseObject.Header) -> UnsafeMutableRawPointer?
    ) throws(ObjectDamage) -> LooseObject.Header? {
        let hex = id.hex
        let name = hex.prefix(2) + "/" + hex.dropFirst(2)
        for folder in folders {
            do throws(ObjectDamage) {
                guard let file = try ObjectFile(folder + name) else { continue }
                return try LooseObject.inflate(file.octets, into: room)
            } catch {
                throw ObjectDamage(what: "the file '\(folder)\(name)' of the object \(hex) \(error.what)")
            }
        }
        return nil
    }

    /// The names of the loose objects that begin with some hexadecimal digits, of which there are two or more.
    func names(beginning digits: String) -> [ObjectID] {
        var found: Set<ObjectID> = []
        for folder in folders {
            guard digits.utf8.count >= 2 else { continue }
            for name in Leftovers.names(in: "\(folder)\(digits.prefix(2))") {
                let hex = "\(digits.prefix(2))\(name)"
                if hex.hasPrefix(digits), let id = ObjectID(hex: hex) { found.insert(id) }
            }
        }
        return Array(found)
    }

    /// An object as the packs have it.
    ///
    /// - Returns: the object, for the caller to free; `nil` where no pack has it.
    func packed(_ id: ObjectID) -> OpaquePointer? {
        var database: OpaquePointer?
        guard git_odb_new(&database) == 0 else { return nil }
        defer { git_odb_free(database) }
        for folder in folders {
            var packs: UnsafeMutablePointer<git_odb_backend>?
            guard git_odb_backend_pack(&packs, folder) == 0 else { continue }
            if git_odb_add_backend(database, packs, 1) < 0 { packs?.pointee.free(packs) }
        }
        var (object, oid): (OpaquePointer?, git_oid) = (nil, id.oid)
        return git_odb_read(&object, database, &oid) == 0 ? object : nil
    }
}

/// An object's file in memory.
private final class ObjectFile {
    let octets: UnsafeRawBufferPointer

    /// Reads a file; `nil` where there is none.
    ///
    /// - Throws: ``ObjectDamage`` where it can't be read.
    init?(_ path: String) throws(ObjectDamage) {
        // Not blocking, for a pipe that somebody has put there.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ObjectDamage(what: "can't be read (\(SystemFailure(errno).message))")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ObjectDamage(what: "is no file")
        }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(status.st_size), alignment: 16)
        octets = UnsafeRawBufferPointer(room)
        var done = 0
        while done < room.count, let start = room.baseAddress {
            let count = read(file, start + done, room.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ObjectDamage(what: "can't be read to its end") }
            done += count
        }
    }

    deinit { octets.deallocate() }
}

internal import CGit2
internal import Glibc
internal import ZoneFiles

extension LooseObjects {
    /// Has libgit2 ask this before its own backends (git2/sys/odb_backend.h).
    ///
    /// - Parameters:
    ///   - database: the object database.
    ///   - repository: whose it is.
    /// - Returns: this.
    /// - Throws: ``GitError``.
    static func guarding(_ database: OpaquePointer, of repository: OpaquePointer) throws(GitError) -> LooseObjects {
        var path = git_buf()
        defer { git_buf_dispose(&path) }
        try check(
            git_repository_item_path(&path, repository, GIT_REPOSITORY_ITEM_OBJECTS), "cannot find the objects")
        let objects = LooseObjects(objectFolders(from: path.ptr.map { String(cString: $0) } ?? ""))
        let whole = UnsafeMutablePointer<gate53_odb_backend>.allocate(capacity: 1)
        whole.initialize(to: gate53_odb_backend())
        whole.pointee.payload = Unmanaged.passRetained(objects).toOpaque()
        let backend = UnsafeMutableRawPointer(whole).assumingMemoryBound(to: git_odb_backend.self)
        git_odb_init_backend(backend, UInt32(GIT_ODB_BACKEND_VERSION))
        backend.pointee.read = { data, size, type, backend, id in
            guard let objects = LooseObjects.of(backend), let id, let data, let size, let type else {
                return GIT_PASSTHROUGH.rawValue
            }
            return objects.read(ObjectID(id.pointee), Found(backend: backend, data: data, size: size, type: type))
        }
        backend.pointee.read_header = { size, type, backend, id in
            guard let objects = LooseObjects.of(backend), let id, let size, let type else {
                return GIT_PASSTHROUGH.rawValue
            }
            return objects.readHeader(ObjectID(id.pointee), size, type)
        }
        backend.pointee.read_prefix = { _, _, _, _, backend, id, digits in
            guard let objects = LooseObjects.of(backend), let id else { return GIT_PASSTHROUGH.rawValue }
            return objects.checkAll(beginning: String(ObjectID(id.pointee).hex.prefix(digits)))
        }
        backend.pointee.foreach = { _, _, _ in 0 }
        backend.pointee.free = { backend in
            guard let backend else { return }
            let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: gate53_odb_backend.self)
            if let payload = whole.pointee.payload { Unmanaged<LooseObjects>.fromOpaque(payload).release() }
            whole.deallocate()
        }
        let result = git_odb_add_backend(database, backend, 1_000)
        if result < 0 { backend.pointee.free(backend) }
        try check(result, "cannot read the objects")
        return objects
    }

    private static func of(_ backend: UnsafeMutablePointer<git_odb_backend>?) -> LooseObjects? {
        guard let backend else { return nil }
        let whole = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: gate53_odb_backend.self)
        return whole.pointee.payload.map { Unmanaged<LooseObjects>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Where libgit2 wants an object.
    private struct Found {
        var backend: UnsafeMutablePointer<git_odb_backend>?
        var data: UnsafeMutablePointer<UnsafeMutableRawPointer?>
        var size: UnsafeMutablePointer<Int>
        var type: UnsafeMutablePointer<git_object_t>

        /// Makes room for a content, and one NUL after it, on which parsers of libgit2 count.
        func room(_ count: Int) -> UnsafeMutableRawPointer? {
            let room = git_odb_backend_data_alloc(backend, count + 1)
            room?.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
            return room
        }
    }

    /// What libgit2 calls for an object's content.
    private func read(_ id: ObjectID, _ found: Found) -> Int32 {
        var room: UnsafeMutableRawPointer?
        do throws(ObjectDamage) {
            let header = try inflate(id) { header in
                room = found.room(header.size)
                return room
            }
            guard let header else { return GIT_PASSTHROUGH.rawValue }
            guard let room else {
                throw ObjectDamage(what: "\(id.hex) has \(header.size) octets, for which there is no room")
            }
            found.data.pointee = room
            found.size.pointee = header.size
            found.type.pointee = git_object_string2type(header.type)
            return 0
        } catch {
            if let room { git_odb_backend_data_free(found.backend, room) }
            guard let object = packed(id) else { return Self.fail(error) }
            defer { git_odb_object_free(object) }
            let size = git_odb_object_size(object)
            guard let room = found.room(size), let data = git_odb_object_data(object) else { return Self.fail(error) }
            room.copyMemory(from: data, byteCount: size)
            found.data.pointee = room
            found.size.pointee = size
            found.type.pointee = git_odb_object_type(object)
            return 0
        }
    }

    /// What libgit2 calls for an object's size and type.
    private func readHeader(
        _ id: ObjectID, _ size: UnsafeMutablePointer<Int>, _ type: UnsafeMutablePointer<git_object_t>
    ) -> Int32 {
        do throws(ObjectDamage) {
            guard let header = try inflate(id, into: { _ in nil }) else { return GIT_PASSTHROUGH.rawValue }
            size.pointee = header.size
            type.pointee = git_object_string2type(header.type)
            return 0
        } catch {
            guard let object = packed(id) else { return Self.fail(error) }
            defer { git_odb_object_free(object) }
            size.pointee = git_odb_object_size(object)
            type.pointee = git_odb_object_type(object)
            return 0
        }
    }

    /// What libgit2 calls before it looks for an object by the beginning of its name: fails where one of those that
    /// begin so is damaged, and leaves the rest to libgit2.
    private func checkAll(beginning digits: String) -> Int32 {
        for id in names(beginning: digits) {
            var room: UnsafeMutableRawPointer?
            defer { free(room) }
            do throws(ObjectDamage) {
                _ = try inflate(id) { header in
                    room = malloc(header.size + 1)
                    return room
                }
            } catch { return Self.fail(error) }
        }
        return GIT_PASSTHROUGH.rawValue
    }

    private static func fail(_ damage: ObjectDamage) -> Int32 {
        git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), mark + damage.what)
        return GIT_ERROR.rawValue
    }
}

/// The folders with a repository's objects: its own, and those it borrows from (gitrepository-layout(5),
/// `objects/info/alternates`), each once.
///
/// - Parameter folder: its own, with or without a final `/`.
/// - Returns: the folders with a final `/`.
func objectFolders(from folder: String) -> [String] {
    var found: [String] = []
    // Git follows them five deep.
    func add(_ folder: String, depth: Int) {
        let folder = folder.hasSuffix("/") ? folder : folder + "/"
        guard depth <= 5, !found.contains(folder) else { return }
        found.append(folder)
        let lines = RepositoryFiles.octets(of: folder + "info/alternates", limit: 1 << 20)?.split(separator: 0x0A) ?? []
        for line in lines.map({ String(decoding: $0, as: UTF8.self) }) where !line.hasPrefix("#") {
            add(line.hasPrefix("/") ? line : folder + line, depth: depth + 1)
        }
    }
    add(folder, depth: 0)
    return found
}

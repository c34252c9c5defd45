internal import CGit2
internal import Glibc
internal import Platform
internal import ZoneFiles

/// The references that commits had while gate53 0.1 pushed them, which are nobody's once that process is gone.
///
/// Each process that pushed held a lock of the operating system together with the others. Who gets it alone knows that
/// nobody pushes so, and takes away what killed ones left.
struct PendingReferences {
    /// Where they are.
    static let folder = "refs/gate53/pending/"

    private let file: Int32

    /// Takes the lock, and cleans up where nobody else holds it.
    ///
    /// - Throws: ``GitError`` when there can be no lock.
    init(_ repository: GitRepository) throws(GitError) {
        let path = repository.folder + "gate53-ledger.pushers"
        do throws(SystemFailure) { file = try LockFile.open(path) } catch {
            throw GitError(.failed, "cannot open '\(path)': \(error.message)")
        }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { Self.removeAll(repository) }
        while flock(file, LOCK_SH) != 0, errno == EINTR {}
    }

    /// Cleans up where nobody pushes so.
    ///
    /// - Parameters:
    ///   - repository: where.
    ///   - looksIntoPacked: whether those are looked for that are packed only, which costs more.
    static func tidy(_ repository: GitRepository, looksIntoPacked: Bool = false) {
        guard looksIntoPacked || !Leftovers.names(in: repository.folder + folder).isEmpty else { return }
        do throws(GitError) { try PendingReferences(repository).release() } catch {
            // What is left there is in nobody's way.
            return
        }
    }

    func release() { _ = Glibc.close(file) }

    private static func removeAll(_ repository: GitRepository) {
        let names = all(in: repository)
        let locks = Leftovers.names(in: repository.folder + folder).filter { $0.hasSuffix(".lock") }
        guard !names.isEmpty || !locks.isEmpty else { return }
        // A lock that was left, of one of them or of the packed ones, keeps them from being deleted. All are waited for
        // before: libgit2 forgets a packed reference that it failed to delete, and then says that it is deleted.
        repository.awaitLocks(of: locks.map { folder + $0.dropLast(".lock".count) } + ["packed-refs"])
        for name in names {
            var reference: OpaquePointer?
            guard git_reference_lookup(&reference, repository.handle, name) == 0 else { continue }
            git_reference_delete(reference)
            git_reference_free(reference)
        }
    }

    private static func all(in repository: GitRepository) -> [String] {
        var iterator: OpaquePointer?
        guard git_reference_iterator_glob_new(&iterator, repository.handle, folder + "*") == 0 else { return [] }
        defer { git_reference_iterator_free(iterator) }
        var names: [String] = []
        var name: UnsafePointer<CChar>?
        while git_reference_next_name(&name, iterator) == 0 {
            if let name { names.append(String(cString: name)) }
        }
        return names
    }
}

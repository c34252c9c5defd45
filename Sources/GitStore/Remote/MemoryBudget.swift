internal import CGit2
internal import Glibc
internal import ZoneFiles

/// A bound on the memory that libgit2 takes on one thread.
///
/// libgit2 1.5 reads a server's list of references into memory to its end, and asks nobody meanwhile whether that is
/// enough. So it gets its memory here (git2/sys/alloc.h): on a thread that has a budget, and has used it up, there is
/// none left, which libgit2 says as any other program would.
final class MemoryBudget {
    private var left: Int
    private(set) var isUsedUp = false

    private init(_ octets: Int) { left = octets }

    /// Does something within a budget on this thread.
    ///
    /// - Parameters:
    ///   - octets: how much memory libgit2 may hold more than before.
    ///   - body: what to do; it is told the budget.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    static func within<Value>(
        _ octets: Int, _ body: (MemoryBudget) throws(GitError) -> Value
    ) throws(GitError) -> Value {
        let budget = MemoryBudget(octets)
        guard let key else { return try body(budget) }
        pthread_setspecific(key, Unmanaged.passUnretained(budget).toOpaque())
        defer { pthread_setspecific(key, nil) }
        return try withExtendedLifetime(budget) { () throws(GitError) in try body(budget) }
    }

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    private static var current: MemoryBudget? {
        guard let key, let pointer = pthread_getspecific(key) else { return nil }
        return Unmanaged<MemoryBudget>.fromOpaque(pointer).takeUnretainedValue()
    }

    private func take(_ size: Int) -> Bool {
        guard size <= left else {
            isUsedUp = true
            return false
        }
        return true
    }

    /// Gets memory; `nil` where the budget does not allow it.
    private static func resized(_ old: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
        guard let budget = current else { return realloc(old, max(size, 1)) }
        let before = malloc_usable_size(old)
        guard budget.take(size - before), let new = realloc(old, max(size, 1)) else { return nil }
        budget.left -= malloc_usable_size(new) - before
        return new
    }

    private static func copy(_ text: UnsafePointer<CChar>?, _ count: Int) -> UnsafeMutablePointer<CChar>? {
        guard let text, let new = resized(nil, count + 1) else { return nil }
        new.copyMemory(from: text, byteCount: count)
        new.storeBytes(of: 0, toByteOffset: count, as: CChar.self)
        return new.assumingMemoryBound(to: CChar.self)
    }

    private static func array(
        _ old: UnsafeMutableRawPointer?, _ count: Int, _ size: Int
    ) -> UnsafeMutableRawPointer? {
        let (total, isOver) = count.multipliedReportingOverflow(by: size)
        return isOver ? nil : resized(old, total)
    }

    /// Has libgit2 get its memory here. Called once, before it is started.
    static func install() {
        // libgit2 keeps the table, not a copy of it.
        let table = UnsafeMutablePointer<git_allocator>.allocate(capacity: 1)
        table.initialize(to: git_allocator())
        table.pointee.gmalloc = { size, _, _ in MemoryBudget.resized(nil, size) }
        table.pointee.gcalloc = { count, size, _, _ in
            guard let new = MemoryBudget.array(nil, count, size) else { return nil }
            memset(new, 0, count * size)
            return new
        }
        table.pointee.gstrdup = { text, _, _ in MemoryBudget.copy(text, text.map { strlen($0) } ?? 0) }
        table.pointee.gstrndup = { text, count, _, _ in
            MemoryBudget.copy(text, text.map { strnlen($0, count) } ?? 0)
        }
        table.pointee.gsubstrdup = { text, count, _, _ in MemoryBudget.copy(text, count) }
        table.pointee.grealloc = { old, size, _, _ in MemoryBudget.resized(old, size) }
        table.pointee.greallocarray = { old, count, size, _, _ in MemoryBudget.array(old, count, size) }
        table.pointee.gmallocarray = { count, size, _, _ in MemoryBudget.array(nil, count, size) }
        table.pointee.gfree = { old in
            if let budget = MemoryBudget.current { budget.left += malloc_usable_size(old) }
            free(old)
        }
        _ = gate53_git_set_allocator(table)
    }
}

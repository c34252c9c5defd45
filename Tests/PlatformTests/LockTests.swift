import Platform
import Testing

@Suite("Locks and threads") struct LockTests {
    @Test("A value that many change at once has every change") func together() async {
        let sum = LockedValue(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1_000 { sum.locked { $0 += 1 } } }
            }
        }
        #expect(sum.value == 8_000)
        sum.value = 7
        #expect(sum.value == 7)
    }

    @Test("A thread that has a lock may take it again, and an error leaves it free") func again() async {
        struct Trouble: Error {}
        let lock = Lock()
        #expect(lock.locked { lock.locked { 53 } } == 53)
        #expect(throws: Trouble.self) { try lock.locked { () throws(Trouble) in throw Trouble() } }
        // Another thread gets it.
        let found = await withCheckedContinuation { continuation in
            do { try OwnThread.start { continuation.resume(returning: lock.locked { 54 }) } } catch {
                continuation.resume(returning: 0)
            }
        }
        #expect(found == 54)
    }
}

import Platform
import Testing

@Suite("Jobs for threads of our own")
struct JobQueueTests {
    @Test("Jobs come out in their order, no more wait than may, and those that wait are done after it is closed")
    func order() {
        let queue = JobQueue<Int>(most: 2)
        #expect([1, 2, 3].map { queue.put($0) } == [true, true, false])
        #expect(queue.take() == 1)
        #expect(queue.put(3))
        queue.close()
        #expect(!queue.put(4))
        #expect([queue.take(), queue.take(), queue.take()] == [2, 3, nil])
    }

    @Test("Threads that wait for jobs get each one once, and end when it is closed")
    func threads() async throws {
        let queue = JobQueue<Int>(most: 10_000)
        let seen = LockedValue([Int]())
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<4 {
            try OwnThread.start {
                while let job = queue.take() { seen.locked { $0.append(job) } }
                end.yield()
            }
        }
        for job in 0..<5_000 { #expect(queue.put(job)) }
        queue.close()
        var count = 0
        for await _ in ends {
            count += 1
            if count == 4 { break }
        }
        #expect(seen.value.sorted() == Array(0..<5_000))
    }
}

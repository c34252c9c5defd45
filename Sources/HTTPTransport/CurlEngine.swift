internal import CCurl
internal import Glibc
internal import Platform

/// The thread that owns libcurl's multi handle, and what other threads hand to it.
final class CurlEngine: @unchecked Sendable {
    /// Stands for one request from before it is submitted, so that it can be cancelled at any time.
    final class Ticket: @unchecked Sendable {
        // Guarded by the engine's lock.
        fileprivate var isCancelled = false
    }

    typealias Completion = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    private let configuration: HTTPConfiguration
    private let lock = Lock()

    // What follows is guarded by the lock.
    private var multi: UnsafeMutableRawPointer?
    private var submitted: [CurlTransfer] = []
    private var hasCancellations = false
    private var isStopping = false

    init(_ configuration: HTTPConfiguration) { self.configuration = configuration }

    /// libcurl's own set-up, once in a process, when it is first needed.
    static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Puts a request at the end of the queue. `completion` is called once, on any thread.
    func submit(_ request: HTTPRequest, _ ticket: Ticket, completion: @escaping Completion) {
        let problem: HTTPError? = lock.locked {
            if isStopping || ticket.isCancelled {
                return HTTPError(.cancelled, wasSent: false, "the request to \(request.authority) was cancelled")
            }
            if multi == nil, !start() {
                return HTTPError(.other, wasSent: false, "libcurl cannot be started")
            }
            submitted.append(CurlTransfer(request, configuration, ticket, completion))
            if let multi { curl_multi_wakeup(multi) }
            return nil
        }
        if let problem { completion(.failure(problem)) }
    }

    /// Ends a request early, wherever it is; without effect on one that is over.
    func cancel(_ ticket: Ticket) {
        lock.locked {
            ticket.isCancelled = true
            hasCancellations = true
            if let multi { curl_multi_wakeup(multi) }
        }
    }

    /// Ends the thread. What is under way fails as cancelled.
    func stop() {
        lock.locked {
            isStopping = true
            if let multi { curl_multi_wakeup(multi) }
        }
    }

    /// Makes the multi handle and the thread. To be called under the lock.
    private func start() -> Bool {
        guard Self.isLibraryReady, let made = curl_multi_init() else { return false }
        gate53_curl_multi_set_long(made, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.largestInFlight)
        gate53_curl_multi_set_long(made, CURLMOPT_MAXCONNECTS, configuration.largestInFlight * 2)
        gate53_curl_multi_set_long(made, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        multi = made

        do throws(SystemFailure) {
            try OwnThread.start { self.run() }
        } catch {
            curl_multi_cleanup(made)
            multi = nil
            return false
        }
        return true
    }

    // MARK: On the thread

    private func run() {
        guard let multi = lock.locked({ self.multi }) else { return }
        var work = Work(multi: multi, largestInFlight: configuration.largestInFlight)
        while step(&work) {
            // Woken by what arrives, on the network or from other threads.
            if !work.canStartMore { curl_multi_poll(multi, nil, 0, work.isIdle ? 60_000 : 1_000, nil) }
        }
        lock.locked {
            self.multi = nil
            curl_multi_cleanup(multi)
        }
        work.end()
    }

    /// One round. Says whether there is to be another.
    private func step(_ work: inout Work) -> Bool {
        let (isOver, cancelled): (Bool, [CurlTransfer]) = lock.locked {
            work.waiting.append(contentsOf: submitted)
            submitted = []
            guard hasCancellations || isStopping else { return (false, []) }
            hasCancellations = false
            let everything = work.waiting + work.active.values
            return (isStopping, everything.filter { isStopping || $0.ticket.isCancelled })
        }
        for transfer in cancelled { work.cancel(transfer) }
        if isOver { return false }
        work.startWaiting()
        var running: Int32 = 0
        curl_multi_perform(work.multi, &running)
        work.finishDone()
        return true
    }
}

/// The requests that the thread has taken.
private struct Work {
    let multi: UnsafeMutableRawPointer
    let largestInFlight: Int
    var waiting: [CurlTransfer] = []
    var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    /// Handles to use again.
    var spare: [UnsafeMutableRawPointer] = []

    var isIdle: Bool { active.isEmpty && waiting.isEmpty }
    var canStartMore: Bool { !waiting.isEmpty && active.count < largestInFlight }

    mutating func startWaiting() {
        while canStartMore {
            let transfer = waiting.removeFirst()
            guard let easy = spare.popLast() ?? curl_easy_init() else {
                transfer.complete(.failure(HTTPError(.other, wasSent: false, "libcurl has no memory")))
                continue
            }
            if let problem = transfer.prepare(easy) {
                give(back: easy)
                transfer.complete(.failure(problem))
            } else if curl_multi_add_handle(multi, easy) == CURLM_OK {
                active[easy] = transfer
            } else {
                give(back: easy)
                transfer.complete(.failure(HTTPError(.other, wasSent: false, "libcurl refused the request")))
            }
        }
    }

    mutating func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let transfer = active.removeValue(forKey: easy) else { continue }
            let result = transfer.result(code, easy)
            curl_multi_remove_handle(multi, easy)
            give(back: easy)
            transfer.complete(result)
        }
    }

    mutating func cancel(_ transfer: CurlTransfer) {
        if let place = waiting.firstIndex(where: { $0 === transfer }) {
            waiting.remove(at: place)
            transfer.complete(.failure(transfer.cancelled(wasSent: false)))
        } else if let easy = active.first(where: { $0.value === transfer })?.key {
            active[easy] = nil
            let wasSent = CurlTransfer.wasSent(easy)
            curl_multi_remove_handle(multi, easy)
            give(back: easy)
            transfer.complete(.failure(transfer.cancelled(wasSent: wasSent)))
        }
    }

    mutating func give(back easy: UnsafeMutableRawPointer) {
        // Forgets all options, so that no pointer of a transfer that is over is left.
        curl_easy_reset(easy)
        spare.append(easy)
    }

    mutating func end() {
        for easy in spare { curl_easy_cleanup(easy) }
        spare = []
    }
}

import DNSModel
import Gate
import TestSupport
import Testing

@testable import DNSQueries

/// What is done with what comes, without a network.
@Suite struct QuestionStateTests {
    private static let question = DNSQuestion("www.example.com.", .a)

    private func state(_ limits: DNSQueryLimits = DNSQueryLimits()) -> QuestionState {
        QuestionState(Self.question, wantsRecursion: false, limits: limits)
    }

    private func answer(_ change: (inout DNSMessage) -> Void = { _ in }) -> DNSMessage {
        DNSMessage(id: 7, question: Self.question).answered(change)
    }

    private func received(_ state: inout QuestionState, _ octets: [UInt8]) -> QuestionState.Step {
        octets.withUnsafeBufferPointer { state.received($0, id: 7) }
    }

    @Test("the answer is the one with the id, the question and the mark of an answer")
    func theAnswerIsTheOneToTheQuestion() {
        var state = state()
        let before = state
        let others: [DNSMessage] = [
            answer { $0.id = 8 }, answer { $0.isResponse = false }, answer { $0.question?.name = "example.com." },
            answer { $0.question?.type = .aaaa }, answer { $0.question = nil },
            answer {
                $0.question = nil
                $0.responseCode = .refused
            },
        ]
        for other in others { #expect(received(&state, other.wire) == .ignore) }
        var otherClass = answer().wire
        // The class of the question: behind the header, a name of 17 octets and the type.
        otherClass[12 + 17 + 3] = 3
        #expect(received(&state, otherClass) == .ignore)
        #expect(received(&state, []) == .ignore)
        #expect(state == before)
        var upper = answer().wire
        upper[13] = UInt8(ascii: "W")
        #expect(received(&state, upper) == .finish(answer()))
    }

    @Test("whatever comes, the next step is one, and only the answer changes the course", arguments: 0..<4)
    func whateverComes(_ part: Int) {
        var generator = Generator(seed: UInt64(800 + part))
        for _ in 0..<5_000 {
            var octets = answer { $0.isTruncated = generator.once(in: 3) }.wire
            for _ in 0..<generator.number(1...3) where !octets.isEmpty {
                let place = generator.number(0...(octets.count - 1))
                if generator.once(in: 3) {
                    octets.removeLast(octets.count - place)
                } else {
                    octets[place] = generator.number(0...255)
                }
            }
            var state = state()
            let before = state
            let step = received(&state, octets)
            if step == .ignore { #expect(state == before) }
            if case .finish(let message) = step { #expect(message.id == 7 && message.isResponse) }
        }
    }

    @Test("without an answer it is asked again, each time with its wait, and then given up")
    func withoutAnAnswerItIsAskedAgain() {
        var state = state(DNSQueryLimits(waits: [.seconds(1), .seconds(2), .seconds(3)]))
        var waits = [state.wait]
        #expect(state.timedOut() == .again)
        waits.append(state.wait)
        #expect(state.timedOut() == .again)
        waits.append(state.wait)
        #expect(waits == [.seconds(1), .seconds(2), .seconds(3)])
        #expect(
            state.timedOut()
                == .fail(DNSQueryError(.timedOut, "did not answer within 6 seconds, asked 3 times")))
    }

    @Test("the last try says whether the server can't be reached") func theLastTrySaysWhyItFailed() {
        var state = state(DNSQueryLimits(waits: [.milliseconds(300), .milliseconds(300)]))
        state.unreachable("Connection refused")
        #expect(state.timedOut() == .again)
        var refused = state
        refused.unreachable("Connection refused")
        #expect(refused.timedOut() == .fail(DNSQueryError(.unreachable, "can't be reached: Connection refused")))
        #expect(
            state.timedOut() == .fail(DNSQueryError(.timedOut, "did not answer within 1 second, asked 2 times")))
    }

    @Test("an answer that is cut short is asked for by TCP, once") func aCutAnswerIsAskedForByTCP() {
        var state = state()
        // As some servers do it: in the middle of a record.
        let cut = Array(answer { $0.isTruncated = true }.wire.dropLast(3))
        #expect(received(&state, cut) == .otherwise)
        #expect(state.transport == .stream)
        guard case .fail(let error) = received(&state, cut) else {
            Issue.record("an answer that is cut short by TCP is taken")
            return
        }
        #expect(error.code == .malformed)
    }

    @Test(
        "a server that takes no EDNS is asked without",
        arguments: [ResponseCode.formatError, .notImplemented, .badVersion])
    func aServerThatTakesNoEDNSIsAskedWithout(_ code: ResponseCode) {
        var state = state()
        #expect(state.message(id: 7).edns == EDNS(payloadSize: 1_232))
        let refusal = answer {
            $0.answer = []
            $0.responseCode = code
            if code == .badVersion { $0.edns = EDNS(payloadSize: 1_232) } else { $0.question = nil }
        }
        #expect(received(&state, refusal.wire) == .otherwise)
        #expect(state.fellBack && state.transport == .datagram)
        #expect(state.message(id: 7).edns == nil)
        guard code != .badVersion else { return }
        // The same again is an answer, and says nothing of EDNS.
        #expect(received(&state, refusal.wire) == .finish(refusal))
        #expect(!state.fellBack)
        var other = self.state()
        #expect(received(&other, refusal.wire) == .otherwise)
        #expect(received(&other, answer().wire) == .finish(answer()))
        #expect(other.fellBack)
    }

    @Test("an answer that can't be read is an error at once") func anAnswerThatCantBeReadIsAnError() {
        var state = state()
        var octets = answer().wire
        octets[octets.count - 5] = 3  // An address of three octets, and one too many.
        #expect(
            received(&state, octets)
                == .fail(
                    DNSQueryError(
                        .malformed, "gave an answer that can't be read: the data end too early, after 63 octets")))
    }

    @Test("a connection that fails is tried again, and then given up") func aConnectionThatFailsIsTriedAgain() {
        var state = state()
        #expect(received(&state, answer { $0.isTruncated = true }.wire) == .otherwise)
        #expect(state.disconnected("Connection refused") == .otherwise)
        #expect(state.transport == .stream)
        guard case .fail(let error) = state.disconnected("Connection refused") else {
            Issue.record("it goes on for ever")
            return
        }
        #expect(error.code == .unreachable)
    }
}

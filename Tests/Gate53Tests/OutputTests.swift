internal import Foundation
internal import Glibc
internal import Testing

internal import enum Platform.Descriptor

@testable internal import gate53

/// What commands write, where writing is not simple.
@Suite struct OutputTests {
    @Test("a terminal that is too narrow is written to as one of 40 columns")
    func aTerminalThatIsTooNarrowIsWrittenToAsOneOf40Columns() throws {
        let scratch = try Scratch()
        try scratch.must("start && gate53 plan --quiet --out plan.json >/dev/null")
        let wanted = try scratch.must("COLUMNS=40 gate53 show plan.json")
        let wide = try scratch.must("gate53 show plan.json")
        try #require(wanted != wide)
        for columns: UInt16 in [1, 20, 39, 40] {
            #expect(try Self.shown(on: columns, by: ["show", "plan.json"], scratch) == wanted, "\(columns) columns")
        }
        // What does not know its size says 0.
        #expect(try Self.shown(on: 0, by: ["show", "plan.json"], scratch) == wide)
    }

    /// What gate53 writes to a terminal.
    private static func shown(on columns: UInt16, by arguments: [String], _ scratch: Scratch) throws -> String {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(master) }
        var lock: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), which Glibc's module does not have.
        guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw ChildProcess.Failure(message: "there are no terminals: \(String(cString: strerror(errno)))")
        }
        let path = "/dev/pts/\(number)"
        // Held open, so that what was written stays until it is read.
        let slave = open(path, O_RDWR | O_NOCTTY)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        let isSized = ioctl(master, UInt(TIOCSWINSZ), &size) == 0
        try #require(slave >= 0 && isSized)
        let process = try scratch.start([scratch.path + "/bin/gate53"] + arguments, output: path)
        var octets: [UInt8] = []
        var end: ChildProcess.End?
        // The terminal holds little: read while it runs, and what is left afterwards.
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        while true {
            let wasOver = end != nil
            end = end ?? process.end()
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            poll(&ready, 1, 10)
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(master, &buffer, buffer.count)
            if count > 0 { octets += buffer[..<count] } else if wasOver { break }
        }
        close(slave)
        #expect(end == .exited(0))
        return String(decoding: octets, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
    }

    @Test("a pipe that is full for now loses nothing") func aPipeThatIsFullForNowLosesNothing() throws {
        var ends: [Int32] = [0, 0]
        let isPiped = pipe(&ends) == 0
        try #require(isPiped && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        let (reading, writing) = (ends[0], ends[1])
        let sent = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let writer = Thread {
            _ = Descriptor.send(sent, to: writing)
            close(writing)
        }
        writer.start()
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(reading, &buffer, buffer.count)
            if count <= 0 { break }
            received += buffer[..<count]
        }
        close(reading)
        #expect(received == sent)
    }

    @Test(
        "a path is named as it is seen from a folder",
        arguments: [
            ("/a/b/c", "/a/b", "c"), ("/a/b/c", "/a/b/d", "../c"), ("/a/b/c", "/", "a/b/c"), ("/a/bc", "/a/b", "../bc"),
            ("/a/b", "/a/b", "."), ("/a", "/a/b/c", "../.."), ("a/b", "/a", "a/b"), ("/a/b", "", "/a/b"),
        ])
    func aPathIsNamedAsItIsSeenFromAFolder(path: String, folder: String, seen: String) {
        #expect(RelativePath.of(path, from: folder) == seen)
    }
}

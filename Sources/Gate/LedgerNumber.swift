internal import ZonePlanning

// Decision 0090: order is the ledger's, never a clock's.

/// The number by which a file of the ledger is in order among others of its folder: the first part of its name.
///
/// A number is one more than the largest that its writer knew, so what knew of something else comes after it, in every
/// clone, whatever the clocks say. It begins with a letter, so that it is behind the times with which the names of
/// earlier formats begin.
package enum LedgerNumber {
    /// How far a number may be from the one before. Each is one more; some may be lost where ledgers were joined.
    package static let longestGap = 1_000_000
    private static let (fewestDigits, mostDigits) = (6, 18)

    /// A number as file names have it, as in `n000012`.
    package static func text(_ number: Int) -> String {
        let digits = String(number)
        return "n" + String(repeating: "0", count: max(0, fewestDigits - digits.count)) + digits
    }

    /// The number that a path's file name begins with; `nil` where it begins with none. Whoever may write the ledger
    /// may write any digits there; one more than the largest must still be a number.
    package static func number(of path: some StringProtocol) -> Int? {
        let name = String(path.suffix(from: path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex))
        let first = name.prefix { $0 != "-" && $0 != "." }.utf8
        let digits = first.dropFirst()
        guard first.count < name.utf8.count, first.first == UInt8(ascii: "n"),
            fewestDigits...mostDigits ~= digits.count, digits.allSatisfy({ 48...57 ~= $0 }),
            let number = Int(String(decoding: digits, as: UTF8.self)), number > 0,
            text(number).utf8.elementsEqual(first)
        else { return nil }
        return number
    }
}

/// The files of a folder of the ledger in the order of the ledger: by their numbers, behind those that were written
/// before files had numbers.
package struct LedgerOrder: Sendable {
    /// One file.
    package struct Entry: Hashable, Sendable {
        package var path: String
        package var number: Int
    }

    /// Those that have numbers in their names, the first one first.
    package private(set) var numbered: [Entry] = []
    /// What is no file of ours: whoever may write the ledger may put anything there.
    package private(set) var strays: [String] = []
    /// Those of earlier formats, in no order.
    private var earlier: [String] = []

    /// Reads which files there are.
    ///
    /// - Parameters:
    ///   - folder: the folder; what is in folders below it is no file of ours.
    ///   - ledger: the ledger.
    ///   - isOurs: whether a file, by the rest of its name behind the number or the time, is one.
    /// - Throws: ``LedgerError``.
    package init(
        of folder: String, in ledger: any Ledger, where isOurs: (Substring) -> Bool
    ) async throws(LedgerError) {
        self.init(try await ledger.paths(below: folder), of: folder, where: isOurs)
        // Two clones that did not know of each other.
        guard zip(numbered, numbered.dropFirst()).contains(where: { $0.number == $1.number }) else { return }
        let positions = try await ledger.positions(below: Self.root(of: folder))
        numbered.sort {
            ($0.number, positions[$0.path] ?? .max, $0.path) < ($1.number, positions[$1.path] ?? .max, $1.path)
        }
    }

    /// Those of the paths of a folder, where no two of them need the ledger's history to be told apart.
    private init(_ paths: [String], of folder: String, where isOurs: (Substring) -> Bool) {
        for path in paths {
            let name = path.dropFirst(folder.utf8.count + 1)
            guard let dash = name.firstIndex(of: "-"), !name.contains("/"), isOurs(name[name.index(after: dash)...])
            else {
                strays.append(path)
                continue
            }
            if let number = LedgerNumber.number(of: path) {
                numbered.append(Entry(path: path, number: number))
            } else if LedgerStamp.time(of: path) != nil {
                earlier.append(path)
            } else {
                strays.append(path)
            }
        }
        numbered.sort { ($0.number, $0.path) < ($1.number, $1.path) }
        // A number that nobody came to by counting would stand above all that come after it for ever.
        var last = earlier.count
        numbered = numbered.filter { entry in
            guard entry.number - last <= LedgerNumber.longestGap else {
                strays.append(entry.path)
                return false
            }
            last = max(last, entry.number)
            return true
        }
    }

    /// The number of the next file.
    package var next: Int { max(numbered.last?.number ?? 0, earlier.count) + 1 }

    /// The paths of all files, in no order.
    package var paths: [String] { earlier + numbered.map(\.path) }

    /// The files of earlier formats, the first one first: as the ledger's history has them, and numbered from 1.
    ///
    /// - Parameter ledger: the ledger.
    /// - Returns: the files.
    /// - Throws: ``LedgerError``.
    package func earlier(in ledger: any Ledger) async throws(LedgerError) -> [Entry] {
        guard let first = earlier.first else { return [] }
        var sorted = earlier
        if earlier.count > 1 {
            let positions = try await ledger.positions(below: Self.root(of: first))
            sorted.sort { (positions[$0] ?? .max, $0) < (positions[$1] ?? .max, $1) }
        }
        return sorted.enumerated().map { Entry(path: $0.element, number: $0.offset + 1) }
    }

    /// All files, the last one first.
    ///
    /// - Parameter ledger: the ledger.
    /// - Returns: the files.
    /// - Throws: ``LedgerError``.
    package func newestFirst(in ledger: any Ledger) async throws(LedgerError) -> [Entry] {
        numbered.reversed() + (try await earlier(in: ledger)).reversed()
    }

    /// The first folder of a path: the history is walked once for all that is in it.
    private static func root(of path: String) -> String { String(path.prefix { $0 != "/" }) }
}

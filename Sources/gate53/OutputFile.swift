internal import ArgumentParser
internal import FoundationEssentials
internal import ZonePlanning

/// Reads and writes the files that a user names on the command line.
enum OutputFile {
    /// Writes a file whole or not at all: beside, then renamed.
    static func write(_ octets: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(octets).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(.failure, "\(Printable.text(path)) can't be written: \(reason(error))", id: "file")
        }
    }

    /// Reads a file whole.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw CommandFailure(.failure, "\(Printable.text(path)) can't be read: \(reason(error))", id: "file")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "an input or output error" }
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file or folder"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "the disk is full"
        case .fileReadTooLarge: return "it is too large"
        default: return "an input or output error; is it a folder?"
        }
    }
}

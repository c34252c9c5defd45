internal import ArgumentParser
internal import DNSModel
internal import Platform
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that is to be made.
struct NewFile {
    /// Relative to the root of the repository.
    var path: String
    var octets: [UInt8]
    /// Whether it is a program.
    var isProgram = false
    /// What it is, for the user.
    var purpose: String

    init(_ path: String, _ text: String, isProgram: Bool = false, _ purpose: String) {
        self.init(path, Array(text.utf8), isProgram: isProgram, purpose)
    }

    init(_ path: String, _ octets: [UInt8], isProgram: Bool = false, _ purpose: String) {
        self.path = path
        self.octets = octets
        self.isProgram = isProgram
        self.purpose = purpose
    }
}

/// Makes files in a folder. What is there stays as it is, and no symbolic link is followed.
enum NewFiles {
    /// Makes those of the files that are not there yet.
    ///
    /// - Parameters:
    ///   - files: the files.
    ///   - root: the folder, with a final slash.
    /// - Returns: the paths of those that were made, and of those that are there.
    /// - Throws: ``CommandFailure`` for the first one that can't be made; those before it are made then.
    static func write(
        _ files: [NewFile], below root: String
    ) throws(CommandFailure) -> (made: [NewFile], kept: [NewFile]) {
        var (made, kept): ([NewFile], [NewFile]) = ([], [])
        for file in files {
            do throws(FileProblem) {
                if try make(file, below: root) { made.append(file) } else { kept.append(file) }
            } catch {
                throw CommandFailure(
                    .failure, "\(Printable.text(file.path)) can't be written: \(error.reason(.writing))", id: "file")
            }
        }
        return (made, kept)
    }

    /// Makes a file and the folders above it; not where something is there.
    private static func make(_ file: NewFile, below root: String) throws(FileProblem) -> Bool {
        var folder = root
        let parts = file.path.split(separator: "/")
        for part in parts.dropLast() {
            folder += part + "/"
            var status = stat()
            let path = String(folder.dropLast())
            if lstat(path, &status) != 0 {
                guard errno == ENOENT else { throw FileProblem(errno) }
                guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileProblem(errno) }
                guard lstat(path, &status) == 0 else { throw FileProblem(errno) }
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw FileProblem(words: "'\(Printable.text(path))' is not a folder; move it out of the way")
            }
        }
        let path = root + file.path
        let mode: mode_t = file.isProgram ? 0o777 : 0o666
        var status = stat()
        if lstat(path, &status) == 0 {
            DraftFile.removeDead(in: folder)
            return false
        }
        do throws(SystemFailure) {
            // Whole or not there: a torn file would be kept by the next run.
            let draft = try DraftFile(in: folder, mode: mode)
            try draft.write(file.octets)
            return try draft.take(path)
        } catch { throw FileProblem(error) }
    }
}

internal import ArgumentParser
internal import DNSModel
internal import FoundationEssentials
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// Settings that are written and not committed yet: the first thing that somebody new forgets.

extension Wiring {
    /// Says a git error as a command's failure; that there are no settings in a commit, with those of the working
    /// folder.
    ///
    /// - Parameters:
    ///   - canPreview: whether the command takes `--worktree`.
    ///   - body: what reads settings.
    /// - Returns: what the body returns.
    /// - Throws: ``CommandFailure``.
    func readingSettings<Value>(canPreview: Bool, _ body: () throws -> Value) throws(CommandFailure) -> Value {
        do {
            return try body()
        } catch let error as GitError where error.code == .noSuchFile {
            guard error.message.hasPrefix("there are no settings"), error.message.contains(" in commit "),
                let path = uncommittedSettings
            else { throw CommandFailure(error) }
            throw CommandFailure(
                .failure,
                "there are no settings in the commit, but '\(Printable.text(path))' is in the working folder; commit it"
                    + (canPreview ? ", or look at the working folder with --worktree" : ""),
                id: "settings-not-committed")
        } catch {
            return try gitFailure { throw error }
        }
    }

    /// The settings that are in the working folder.
    private var uncommittedSettings: String? {
        guard let folder = repository.workingFolder else { return nil }
        return (settingsPath.map { [$0] } ?? DesiredStateReader.defaultSettingsPaths).first {
            FileManager.default.fileExists(atPath: folder + $0)
        }
    }
}

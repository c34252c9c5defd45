internal import FoundationEssentials
internal import Logging

/// Writes log messages to stderr, one JSON object a line: `{"time":…,"level":…,"message":…}` and the metadata.
///
/// No secret is given to it: tokens are named by their ids, and header fields are not logged.
struct LogLine: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members = ["time": Clock.timestamp(), "level": event.level.rawValue, "message": "\(event.message)"]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            members[key] = members[key] == nil ? "\(value)" : members[key]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(members) else { return }
        Output.error(String(decoding: data, as: UTF8.self))
    }

    /// The service's logger.
    static func logger(isVerbose: Bool) -> Logger {
        var logger = Logger(label: "gate53d") { _ in LogLine() }
        logger.logLevel = isVerbose ? .debug : .info
        return logger
    }
}

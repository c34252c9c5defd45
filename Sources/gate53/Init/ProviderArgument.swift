internal import ArgumentParser
internal import ZoneFiles

/// A kind of provider, as the command line names it.
struct ProviderArgument: ExpressibleByArgument {
    let kind: any ProviderKind

    init?(argument: String) {
        guard let kind = Composition.kinds[argument] else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { Composition.kinds.names }

    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    /// All kinds in words.
    static var words: String { allValueStrings.joined(separator: " or ") }

    /// The kind that is meant where none is named.
    static var first: String { allValueStrings.first ?? "" }

    /// The kind that is meant where none is named.
    ///
    /// - Throws: ``CommandFailure`` where there are no kinds.
    static var standard: any ProviderKind {
        get throws(CommandFailure) {
            guard let kind = Composition.kinds.all.first else {
                throw CommandFailure(.failure, "there is no kind of provider", id: "no-provider")
            }
            return kind
        }
    }
}

extension DomainName {
    /// The name for people.
    package var displayText: String { description }
}

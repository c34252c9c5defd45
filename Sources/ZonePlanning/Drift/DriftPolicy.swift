// Decision 0085: a plan shows what the merge will do.

/// What a plan does with record sets that were changed at the provider and that git did not change since.
package enum DriftPolicy: String, Hashable, Sendable, CaseIterable {
    /// They are shown and counted, and left as they are live.
    case leave
    /// They are changed back to what git declares.
    case revert
    /// The zone is not planned until they are taken back or taken into git.
    case refuse
}

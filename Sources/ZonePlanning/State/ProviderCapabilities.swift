package import DNSModel

/// What a provider can do, as data.
package struct ProviderCapabilities: Hashable, Sendable {
    /// The provider's type as the settings name it, as in `master-file`.
    package var kind: String
    /// The record types it serves; nothing means every type, the generic form of RFC 3597 included.
    package var types: Set<RecordType>?
    /// How much one change batch may hold.
    package var limits: BatchLimits

    package init(kind: String, types: Set<RecordType>? = nil, limits: BatchLimits = BatchLimits()) {
        self.kind = kind
        self.types = types
        self.limits = limits
    }
}

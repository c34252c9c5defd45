extension ProviderError.Code {
    /// The id that diagnostics show.
    package var id: String {
        switch self {
        case .conflict: "provider-conflict"
        case .unreadable: "provider-unreadable"
        case .denied: "provider-denied"
        case .invalid: "provider-invalid"
        case .unavailable: "provider-unavailable"
        case .unknownOutcome: "provider-unknown-outcome"
        }
    }
}

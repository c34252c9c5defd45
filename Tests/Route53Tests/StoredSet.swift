import StrictRoute53

/// A record set as the service has it, apart from the model's `RecordSet`.
typealias StoredSet = RecordSet

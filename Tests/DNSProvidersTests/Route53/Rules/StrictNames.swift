import StrictRoute53

// Names of the strict Route 53 that DNSModel and ZonePlanning have too. Its module is called as its class, so they can't
// be told apart by the module.

typealias StrictSet = RecordSet
typealias StrictChange = Change

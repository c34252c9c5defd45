package import DNSModel

/// A zone as a provider lists it.
package struct ListedZone: Hashable, Sendable {
    /// The provider's id; where it has none, the apex as text.
    package var id: String
    package var apex: DomainName
    /// Whether only networks of the account's own see it.
    package var isPrivate: Bool
    /// How many record sets it has, its SOA and NS included, where the provider says so.
    package var setCount: Int?
    /// Whether there is nothing in it but the SOA and NS that every zone has; `nil` where that is not known.
    package var isEmpty: Bool?
    /// Whose it is where it may not be changed, as a phrase: `it belongs to another service`.
    package var readOnly: String?
    /// Whether what is in it could not be read; ``readOnly`` says so too.
    package var isUnreadable = false
    /// What the account's owner wrote about it.
    package var comment: String?

    /// Makes a listed zone. Where nothing is said of its being empty, the count says it: a zone of at most two record
    /// sets is empty.
    package init(
        id: String, apex: DomainName, isPrivate: Bool = false, setCount: Int? = nil, isEmpty: Bool? = nil,
        readOnly: String? = nil, comment: String? = nil
    ) {
        self.id = id
        self.apex = apex
        self.isPrivate = isPrivate
        self.setCount = setCount
        self.isEmpty = isEmpty ?? setCount.map { $0 <= 2 }
        self.readOnly = readOnly
        self.comment = comment
    }

    /// Whether the id says more than the apex does.
    package var hasOwnID: Bool { id != apex.description }
}

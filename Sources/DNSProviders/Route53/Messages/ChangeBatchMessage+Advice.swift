extension ChangeBatchMessage {
    /// What it means and what to do, as a sentence without a full stop.
    package var advice: String {
        switch kind {
        case .alreadyExists: "somebody else created it since the zone was read; plan again"
        case .notFound: "somebody else deleted it since the zone was read; plan again"
        case .valuesDiffer: "somebody else changed it since the zone was read; plan again"
        case .changedTwice:
            "the batch changes it in two ways, which is a mistake of this program and not of the zone file; report it"
        case .cnameConflict:
            "a CNAME and other record sets can't share a name, and one of the two may be live without being declared; "
                + "plan again and delete one of them"
        case .cnameAtApex: "the zone's own name can't have a CNAME; write an alias of type A and one of AAAA"
        case .outsideZone: "the name is not in the zone that the plan is for; check the zone's id in the settings"
        case .missingAuthority:
            "the zone's own NS and SOA can be changed but never deleted; take the deletion out "
                + "of the zone file"
        case .duplicateValue: "the value is in the record set twice, maybe in two spellings; leave one of them out"
        case .badValue: "Route 53 does not accept the value; correct it in the zone file" + codeHint
        case .badName: "Route 53 does not accept the name; correct it in the zone file" + codeHint
        case .aliasTargetOutsideZone:
            "the hosted zone id of the alias is not that of its target; take the id from the service that the target "
                + "belongs to, or leave it out for a name of this zone"
        case .aliasTargetMissing:
            "the record set that the alias stands for is not there; declare it with the alias's type, or remove the "
                + "alias"
        case .routingPoliciesMixed:
            "all record sets of a name and type have one routing policy, and one with another or without any is live; "
                + "plan again, and delete it if it is not declared"
        case .duplicateRouting:
            "another record set of the name and type has that region, location or part already; keep one of them"
        case .weightedTTLDiffers:
            "weighted record sets of one name and type have one TTL; give all of them the same, those that others keep too"
        case .badShape:
            "the parts of the change do not go together, which is a mistake of this program and not of the zone file; "
                + "report it"
        case .badRequest:
            "Route 53 does not know something in the request; check the spelling of regions, locations and ids"
        case .batchTooLarge: "the batch is larger than Route 53 takes; change fewer record sets at once"
        case .tooManyValues: "the record set has more values than Route 53 takes; divide them over several names"
        case .zoneFull:
            "the zone has as many record sets as it may; have its quota raised, or delegate a part of it to another zone"
        case .notPermitted: "Route 53 has a rule against it; the message says which"
        case .unknown: "the message is not one that this version knows; it is Route 53's own"
        }
    }

    /// What the codes of the service say, where that is more than "wrong".
    private var codeHint: String {
        let hints = [
            ("CharacterStringTooLong", "a string has at most 255 characters"),
            ("TXTRDATATooLong", "the text is too long"),
            ("InvalidCharacterString", "text is in quotes"),
            ("UnsupportedCharacter", "write what is not printable ASCII as an escape"),
            ("IllegalIPv4Address", "it is not an IPv4 address"), ("IllegalIPv6Address", "it is not an IPv6 address"),
            ("DomainLabelEmpty", "there are two dots in a row, or one in front"), ("DomainNameEmpty", "it is empty"),
            ("DomainLabelTooLong", "a label has at most 63 octets"),
            ("DomainNameTooLong", "a name has at most 255 octets"),
        ]
        // Somebody's value comes after the parenthesis.
        let head = text.prefix { $0 != "(" }
        return hints.first { head.contains($0.0) }.map { ": \($0.1)" } ?? ""
    }
}

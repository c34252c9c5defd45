// A declared text without a cut of its own stands for a text of the same octets in any cut.

extension RecordData {
    /// The text of TXT and SPF; `nil` for other types.
    package var txt: TXT? {
        switch self {
        case .txt(let text), .spf(let text): text
        case .a, .aaaa, .caa, .cname, .dname, .ds, .fields, .https, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa,
            .srv,
            .sshfp, .svcb, .tlsa, .uri, .unknown:
            nil
        }
    }
}

extension RecordSet {
    /// The set with each text that has no cut of its own as it is there: cut as a text of the same octets in `others`.
    ///
    /// So a declared set compares equal to what is live where only a cut is another that nobody wrote, and a change of
    /// something else keeps the cut. A value that is there as it is stays as it is; each of `others` stands for one
    /// value.
    ///
    /// - Parameter others: data of the same type, those that count first in front.
    /// - Returns: the set, its data the same but for cuts.
    package func withCuts(of others: [[RecordData]]) -> RecordSet {
        guard let ttl, type == .txt || type == .spf, others.contains(where: { !$0.isEmpty && $0 != data }) else {
            return self
        }
        var adopted = data
        var open = adopted.indices.filter { !(adopted[$0].txt?.hasOwnCut ?? true) }
        var isSame = true
        for other in others where !open.isEmpty {
            let present = Set(other)
            open.removeAll { present.contains(adopted[$0]) }
            if open.isEmpty { break }
            let taken = Set(adopted)
            var free: [[UInt8]: RecordData] = [:]
            for data in other where !taken.contains(data) {
                if let text = data.txt, free[text.octets] == nil { free[text.octets] = data }
            }
            open.removeAll { index in
                guard let octets = adopted[index].txt?.octets, let data = free.removeValue(forKey: octets) else {
                    return false
                }
                adopted[index] = data
                isSame = false
                return true
            }
        }
        if isSame { return self }
        return RecordSet(name: name, type: type, ttl: ttl, data: adopted, routing: routing, healthCheck: healthCheck)
    }
}

extension RecordSet {
    /// The set with its texts cut as in another set, those alone that have no cut of their own where they are declared.
    ///
    /// - Parameters:
    ///   - adopted: a declared set, with the cuts of what is live.
    ///   - declared: the same set as it is declared.
    /// - Returns: the set, its data the same but for cuts.
    package func recut(as adopted: RecordSet, where declared: RecordSet) -> RecordSet {
        guard let ttl, alias == nil, adopted.data != data else { return self }
        var cuts: [[UInt8]: RecordData] = [:]
        let uncut = Set(declared.data.compactMap { $0.txt.flatMap { $0.hasOwnCut ? nil : $0.octets } })
        for data in adopted.data {
            if let octets = data.txt?.octets, uncut.contains(octets) { cuts[octets] = data }
        }
        let present = Set(adopted.data)
        let recut = data.map { data in present.contains(data) ? data : data.txt.flatMap { cuts[$0.octets] } ?? data }
        if recut == data { return self }
        return RecordSet(name: name, type: type, ttl: ttl, data: recut, routing: routing, healthCheck: healthCheck)
    }

    /// The set as it shall be after a change, in the words of the set that is declared: a text that the change leaves
    /// alone stays without a cut of its own.
    ///
    /// - Parameters:
    ///   - before: the declared set, with the cuts of what is live.
    ///   - declared: the same set as it is declared.
    /// - Returns: the set, its data the same but for cuts.
    package func droppingCuts(from before: RecordSet, as declared: RecordSet) -> RecordSet {
        guard let ttl, alias == nil, before != declared else { return self }
        var uncut: [[UInt8]: RecordData] = [:]
        for data in declared.data {
            if let text = data.txt, !text.hasOwnCut { uncut[text.octets] = data }
        }
        let (kept, present) = (Set(before.data), Set(declared.data))
        let words = data.map { data in
            kept.contains(data) && !present.contains(data) ? data.txt.flatMap { uncut[$0.octets] } ?? data : data
        }
        return RecordSet(name: name, type: type, ttl: ttl, data: words, routing: routing, healthCheck: healthCheck)
    }
}

extension Zone {
    /// The zone with the texts of each set as in the sets of the same key in `others`; see ``RecordSet/withCuts(of:)``.
    package func withCuts(of others: Zone...) -> Zone {
        var result: [RecordSet]?
        for (index, set) in sets.enumerated() where set.type == .txt || set.type == .spf {
            let adopted = set.withCuts(of: others.map { $0[set.key]?.data ?? [] })
            guard adopted != set else { continue }
            result = result ?? sets
            result?[index] = adopted
        }
        // The keys and their order are what they were.
        return result.flatMap { try? Zone(apex: apex, ordered: $0) } ?? self
    }
}

/// What an element may hold. The texts of refusals are those of Xerces, as the service passes them on.
indirect enum Content: Sendable {
    /// Elements in this order.
    case sequence([Particle])
    /// Elements in any order.
    case all([Particle])
    /// Characters.
    case text(Facets)
}

/// An element inside a sequence.
struct Particle: Sendable {
    var name: String
    var least: Int
    var most: Int
    var content: Content

    static func required(_ name: String, _ content: Content) -> Particle {
        Particle(name: name, least: 1, most: 1, content: content)
    }
    static func optional(_ name: String, _ content: Content) -> Particle {
        Particle(name: name, least: 0, most: 1, content: content)
    }
    static func many(_ name: String, atLeast least: Int = 1, atMost most: Int = .max, _ content: Content) -> Particle {
        Particle(name: name, least: least, most: most, content: content)
    }
}

/// What a text must be like.
struct Facets: Sendable {
    var type: String
    var lengths: ClosedRange<Int>?
    var values: [String]?
    var integers: ClosedRange<Int>?
    var isBoolean = false
    var allows: (@Sendable (String) -> Bool)?
}

extension Content {
    static func string(_ type: String, _ lengths: ClosedRange<Int>) -> Content {
        .text(Facets(type: type, lengths: lengths))
    }
    static func pattern(
        _ type: String, _ lengths: ClosedRange<Int>, _ allows: @escaping @Sendable (String) -> Bool
    ) -> Content { .text(Facets(type: type, lengths: lengths, allows: allows)) }
    static func oneOf(_ type: String, _ values: [String]) -> Content { .text(Facets(type: type, values: values)) }
    static func integer(_ type: String, _ range: ClosedRange<Int>) -> Content {
        .text(Facets(type: type, integers: range))
    }
    static let boolean = Content.text(Facets(type: "boolean", isBoolean: true))
}

/// Checks a document against a schema.
struct SchemaCheck {
    /// Whether the order of the elements of a sequence matters.
    var keepsOrder: Bool

    /// Refuses a document that is not `root` with `content`.
    ///
    /// - Throws: InvalidInput with the first thing that is wrong.
    func check(_ element: Element, is root: String, _ content: Content) throws(ServiceError) {
        guard element.name == root, element.namespace == namespace else {
            throw invalid("cvc-elt.1: Cannot find the declaration of element '\(element.name)'.")
        }
        try check(element, content)
    }

    private func invalid(_ text: String) -> ServiceError { .invalidInput("Invalid XML ; \(text)") }

    private func check(_ element: Element, _ content: Content) throws(ServiceError) {
        if let attribute = element.attributes.first {
            throw invalid(
                "cvc-complex-type.3.2.2: Attribute '\(attribute)' is not allowed to appear in element '\(element.name)'."
            )
        }
        switch content {
        case .text(let facets):
            if let child = element.children.first {
                throw invalid(
                    "cvc-type.3.1.2: Element '\(element.name)' is a simple type, so it must have no element information "
                        + "item [children], but '\(child.name)' was found.")
            }
            try check(element.text, facets)
        case .sequence(let particles), .all(let particles):
            if element.text.contains(where: { !$0.isWhitespace }) {
                throw invalid(
                    "cvc-complex-type.2.3: Element '\(element.name)' cannot have character [children], because the "
                        + "type's content type is element-only.")
            }
            if keepsOrder, case .sequence = content {
                try checkInOrder(element, particles)
            } else {
                try checkInAnyOrder(element, particles)
            }
        }
    }

    private func checkInOrder(_ element: Element, _ particles: [Particle]) throws(ServiceError) {
        var position = 0
        var count = 0
        for child in element.children {
            var candidate = position
            var candidateCount = count
            while candidate < particles.count {
                let particle = particles[candidate]
                if particle.name == child.name, child.namespace == namespace, candidateCount < particle.most { break }
                if candidateCount < particle.least { candidate = particles.count } else { candidate += 1 }
                candidateCount = 0
            }
            guard candidate < particles.count else {
                throw unexpected(child, expected(particles, from: position, count: count))
            }
            position = candidate
            count = candidateCount + 1
            try check(child, particles[position].content)
        }
        let missing = expected(particles, from: position, count: count)
        if missing.required { throw incomplete(element, missing.names) }
    }

    private func checkInAnyOrder(_ element: Element, _ particles: [Particle]) throws(ServiceError) {
        var counts: [String: Int] = [:]
        for child in element.children {
            guard let particle = particles.first(where: { $0.name == child.name }), child.namespace == namespace,
                counts[child.name, default: 0] < particle.most
            else { throw unexpected(child, (particles.map(\.name), false)) }
            counts[child.name, default: 0] += 1
            try check(child, particle.content)
        }
        let missing = particles.filter { counts[$0.name, default: 0] < $0.least }
        if !missing.isEmpty { throw incomplete(element, missing.map(\.name)) }
    }

    /// What may come next, and whether something must.
    private func expected(_ particles: [Particle], from position: Int, count: Int) -> (names: [String], required: Bool)
    {
        var names: [String] = []
        var count = count
        for particle in particles.dropFirst(position) {
            if count < particle.most { names.append(particle.name) }
            if count < particle.least { return (names, true) }
            count = 0
        }
        return (names, false)
    }

    private func list(_ names: [String]) -> String {
        "'{" + names.map { "\"\(namespace)\":\($0)" }.joined(separator: ", ") + "}'"
    }

    private func unexpected(_ child: Element, _ next: (names: [String], required: Bool)) -> ServiceError {
        if next.names.isEmpty {
            return invalid(
                "cvc-complex-type.2.4.d: Invalid content was found starting with element '\(child.name)'. No child "
                    + "element is expected at this point.")
        }
        return invalid(
            "cvc-complex-type.2.4.a: Invalid content was found starting with element '\(child.name)'. One of "
                + "\(list(next.names)) is expected.")
    }

    private func incomplete(_ element: Element, _ names: [String]) -> ServiceError {
        invalid(
            "cvc-complex-type.2.4.b: The content of element '\(element.name)' is not complete. One of \(list(names)) is "
                + "expected.")
    }

    private func check(_ text: String, _ facets: Facets) throws(ServiceError) {
        if let values = facets.values, !values.contains(text) {
            throw invalid(
                "cvc-enumeration-valid: Value '\(text)' is not facet-valid with respect to enumeration "
                    + "'[\(values.joined(separator: ", "))]'. It must be a value from the enumeration.")
        }
        if facets.isBoolean, !["true", "false", "1", "0"].contains(text) {
            throw invalid("cvc-datatype-valid.1.2.1: '\(text)' is not a valid value for 'boolean'.")
        }
        if let integers = facets.integers {
            guard let value = Int(text) else {
                throw invalid("cvc-datatype-valid.1.2.1: '\(text)' is not a valid value for 'integer'.")
            }
            if value > integers.upperBound {
                throw bound(text, "maxInclusive", integers.upperBound, facets)
            }
            if value < integers.lowerBound {
                throw bound(text, "minInclusive", integers.lowerBound, facets)
            }
        }
        if let lengths = facets.lengths {
            let length = text.unicodeScalars.count
            if length > lengths.upperBound { throw bound(text, length, "maxLength", lengths.upperBound, facets) }
            if length < lengths.lowerBound { throw bound(text, length, "minLength", lengths.lowerBound, facets) }
        }
        if let allows = facets.allows, !allows(text) {
            throw invalid(
                "cvc-pattern-valid: Value '\(text)' is not facet-valid with respect to pattern for type '\(facets.type)'."
            )
        }
    }

    private func bound(_ text: String, _ facet: String, _ limit: Int, _ facets: Facets) -> ServiceError {
        invalid(
            "cvc-\(facet)-valid: Value '\(text)' is not facet-valid with respect to \(facet) '\(limit)' for type "
                + "'\(facets.type)'.")
    }

    private func bound(_ text: String, _ length: Int, _ facet: String, _ limit: Int, _ facets: Facets) -> ServiceError {
        invalid(
            "cvc-\(facet)-valid: Value '\(text)' with length = '\(length)' is not facet-valid with respect to \(facet) "
                + "'\(limit)' for type '\(facets.type)'.")
    }
}

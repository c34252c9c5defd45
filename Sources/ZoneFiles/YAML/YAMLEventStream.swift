internal import CYAML
internal import DNSModel

/// The events of libyaml over octets that were read once and found in order, one after the other, with their marks.
struct YAMLEventStream: ~Copyable {
    /// The current event.
    let event: UnsafeMutablePointer<yaml_event_t>
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: Octets

    /// Begins before the first event.
    ///
    /// - Parameter input: the octets, which must stay as long as the stream.
    init(_ input: Octets) {
        self.input = input
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        _ = yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        parser.deallocate()
        event.deallocate()
    }

    /// Goes to the next event.
    ///
    /// - Throws: ``YAMLFailure``.
    mutating func advance() throws(YAMLFailure) {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw YAMLProblem(parser.pointee, input: input).failure }
    }
}

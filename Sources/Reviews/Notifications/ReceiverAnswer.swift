internal import FoundationEssentials

/// What a receiver answers with a status of success.
enum ReceiverAnswer {
    /// How much of an answer is looked at.
    private static let longest = 65_536

    private struct Verdict: Decodable {
        var isAccepted: Bool?

        private enum CodingKeys: String, CodingKey { case ok, success }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            isAccepted =
                (try? container.decode(Bool.self, forKey: .ok)) ?? (try? container.decode(Bool.self, forKey: .success))
        }
    }

    /// Why an answer is no receipt; `nil` where it may be one.
    ///
    /// A receiver may say anything (Slack says `ok`, others nothing). A web page is a log-in form, or what stands in
    /// between; `{"ok": false}` (Slack's Web API) and `{"success": false}` (Rocket.Chat) say that it was not taken.
    static func objection(to body: [UInt8]) -> String? {
        var start = body.prefix(longest)
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        start = start.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let words = String(decoding: start.prefix(16), as: UTF8.self).lowercased()
        if ["<!doctype", "<html", "<?xml", "<head", "<body"].contains(where: { words.hasPrefix($0) }) {
            return "it answered with a web page, which a receiver never does; check the address, and any proxy on "
                + "the way"
        }
        let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(start))
        if verdict?.isAccepted == false {
            return "it answered that it did not accept the notification; check what "
                + "the address belongs to"
        }
        return nil
    }
}

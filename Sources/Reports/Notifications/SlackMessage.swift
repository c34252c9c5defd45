package import ZonePlanning

/// A notification for Slack's incoming webhooks and what is compatible with them: `{"text": …}`.
///
/// Whatever somebody else wrote stands in code, in which formatting means nothing. It has no backtick to end the code
/// with; `&`, `<` and `>` are escaped as Slack asks for, so it makes no link and no `<!channel>`; and its `@` is
/// written out, since Mattermost, Discord and others look for mentions in plain text, some of them even in code.
///
/// Source: "Formatting text for app surfaces" and "Sending messages using incoming webhooks", Slack API documentation.
package enum SlackMessage {
    /// The most characters of the text; Slack cuts at 40,000, others earlier.
    static let longest = 3_500

    /// The body of the request.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no notification causes.
    package static func encode(_ notification: ZoneNotification) throws(DocumentError) -> [UInt8] {
        struct Body: Encodable { var text: String }
        return try DocumentCoding.encode(Body(text: text(of: notification)))
    }

    /// The text, in Slack's `mrkdwn`.
    static func text(of notification: ZoneNotification) -> String {
        let subject =
            NotificationText.namesZone(notification)
            ? "`\(harmless(NotificationText.subject(of: notification)))`" : NotificationText.subject(of: notification)
        let head = "*gate53:* \(subject) \(NotificationText.words(for: notification))\n```\n"
        var room = longest - head.unicodeScalars.count - 100
        var body = ""
        var lines = NotificationText.lines(of: notification).map(harmless)[...]
        while let line = lines.first, line.unicodeScalars.count < room {
            body += line + "\n"
            room -= line.unicodeScalars.count + 1
            lines = lines.dropFirst()
        }
        if !lines.isEmpty { body += "and \(counted(lines.count, "more line", plural: "more lines"))\n" }
        return head + body + "```"
    }

    /// A text that ends no code, mentions nobody and links to nothing.
    static func harmless(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "`": result += "'"
            // What compatibility mappings make of these: a receiver that maps them would see them as the common ones.
            case "@", "\u{FE6B}", "\u{FF20}": result += "(at)"
            case "\u{FF40}": result += "'"
            case "\u{FF1C}", "\u{FE64}": result += "&lt;"
            case "\u{FF1E}", "\u{FE65}": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

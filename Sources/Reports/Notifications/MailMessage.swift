package import ZonePlanning

/// A notification as a mail (RFC 5322, RFC 2045 to 2047), for `sendmail -t -i` to read.
///
/// Header lines have nothing in them but ASCII of our own, addresses that were checked, and encoded words; the body is
/// quoted-printable. So nothing that somebody wrote into a zone makes a header, or a line that is one to a mail server.
package enum MailMessage {
    /// The message, its lines ended by line feeds as programs on this machine expect.
    ///
    /// - Parameters:
    ///   - notification: what to tell.
    ///   - from: whom it is from.
    ///   - to: whom it is to.
    /// - Returns: the message.
    package static func encode(_ notification: ZoneNotification, from: MailAddress, to: [MailAddress]) -> [UInt8] {
        let summary = NotificationText.summary(of: notification)
        return encode(
            subject: "gate53: \(summary)", [summary, ""] + NotificationText.lines(of: notification),
            time: notification.time, from: from, to: to)
    }

    /// A message of any lines.
    ///
    /// - Parameters:
    ///   - subject: what it is about.
    ///   - text: the lines of the body.
    ///   - time: when it is written, as in `2026-11-23T10:15:30Z`.
    ///   - id: what makes it this message, without characters that end a header; `nil` where the mail system says that.
    ///   - from: whom it is from.
    ///   - to: whom it is to.
    /// - Returns: the message.
    package static func encode(
        subject: String, _ text: [String], time: String, id: String? = nil, from: MailAddress, to: [MailAddress]
    ) -> [UInt8] {
        var lines = ["From: \(from)"]
        lines.append("To: " + to.map(\.description).joined(separator: ",\n "))
        lines.append("Subject: " + header(subject, after: 9))
        if let date = date(time) { lines.append("Date: \(date)") }
        if let id { lines.append("Message-ID: <\(id)>") }
        lines += [
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            // No vacation notes, please (RFC 3834).
            "Auto-Submitted: auto-generated", "",
        ]
        lines += text.map(quotedPrintable)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// A text as a header's value: as it is where that is safe and short, else as encoded words (RFC 2047 section 2).
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - used: how long the line is already.
    /// - Returns: the value, folded into lines of at most 76 characters where it is encoded.
    static func header(_ text: String, after used: Int) -> String {
        let isPlain = text.utf8.allSatisfy { 0x20...0x7E ~= $0 } && !text.contains("=?")
        if isPlain, used + text.utf8.count <= 78 { return text }
        // Each word holds whole characters, at most 75 octets with what is around it.
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            let code = UTF8.encode(scalar).map { $0.map(encoded).joined() } ?? ""
            if word.utf8.count + code.utf8.count > 50 {
                words.append(word)
                word = ""
            }
            word += code
        }
        return (words + [word]).map { "=?utf-8?Q?\($0)?=" }.joined(separator: "\n ")
    }

    /// An octet in an encoded word of the Q kind (RFC 2047 section 4.2).
    private static func encoded(_ octet: UInt8) -> String {
        switch octet {
        case 0x20: "_"
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"):
            String(UnicodeScalar(octet))
        default: hexadecimal(octet)
        }
    }

    /// A line of the body (RFC 2045 section 6.7), broken softly so that none is over 76 characters.
    static func quotedPrintable(_ line: String) -> String {
        var lines: [String] = []
        var current = ""
        let octets = Array(line.utf8)
        for (index, octet) in octets.enumerated() {
            let isLast = index == octets.count - 1
            // A space at the end is lost on the way, a dot alone ends the message where '-i' is not heeded, and 'From '
            // is a new message in a mailbox.
            let isPlain =
                0x21...0x7E ~= octet && octet != UInt8(ascii: "=") || octet == 0x20 && !isLast
            let isRisky = current.isEmpty && (octet == UInt8(ascii: ".") || octet == UInt8(ascii: "F"))
            let code = isPlain && !isRisky ? String(UnicodeScalar(octet)) : hexadecimal(octet)
            if current.utf8.count + code.utf8.count > 75 {
                lines.append(current + "=")
                // What begins the next line is looked at anew.
                current = octet == UInt8(ascii: ".") || octet == UInt8(ascii: "F") ? hexadecimal(octet) : code
            } else {
                current += code
            }
        }
        return (lines + [current]).joined(separator: "\n")
    }

    private static func hexadecimal(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "=0\(digits)" : "=\(digits)"
    }

    /// A time as RFC 5322 section 3.3 writes it, as in `Mon, 23 Nov 2026 10:15:30 +0000`; `nil` where it is none.
    static func date(_ time: String) -> String? { Instant(parsing: time)?.mailDate }
}

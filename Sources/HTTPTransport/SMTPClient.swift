internal import CCurl
internal import Platform

// Decision 0110: operations of the service.

/// Hands mails to a mail server by SMTP (RFC 5321), each over a connection of its own, with libcurl.
package struct SMTPClient: Sendable {
    private let server: Server

    /// Which server, and how.
    package struct Server: Sendable {
        /// `smtp://host:port`, with STARTTLS, or `smtps://host:port`.
        package var url: String
        package var user: String?
        /// The password; it is in no message.
        package var password: String?
        /// Whether STARTTLS is asked for with `smtp:`; without it everything is readable on the way.
        package var usesTLS = true
        /// A file of certificates to trust in the place of the system's.
        package var trustedCertificates: String?
        package var timeout = Duration.seconds(60)

        package init(url: String) { self.url = url }
    }

    /// Why a mail was not taken.
    package struct Failure: Error, Hashable, Sendable {
        /// Whether it won't be taken later either: the server said so of this mail.
        package var isPermanent: Bool
        package var message: String
    }

    /// - Parameter server: which server.
    package init(_ server: Server) { self.server = server }

    /// Sends a mail. It takes a thread of its own while it lasts.
    ///
    /// - Parameters:
    ///   - message: the mail (RFC 5322), with lines that end with line feeds.
    ///   - from: whom it is from.
    ///   - to: whom it is to.
    /// - Throws: ``Failure``.
    package func send(_ message: [UInt8], from: String, to: [String]) async throws(Failure) {
        guard (to + [from]).allSatisfy(Self.isAddress), !to.isEmpty else {
            throw Failure(isPermanent: true, message: "a mail has no address that can be sent to")
        }
        let server = server
        let result: Result<Void, Failure> = await withCheckedContinuation { continuation in
            do throws(SystemFailure) {
                try OwnThread.start {
                    continuation.resume(
                        returning: SMTPTransfer(server).perform(Self.wire(message), from: from, to: to))
                }
            } catch {
                continuation.resume(
                    returning: .failure(Failure(isPermanent: false, message: "there is no thread for it: \(error)")))
            }
        }
        return try result.get()
    }

    /// Whether nothing in a text ends an address or a line.
    private static func isAddress(_ text: String) -> Bool {
        text.contains("@") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()\\,;:\"".utf8.contains($0) }
    }

    /// With line ends of the protocol. libcurl doubles dots that begin a line.
    private static func wire(_ message: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(message.count + 200)
        for octet in message where octet != 0x0D {
            if octet == 0x0A { octets.append(0x0D) }
            octets.append(octet)
        }
        return octets
    }
}

/// One mail on its way. It is used on one thread.
private final class SMTPTransfer {
    private let server: SMTPClient.Server
    private var rest: ArraySlice<UInt8> = []
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private let problemText: UnsafeMutablePointer<CChar>

    init(_ server: SMTPClient.Server) {
        self.server = server
        problemText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        problemText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        if let recipients { curl_slist_free_all(recipients) }
        problemText.deallocate()
    }

    func perform(_ message: [UInt8], from: String, to: [String]) -> Result<Void, SMTPClient.Failure> {
        guard CurlEngine.isLibraryReady, let easy = curl_easy_init() else {
            return .failure(SMTPClient.Failure(isPermanent: false, message: "libcurl can't be set up"))
        }
        defer { curl_easy_cleanup(easy) }
        rest = message[...]
        var settings = CurlSettings(easy)
        settings.set(CURLOPT_URL, server.url)
        settings.check(gate53_curl_only_smtp(easy))
        settings.set(CURLOPT_NOSIGNAL, 1)
        settings.set(CURLOPT_PROXY, "")
        settings.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(problemText))
        settings.set(CURLOPT_TIMEOUT_MS, server.timeout.milliseconds)
        settings.set(CURLOPT_CONNECTTIMEOUT_MS, server.timeout.milliseconds)
        settings.set(CURLOPT_SSL_VERIFYPEER, 1)
        settings.set(CURLOPT_SSL_VERIFYHOST, 2)
        settings.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        settings.set(CURLOPT_USE_SSL, Int(server.usesTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        if let file = server.trustedCertificates {
            settings.set(CURLOPT_CAINFO, file)
            settings.set(CURLOPT_CAPATH, nil as String?)
        }
        if let user = server.user {
            settings.set(CURLOPT_USERNAME, user)
            settings.set(CURLOPT_PASSWORD, server.password ?? "")
        }
        settings.set(CURLOPT_MAIL_FROM, "<\(from)>")
        for address in to {
            guard let longer = curl_slist_append(recipients, "<\(address)>") else {
                settings.check(CURLE_OUT_OF_MEMORY)
                break
            }
            recipients = longer
        }
        settings.set(CURLOPT_MAIL_RCPT, recipients.map(UnsafeMutableRawPointer.init))
        settings.set(CURLOPT_UPLOAD, 1)
        settings.set(CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        settings.check(gate53_curl_set_callback(easy, CURLOPT_READFUNCTION, giveMessage))
        let code = settings.failure ?? curl_easy_perform(easy)
        return code == CURLE_OK ? .success(()) : .failure(failure(code, easy))
    }

    private func failure(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> SMTPClient.Failure {
        var answer = 0
        _ = gate53_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &answer)
        let detail = String(cString: problemText).printable
        let why = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        // What is wrong with the sign-in or the server can be mended; a mail that is refused for good can't.
        let isOfMail = [CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY].contains(code)
        return SMTPClient.Failure(
            isPermanent: isOfMail && (550...559).contains(answer),
            message: "the mail server did not take a mail: \(why.prefix(300))"
                + (answer >= 400 ? " (\(answer))" : ""))
    }

    /// Gives the next part of the message.
    fileprivate func give(_ place: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(place.count)
        place.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

private let giveMessage: curl_write_callback = { place, size, count, context in
    guard let place, let context else { return 0 }
    let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.give(UnsafeMutableRawBufferPointer(start: place, count: size * count))
}

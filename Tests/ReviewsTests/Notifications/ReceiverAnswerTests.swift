import Testing

@testable import Reviews

@Suite("What a receiver answers") struct ReceiverAnswerTests {
    @Test(
        "A receipt, or anything that may be one",
        arguments: [
            "", "ok", "OK\n", #"{"ok":true}"#, #"{"success":true}"#, "{}", "[]", "null", "1", "<3 thanks",
            "Accepted <html>",
            #"{"ok":"false"}"#, #"{"result":{"ok":false}}"#,
        ])
    func receipt(_ body: String) { #expect(ReceiverAnswer.objection(to: Array(body.utf8)) == nil) }

    @Test(
        "A page, or the word that it was not taken",
        arguments: [
            "<html><body>Sign in</body></html>", "\n  <!DOCTYPE html>\n<title>Portal</title>",
            "\u{FEFF}<!doctype html>",
            "<HTML>", #"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>"#,
            #"{"ok":false,"error":"invalid_auth"}"#, #" {"success": false}"#,
        ])
    func noReceipt(_ body: String) { #expect(ReceiverAnswer.objection(to: Array(body.utf8)) != nil) }
}

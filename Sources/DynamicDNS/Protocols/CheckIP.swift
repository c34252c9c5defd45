/// `/checkip`: says who asks, in plain text, which clients and people can read alike.
package enum CheckIP {
    /// Answers a request.
    package static func answer(_ request: UpdateRequest) -> UpdateAnswer {
        guard request.method == "GET" || request.method == "HEAD" else {
            return UpdateAnswer(
                status: 405, body: "only GET is answered here\n", [UpdateAnswer.Header("Allow", "GET, HEAD")])
        }
        guard let sender = request.sender else {
            return UpdateAnswer(status: 500, body: "the address of this request is not known\n")
        }
        return UpdateAnswer(body: "\(sender)\n")
    }
}

/// Questions that wait for their turn, first come first served.
struct QuestionQueue {
    private var questions: [AskedQuestion] = []
    private var start = 0

    /// The question whose turn it is, passing over those that are over.
    mutating func first() -> AskedQuestion? {
        while start < questions.count, questions[start].isOver { start += 1 }
        if start < questions.count { return questions[start] }
        questions.removeAll(keepingCapacity: true)
        start = 0
        return nil
    }

    mutating func append(_ question: AskedQuestion) { questions.append(question) }

    /// Takes the question out whose turn it is.
    mutating func removeFirst() {
        guard first() != nil else { return }
        start += 1
        guard start >= 1_024, start * 2 >= questions.count else { return }
        questions.removeFirst(start)
        start = 0
    }
}

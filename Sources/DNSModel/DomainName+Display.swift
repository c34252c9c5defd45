extension DomainName {
    /// The name for a person to read: U-labels where an A-label stands for one that can be shown safely, else as
    /// ``description``. It is not for reading back.
    package var displayText: String {
        guard description.contains("xn--") else { return description }
        var text = ""
        for label in labels {
            if let unicode = InternationalLabel.toUnicode(label), LabelRules.isShowable(unicode) {
                text += unicode
            } else if let name = try? DomainName(labels: [label]) {
                text += name.description.dropLast()
            }
            text += "."
        }
        return text
    }
}

extension DomainName {
    /// The name for a person to read: U-labels where an A-label stands for one that can be shown safely, else as
    /// ``description``. It is not for reading back.
    package var displayText: String {
        guard hasALabels else { return description }
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

    /// Whether ``displayText`` may be something else than ``description``.
    package var hasALabels: Bool {
        sortKey.indices.dropFirst(3).contains {
            sortKey[$0] == UInt8(ascii: "-") && sortKey[($0 - 3)...$0].elementsEqual("xn--".utf8)
        }
    }
}

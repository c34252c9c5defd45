internal import DNSModel
package import ZonePlanning

extension SettingsChange {
    /// The change in words, safe to print.
    package var phrase: String {
        let name = Printable.text(name)
        switch (before.map { Printable.text($0) }, after.map { Printable.text($0) }) {
        case (let before?, let after?): return "\(name) is \(after), was \(before)"
        case (nil, let after?): return "\(name) is new: \(after)"
        case (let before?, nil): return "\(name) is gone: \(before)"
        case (nil, nil): return name
        }
    }

    private var name: String {
        switch subject {
        case .key(let path): path
        case .item(let path): "an item of \(path)"
        case .line(let path): "a line of \(path)"
        case .settings: "the settings"
        case .settingsFile: "the settings file"
        case .firstSettings(let path): "all of \(path) is new: there are no settings yet"
        case .unreadable(areBefore: true): "the settings on the protected branch can't be read"
        case .unreadable(areBefore: false): "the settings can't be read"
        }
    }
}

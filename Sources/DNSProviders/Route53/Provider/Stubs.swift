internal import DNSModel
internal import ZonePlanning

enum Route53Aliases { static func convert(_ d: DesiredZone) -> (DesiredZone, [Diagnostic]) { (d, []) } }
enum Route53Rules { static func diagnostics(for d: DesiredZone, isPrivate: Bool) -> [Diagnostic] { [] } }
struct ChangeBatchMessage {
    var text: String; var advice: String { "see the reference" }
    init(_ t: String) { text = t }
    static func split(_ t: String) -> [String] { [t] }
}

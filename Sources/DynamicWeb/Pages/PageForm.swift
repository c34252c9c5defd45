internal import DynamicDNS
internal import Hashing
internal import Hummingbird

/// What a form says.
struct PageForm: Sendable {
    private let values: [UpdateRequest.Parameter]

    init(_ values: [UpdateRequest.Parameter] = []) { self.values = values }

    /// The field that binds it to a browser.
    static let keyField = "form-key"

    /// The value of a field without spaces around it; empty where there is none.
    subscript(_ name: String) -> String {
        let value = values.first { $0.name == name }?.value ?? ""
        return String(value.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// The values of a field that may be there several times.
    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// All fields; `nil` where one is there twice.
    var single: [String: String]? {
        var fields: [String: String] = [:]
        for value in values where fields.updateValue(value.value, forKey: value.name) != nil { return nil }
        return fields
    }

    /// Whether a box is ticked.
    func has(_ name: String) -> Bool { values.contains { $0.name == name } }

    /// What the field that binds a form to a browser has, which only a page shown there knows.
    static func key(of secret: String) -> String {
        HMACSHA256.code(of: Array("form".utf8), key: Array(secret.utf8)).map { Hexadecimal.text($0) } ?? ""
    }

    /// Reads a form, and sees that one of our pages sent it.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - limits: how much is read.
    ///   - place: where the pages are.
    ///   - secret: the browser's secret; `nil` where it has none.
    /// - Returns: the form.
    /// - Throws: ``PageRefusal`` and ``WebRefusal``.
    static func read(
        _ request: Request, _ limits: WebLimits, place: PagePlace, secret: String?
    ) async throws -> PageForm {
        guard place.isOurs(request.headers) else { throw PageRefusal.foreignForm }
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        guard type == "application/x-www-form-urlencoded" else { throw PageRefusal.noForm }
        let octets = try await RequestReading.body(request, limits)
        guard let text = String(validating: octets, as: UTF8.self), let values = FormText.parameters(of: text) else {
            throw PageRefusal.noForm
        }
        let form = PageForm(values)
        guard let secret, case let key = key(of: secret), !key.isEmpty, SignedValue.isSame(key, form[keyField]) else {
            throw PageRefusal.staleForm
        }
        return form
    }
}

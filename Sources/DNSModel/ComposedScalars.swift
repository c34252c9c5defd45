// The standard library's only way to normalize a text, behind a system programming interface.
@_spi(_Unicode) private import Swift

extension String {
    /// The text's scalars in canonical composition (NFC, Unicode Standard Annex 15).
    var composedScalars: [UnicodeScalar] { Array(_nfc) }
}

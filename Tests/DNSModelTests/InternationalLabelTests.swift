import TestSupport
import Testing

@testable import DNSModel

@Suite struct InternationalLabelTests {
    // RFC 3492 section 7.1; samples D and I with their letters in lower case, as encoding gives them.
    @Test(
        "punycode samples",
        arguments: [
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
            ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
            ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
            ("यहलोगहिन्दीक्योंनहींबोलसकतेहैं", "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"),
            ("なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"),
            (
                "세계의모든사람들이한국어를이해한다면얼마나좋을까",
                "989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c"
            ),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("PorquénopuedensimplementehablarenEspañol", "PorqunopuedensimplementehablarenEspaol-fmd56a"),
            ("TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"),
            ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
            ("安室奈美恵-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n"),
            ("Hello-Another-Way-それぞれの場所", "Hello-Another-Way--fc4qua05auwb3674vfr0b"),
            ("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v"),
            ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"),
            ("パフィーdeルンバ", "de-jg4avhby1noc0d"),
            ("そのスピードで", "d9juau41awczczp"),
            ("-> $1.00 <-", "-> $1.00 <--"),
        ]) func punycodeSamples(_ text: String, _ code: String)
    {
        #expect(Punycode.encode(Array(text.unicodeScalars)).map { String(decoding: $0, as: UTF8.self) } == code)
        #expect(Punycode.decode(Array(code.utf8)) == Array(text.unicodeScalars))
    }

    @Test("malformed punycode is refused", arguments: ["99999999", "a!", "ü", "a-9999999999", "0000000"])
    func malformedPunycodeIsRefused(_ code: String) {
        #expect(Punycode.decode(Array(code.utf8)) == nil)
    }

    @Test(
        "names with letters beyond ASCII",
        arguments: [
            ("müller.de.", "xn--mller-kva.de."), ("MÜLLER.DE.", "xn--mller-kva.de."),
            ("mu\u{308}ller.de.", "xn--mller-kva.de."),
            ("straße.de.", "xn--strae-oqa.de."), ("例え。テスト。", "xn--r8jz45g.xn--zckzah."), ("ａｂｃ.de.", "abc.de."),
            ("*.bücher.example.", "*.xn--bcher-kva.example."),
            ("_dmarc.bücher.example.", "_dmarc.xn--bcher-kva.example."),
            ("faß.de．", "xn--fa-hia.de."), ("παράδειγμα.δοκιμή.", "xn--hxajbheg2az3al.xn--jxalpdlp."),
            ("ΠΑΡΆΔΕΙΓΜΑ.", "xn--hxajbheg2az3al."), ("иком.museum.", "xn--h1aegh.museum."),
            ("xn--mller-kva.de.", "xn--mller-kva.de."), ("xn--.de.", "xn--.de."), ("xn--a-!.de.", "xn--a-!.de."),
            ("col·lecció.cat.", "xn--collecci-ioa91d.cat."), ("نامه‌ای.com.", "xn--mgba3gch31f060k.com."),
            ("דוגמה.טעסט.", "xn--6dbbec0c.xn--deba0ad."), ("क्ष.com.", "xn--11b2ezc.com."),
            ("\\195\\188.de.", "\\195\\188.de."),
        ]) func namesWithLettersBeyondASCII(_ text: String, _ ascii: String) throws
    {
        #expect(try DomainName(parsing: text).description == ascii)
    }

    @Test(
        "labels that IDNA does not allow are refused",
        arguments: [
            "-ü.de.", "ü-.de.", "ab--ü.de.", "☃.de.", "ü_.de.", "a ü.de.", "ü\\..de.", "\u{301}ü.de.", "a\u{200D}ü.de.",
            "a\u{200C}ü.de.", "ü\u{202E}.de.", "l·ü.de.", "אa.de.", "1א.de.", "٤.de.", "ü٤.de.", "א๑.de.", "٠۰.de.",
            "ü\\255.de.", "ü。。de.", "。ü.de.",
            "①.de.", "ﬁ̈x.de.", "𝐚ü.de.", "・.de.", String(repeating: "ü", count: 64) + ".de.",
        ]) func labelsThatIDNADoesNotAllowAreRefused(_ text: String)
    {
        let error = #expect(throws: DNSParseError.self) { try DomainName(parsing: text, origin: .root) }
        #expect(error?.code == .badName)
    }

    @Test(
        "only a good A-label is displayed as letters",
        arguments: [
            ("xn--mller-kva.de.", "müller.de."), ("XN--MLLER-KVA.de.", "müller.de."),
            ("www.example.com.", "www.example.com."),
            ("a\\.b.xn--bcher-kva.", "a\\.b.bücher."),
            // Not A-labels: they do not decode, or encode differently, or stand for what names cannot have.
            ("xn--.de.", "xn--.de."), ("xn--a-!.de.", "xn--a-!.de."), ("xn--999999.", "xn--999999."),
            ("xn--abc-.", "xn--abc-."), ("xn--n3h.de.", "xn--n3h.de."), ("xn--mller-kva\\000.", "xn--mller-kva\\000."),
            // Cyrillic letters that look like Latin ones among Latin ones: xn--pple-43d is Cyrillic a and Latin pple.
            ("xn--pple-43d.com.", "xn--pple-43d.com."),
            // Joined by something invisible.
            ("xn--mgba3gch31f060k.com.", "xn--mgba3gch31f060k.com."),
        ]) func onlyAGoodALabelIsDisplayedAsLetters(_ text: String, _ shown: String) throws
    {
        #expect(try DomainName(parsing: text).displayText == shown)
    }

    @Test("what is displayed reads back as the same name") func whatIsDisplayedReadsBackAsTheSameName() throws {
        var generator = Generator(seed: 7)
        let letters = Array("äöüßéñøłžčабвгдеαβγδאבגد日本語かなカナ한글हिन्दीab1-".unicodeScalars)
        var shown = 0
        for _ in 0..<20_000 {
            var label = String.UnicodeScalarView()
            for _ in 0..<generator.number(1...8) { label.append(generator.one(of: letters)) }
            guard let name = try? DomainName(parsing: String(label) + ".example.") else { continue }
            shown += name.displayText == name.description ? 0 : 1
            #expect(try DomainName(parsing: name.displayText) == name)
        }
        #expect(shown > 500)
    }
}

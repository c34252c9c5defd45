internal import Hashing

/// The style sheet. Its path has its digest, so that browsers keep it for ever and get a new one at once.
enum PageStyle {
    static let name = Hexadecimal.text(SHA256.digest(of: Array(text.utf8)).prefix(10)) + ".css"
    static let path = "/style/" + name

    static let text = colors + layout + forms + parts

    /// Each pair of text and background has a contrast of at least 4.5 to 1 (WCAG 2.2, success criterion 1.4.3).
    private static let colors = """
        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --field: #8c959f; --card: #f6f8fa;
          --link: #0a58b5; --button: #0a58b5; --on-button: #ffffff; --danger: #b3261e; --on-danger: #ffffff;
          --good: #1a6b34; --good-paper: #e6f4ea; --wait: #7a4d00; --wait-paper: #fff4d6; --bad: #a1201a;
          --bad-paper: #fdecea;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #12161c; --ink: #e6e9ee; --soft: #a3adb8; --line: #343c46; --field: #6f7a86; --card: #1b212a;
            --link: #7cb7ff; --button: #7cb7ff; --on-button: #0b1118; --danger: #ff9a92; --on-danger: #1c0a09;
            --good: #7fd89b; --good-paper: #12301e; --wait: #f2c766; --wait-paper: #352a0e; --bad: #ffaaa3;
            --bad-paper: #3a1715;
          }
        }

        """

    private static let layout = """
        *, *::before, *::after { box-sizing: border-box; }
        html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
          -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); }
        header { border-bottom: 1px solid var(--line); background: var(--card); }
        nav, main, footer { max-width: 58rem; margin: 0 auto; padding: 0 1rem; }
        nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.1rem; min-height: 3rem; }
        nav a, nav button.link { padding: .6rem 0; }
        nav .brand { font-weight: 700; color: var(--ink); text-decoration: none; margin-right: auto; }
        main { padding-top: 1rem; padding-bottom: 2rem; }
        main:focus { outline: none; }
        footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; padding-bottom: 1rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: .8rem 0 1rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
        h3 { font-size: 1rem; margin: .3rem 0; overflow-wrap: anywhere; }
        p { margin: .5rem 0; }
        .lead { font-size: 1.15rem; color: var(--soft); }
        a { color: var(--link); text-underline-offset: .15em; }
        a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
        [tabindex="0"]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        code, pre { font: .92em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        code { overflow-wrap: anywhere; }
        pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem;
          margin: .5rem 0; overflow-x: auto; }
        pre code { overflow-wrap: normal; font-size: inherit; }
        small, .by { color: var(--soft); font-size: .88rem; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }

        """

    private static let forms = """
        form p { margin: .7rem 0; }
        label { display: block; font-weight: 600; }
        .boxes label, label:has(input[type=checkbox]) { font-weight: 400; }
        .boxes { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; border: 0; padding: 0; }
        .boxes legend { font-weight: 600; padding: 0; }
        fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: .8rem 0; padding: .3rem 1rem; }
        fieldset.boxes { border: 0; margin: .5rem 0; padding: 0; }
        legend { font-weight: 600; padding: 0 .3rem; }
        input:not([type=checkbox]), select, textarea { font: inherit; color: inherit; background: var(--paper);
          border: 1px solid var(--field); border-radius: .35rem; padding: .45rem .6rem; width: 100%;
          max-width: 30rem; min-height: 2.6rem; display: block; }
        input[type=checkbox] { width: 1.15rem; height: 1.15rem; vertical-align: -.2rem; margin-right: .3rem; }
        button, .button { font: inherit; font-weight: 600; display: inline-block; min-height: 2.6rem;
          padding: .45rem 1rem; border-radius: .35rem; cursor: pointer; text-decoration: none; }
        button { color: var(--on-button); background: var(--button); border: 1px solid var(--button); }
        .button, button.small { color: var(--link); background: transparent; border: 1px solid var(--field); }
        button.small { min-height: 2.2rem; padding: .2rem .7rem; font-weight: 400;
          white-space: nowrap; }
        button.danger { color: var(--on-danger); background: var(--danger); border-color: var(--danger); }
        .button.danger { color: var(--danger); border-color: var(--danger); }
        button.link { background: none; border: 0; color: var(--link); text-decoration: underline; font-weight: 400;
          min-height: 0; text-underline-offset: .15em; }
        .inline { display: inline; position: relative; }
        ul.rows .inline { flex: none; }
        .buttons, .choices { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
        .row { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: flex-end; }
        .row .wide { flex: 1 1 16rem; }
        .row .wide input { max-width: none; }

        """

    private static let parts = """
        ul.cards, ul.rows, ul.choices, ol.events { list-style: none; padding: 0; margin: .5rem 0; }
        ul.cards > li, .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
          padding: .8rem 1rem; margin: .8rem 0; }
        ul.cards h2 { margin: 0 0 .3rem; }
        ul.rows > li { display: flex; gap: .8rem; justify-content: space-between; align-items: center;
          border-bottom: 1px solid var(--line); padding: .5rem 0; overflow-wrap: anywhere; }
        ul.rows small { display: block; }
        .facts { margin: .6rem 0; }
        .facts > div { display: grid; grid-template-columns: 10rem 1fr; gap: .8rem; padding: .2rem 0; }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        .status { display: inline-block; border-radius: 1rem; padding: .1rem .7rem; font-size: .9rem; font-weight: 600;
          margin: .2rem 0; }
        .status.good { color: var(--good); background: var(--good-paper); }
        .status.wait { color: var(--wait); background: var(--wait-paper); }
        .status.bad, .status.off { color: var(--bad); background: var(--bad-paper); }
        .done, .problem { border-radius: .4rem; padding: .6rem .9rem; overflow-wrap: anywhere; }
        .done { color: var(--good); background: var(--good-paper); }
        .problem { color: var(--bad); background: var(--bad-paper); }
        ul.problem { padding-left: 2rem; }
        .secret code, .secrets code { font-size: 1.05rem; background: var(--wait-paper); color: var(--wait);
          padding: .3rem .6rem; border-radius: .35rem; display: inline-block; }
        .secrets { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; }
        .words { white-space: pre-wrap; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; position: relative; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line);
          vertical-align: top; }
        th { color: var(--soft); font-weight: 600; }
        td.number { font-variant-numeric: tabular-nums; text-align: right; }
        ol.events > li { border-bottom: 1px solid var(--line); padding: .6rem 0; }
        ol.events pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        ins, del { text-decoration: none; }
        ins::before { content: "+ "; } del::before { content: "- "; }
        ins { color: var(--good); } del { color: var(--bad); }
        @media (max-width: 40rem) {
          h1 { font-size: 1.35rem; }
          nav { gap: 0 .9rem; padding-bottom: .3rem; }
          nav a, nav button.link { padding: .3rem 0; }
          .facts > div { grid-template-columns: 1fr; gap: 0; padding: .3rem 0; }
          nav .brand { flex-basis: 100%; padding-bottom: 0; }
        }

        """
}

extension DriftHTMLReport {
    /// The style sheet: light and dark as the reader's system is, and one column on a phone.
    static let style = """
        :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b2330;--soft:#5a6676;--line:#dde2e9;
        --drift:#c0262d;--both:#8a2be2;--differs:#b35900;--pending:#9a6a00;--pendingbar:#e0a526;--accepted:#4b5a70;
        --insync:#1a7f4b;--insyncbar:#9bd3b4;--del:#fdecec;--delmark:#f7b9bb;--ins:#e8f6ee;--insmark:#a9dfc0;--code:#eef1f5}
        @media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2029;--text:#e5eaf1;--soft:#9aa7b8;--line:#2d3644;
        --drift:#ff7b80;--both:#c79bff;--differs:#ffab5e;--pending:#eec15c;--pendingbar:#b98a1f;--accepted:#a9b6c8;
        --insync:#5fd39a;--insyncbar:#2a6b4a;--del:#3a1d21;--delmark:#7d2a31;--ins:#16332a;--insmark:#1f6b4c;--code:#242c38}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:68rem;padding:1.5rem 1.25rem 4rem;background:var(--page);color:var(--text);
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        code,del,ins{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em;
        overflow-wrap:anywhere}
        .name{margin:0;color:var(--soft);font-size:.875rem;letter-spacing:.02em}
        h1{margin:.1rem 0 .25rem;font-size:2rem;line-height:1.2}
        h1::before{content:"";display:inline-block;width:.55em;height:.55em;margin-right:.4em;border-radius:50%;
        background:currentColor}
        h1.bad{color:var(--drift)}h1.good{color:var(--insync)}h1.unknown{color:var(--differs)}
        .facts{margin:.25rem 0;color:var(--soft);font-size:.9375rem}
        ul{list-style:none;margin:0;padding:0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.5rem 0}
        .tiles li{padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.625rem;
        color:var(--soft);font-size:.9375rem}
        .tiles b{display:block;color:var(--text);font-size:1.75rem;line-height:1.2;font-variant-numeric:tabular-nums}
        .tiles .drift b{color:var(--drift)}.tiles .both b{color:var(--both)}.tiles .differs b{color:var(--differs)}
        .tiles .pending b{color:var(--pending)}.tiles .insync b{color:var(--insync)}.tiles .none b{color:var(--soft)}
        .history,.zone,.quiet,.notes{margin:0 0 1rem;padding:1rem 1.25rem;background:var(--card);
        border:1px solid var(--line);border-radius:.625rem}
        .history figcaption{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;margin-bottom:.75rem;
        font-size:.9375rem}
        .key{color:var(--soft)}.key::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.35em;
        border-radius:.15em;background:var(--drift)}.key.pending::before{background:var(--pendingbar)}
        .key.insync::before{background:var(--insyncbar)}.key.unknown::before{background:var(--soft);height:.25em;
        vertical-align:.25em}
        .next{margin:0 0 1rem;padding:.75rem 1.25rem;background:var(--card);border:1px solid var(--line);
        border-left:3px solid var(--drift);border-radius:.625rem}.next code{padding:.1em .3em;border-radius:.25rem;
        background:var(--code);overflow-wrap:break-word}
        .index{margin:0 0 1rem}.choice{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 .5rem}
        .choice input{position:absolute;opacity:0}.choice label{padding:.2rem .8rem;border:1px solid var(--line);
        border-radius:1rem;background:var(--card);color:var(--soft);font-size:.875rem;cursor:pointer}
        .choice input:checked+label{border-color:currentColor;color:var(--text);font-weight:600}
        .choice input:focus-visible+label{outline:2px solid currentColor;outline-offset:2px}
        .index ul{columns:18rem;margin-top:.5rem}.index li{break-inside:avoid;padding:.1rem 0}.index a{color:inherit}
        :root:has(#show-drifted:checked) :is(.zone,.index li):not(.drifted),
        :root:has(#show-waits:checked) :is(.zone,.index li):not(.waits),
        :root:has(#show-settled:checked) :is(.zone,.index li):not(.settled){display:none}
        .zone:target{outline:2px solid var(--soft);outline-offset:2px}
        .most{margin-left:auto;color:var(--soft)}
        .history svg{display:block;width:100%;height:6rem}
        rect.drift{fill:var(--drift)}rect.pending{fill:var(--pendingbar)}rect.insync{fill:var(--insyncbar)}
        rect.unknown{fill:var(--soft)}
        .axis{display:flex;justify-content:space-between;margin:.35rem 0 0;color:var(--soft);font-size:.8125rem;
        font-variant-numeric:tabular-nums}
        summary{cursor:pointer}
        summary h2{display:inline;margin:0 .5rem 0 0;font-size:1.1875rem;overflow-wrap:anywhere}
        small{color:var(--soft);font-weight:normal;font-size:.8125rem}
        .chip{display:inline-block;padding:.05rem .6rem;border:1px solid currentColor;border-radius:1rem;font-size:.8125rem;
        color:var(--accepted)}
        .chip.drift,h3.drift{color:var(--drift)}.chip.both,h3.both{color:var(--both)}
        .chip.differs,h3.differs{color:var(--differs)}.chip.pending,h3.pending{color:var(--pending)}
        .chip.insync,h3.in-sync{color:var(--insync)}h3.accepted{color:var(--accepted)}
        .note{margin:.5rem 0;padding:.4rem .75rem;border-left:3px solid var(--pendingbar);background:var(--code)}
        h3{margin:1.25rem 0 .25rem;font-size:.9375rem}
        table{width:100%;border-collapse:collapse;table-layout:fixed}
        th{padding:.3rem .75rem .3rem 0;color:var(--soft);font-size:.8125rem;font-weight:normal;text-align:left}
        th:nth-child(1){width:26%}th:nth-child(2){width:44%}
        td{padding:.55rem .75rem .55rem 0;border-top:1px solid var(--line);vertical-align:top}
        td.set code{font-size:.9375em;font-weight:600}
        td.set small,td.set .change{display:block;width:fit-content}
        .change{color:var(--soft);font-size:.8125rem}.change::before{margin-right:.35em}
        .change.added::before{content:"+"}.change.changed::before{content:"~"}.change.deleted::before{content:"\\2212"}
        td.where{color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
        .kept{color:var(--soft)}
        del,ins{display:block;position:relative;padding:.05rem .5rem .05rem 1.6em;text-decoration:none;border-radius:.25rem}
        del{background:var(--del)}ins{background:var(--ins)}
        del::before,ins::before{position:absolute;left:.5em}
        del::before{content:"\\2212";color:var(--drift)}ins::before{content:"+";color:var(--insync)}
        mark{padding:0 .1em;border-radius:.15em;color:inherit;background:var(--delmark)}ins mark{background:var(--insmark)}
        .kept{padding-left:1.6em}
        .version{display:flex;gap:.75rem;padding:.15rem 0}.version>span{flex:0 0 2.5rem;color:var(--soft);
        font-size:.8125rem;line-height:1.6}.version>div{flex:1;min-width:0}.version code{display:block;padding:0 .5rem;
        background:var(--code)}
        .quiet ul{columns:18rem;margin-top:.75rem}.quiet li{break-inside:avoid;padding:.1rem 0}
        .notes li+li{margin-top:.35rem}.notes{border-color:var(--pendingbar)}
        @media(max-width:40rem){body{padding:1rem .75rem 3rem}h1{font-size:1.6rem}
        .tiles{grid-template-columns:repeat(2,1fr);gap:.5rem}.tiles li{padding:.5rem .75rem}
        .history,.zone,.quiet,.notes{padding:.85rem .85rem}
        .chips{display:block;margin-top:.35rem}
        thead{display:none}table,tbody,tr,td{display:block;width:auto}tr{padding:.6rem 0;border-top:1px solid var(--line)}
        td{padding:0 0 .35rem;border:0}td.set .change{display:inline;margin-left:.35rem}}
        @media print{body{background:none;padding:0}.zone,.history,.tiles li{break-inside:avoid}}
        """
}

/// The style sheet of all pages: plain, in the fonts of the system, light or dark as the reader has it.
package enum Style {
    package static let sheet = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--soft:#595959;--line:#c4c4c4;--link:#0a58ca;--good:#006b4c;
        --bad:#b3261e;--caution:#8a4b00;--ground:#f3f3f3;--s1:#cfe3f5;--s2:#9fc7e8;--s3:#5ba3d6;--s4:#1f78b4;--s5:#08416f;--gap:#8a8a8a;
        --extract:#d55e00;--transform:#005a8c;--load:#1f1147}
        @media(prefers-color-scheme:dark){:root{--paper:#121212;--ink:#ececec;--soft:#b0b0b0;--line:#4a4a4a;--link:#8ab4f8;
        --good:#6fd3a8;--bad:#ff9c94;--caution:#f0b35a;--ground:#1e1e1e;--s1:#0b2a44;--s2:#13507d;--s3:#2b7bb9;--s4:#6fb1e4;--s5:#c3e1f8;--gap:#777;
        --extract:#f0e442;--transform:#3d9fd8;--load:#c25a10}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding:.75rem 1rem;border-bottom:1px solid var(--line)}
        .name{font-weight:700}
        ul,ol{margin:0;padding:0;list-style-position:inside}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem .5rem;list-style:none}
        nav a{display:inline-block;padding:.25rem .5rem;border-radius:.25rem}
        a{color:var(--link)}
        a[aria-current]{background:var(--ground);color:var(--ink);text-decoration:none;font-weight:600}
        a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .skip{position:absolute;left:-100vw}
        .skip:focus{left:.5rem;top:.5rem;background:var(--paper);padding:.5rem;z-index:1}
        main{max-width:72rem;margin:0 auto;padding:1rem}
        h1{font-size:1.5rem;margin:.5rem 0}
        h2{font-size:1.2rem;margin:1.5rem 0 .5rem}
        h1,h2,li,p{overflow-wrap:anywhere}
        h3{font-size:1rem;margin:0 0 .5rem}
        .verdict{margin:.5rem 0;padding:.75rem 1rem;border-left:.4rem solid var(--soft);background:var(--ground);font-size:1.1rem}
        .well{border-color:var(--good)}.well strong{color:var(--good)}
        .bad{border-color:var(--bad)}.bad strong{color:var(--bad)}
        .working{border-color:var(--link)}.unknown{border-style:dashed;border-color:var(--caution)}
        .age,.twin,figcaption,.nothing{color:var(--soft);font-size:.9rem}#more p{margin:.5rem 0}
        .caution{border-left:.25rem solid var(--caution);padding-left:.75rem}
        code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        caption{text-align:left;color:var(--soft);font-size:.9rem}
        th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:break-word}
        td,tbody th{min-width:6rem}.raw{min-width:18rem}.number{min-width:3rem}
        th{font-weight:600}
        td time{white-space:nowrap}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td a,th a,li a,p a{display:inline-block;min-height:1.5rem;min-width:1.5rem}
        form{margin:1rem 0}textarea{width:100%;max-width:60rem;display:block}input,button,select,textarea,.act{max-width:100%;font:inherit;padding:.4rem .75rem;border-radius:.25rem;border:1px solid var(--soft);background:var(--paper);color:var(--ink)}
        button,.act{background:var(--ground);font-weight:600;text-decoration:none}button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .viewer{margin:0 0 0 auto}.login{display:grid;gap:.5rem;max-width:20rem}.login button{margin-top:.5rem}
        input[type=checkbox]{width:1.5rem;height:1.5rem;margin:0;padding:0;accent-color:var(--link)}
        .stages{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem;list-style:none}
        .stages li{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        progress{width:6rem;accent-color:var(--link)}
        .bar{white-space:nowrap}
        figure{margin:1rem 0}
        .heat{width:100%;height:3rem;display:block}
        .ground{fill:var(--ground)}.one{fill:var(--s1)}.two{fill:var(--s2)}.three{fill:var(--s3)}.four{fill:var(--s4)}.five{fill:var(--s5)}
        .heat .gap{fill:none;stroke:var(--gap);stroke-width:2;stroke-dasharray:2 2}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem}.charts figure{margin:0;min-width:0}
        .chart{width:100%;height:6rem;display:block}.chart .rate{fill:none;stroke:var(--link);stroke-width:2;vector-effect:non-scaling-stroke}
        .extract{fill:var(--extract)}.transform{fill:var(--transform)}.load{fill:var(--load)}
        .strip{width:100%;height:4rem;display:block}.strip .gap{fill:none;stroke:var(--gap);stroke-width:2;stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
        .dead{fill:var(--bad)}
        .axis{display:flex;justify-content:space-between;margin:0;color:var(--soft);font-size:.9rem}
        .legend{display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none}.key{width:.9rem;height:.9rem}
        @media(max-width:40rem){main{padding:.75rem}dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
        @media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
        """
}

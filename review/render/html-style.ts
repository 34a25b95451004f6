/** Colours of day and night, one column on a phone, everything open on paper. */
export const style = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --page: #fff; --panel: #f6f8fa; --line: #d0d7de;
  --stop: #b3261e; --high: #9a4b00; --note: #0a5c8f; --create: #116329; --update: #7a4d00; --replace: #8a2a6b; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9da7b3; --page: #0d1117; --panel: #161b22; --line: #30363d;
  --stop: #ff8a80; --high: #ffb86b; --note: #79c0ff; --create: #7ee787; --update: #e3b341; --replace: #f2a7d9; --delete: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; } h3 { margin-top: 1.75rem; }
code, pre, .place { font: .875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: .5rem 0; padding: .6rem .8rem; background: var(--panel); border-radius: 5px; white-space: pre-wrap; }
pre span { display: block; } .added { color: var(--create); } .removed { color: var(--delete); } .changed { color: var(--update); }
.verdict { font-size: 1.25rem; font-weight: 600; } .quiet, .place { color: var(--quiet); }
.notice { margin: .6rem 0; padding: .5rem .8rem; border-left: 4px solid var(--high); background: var(--panel); }
.finding { margin: .6rem 0; padding: .6rem .8rem; border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 5px; }
.finding.stop { border-left-color: var(--stop); } .finding.high { border-left-color: var(--high); } .finding.note { border-left-color: var(--note); }
.finding p { margin: .25rem 0; } .level { font-weight: 700; } .stop .level { color: var(--stop); } .high .level { color: var(--high); } .note .level { color: var(--note); }
details { margin: .35rem 0; border: 1px solid var(--line); border-radius: 5px; padding: .4rem .8rem; } details > details { margin-left: .5rem; }
summary { cursor: pointer; overflow-wrap: anywhere; } summary:focus-visible, button:focus-visible, input:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
.action { font-weight: 600; } .action.create { color: var(--create); } .action.update { color: var(--update); } .action.replace { color: var(--replace); } .action.delete { color: var(--delete); }
.filters { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
.filters input[type=search] { flex: 1 1 14rem; min-width: 0; padding: .4rem .6rem; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px; }
.filters label { white-space: nowrap; } button { font: inherit; padding: .3rem .7rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px; cursor: pointer; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.picture { overflow-x: auto; margin: .6rem 0; padding: .4rem; border: 1px solid var(--line); border-radius: 5px; background: var(--panel); } svg { display: block; }
svg text { fill: var(--text); font: 13px system-ui, sans-serif; } svg .detail, svg .edge-label { fill: var(--quiet); font-size: 11px; } svg .column { fill: var(--quiet); font-weight: 600; }
svg rect { fill: var(--page); stroke: var(--line); } svg .edge { fill: none; stroke: var(--quiet); } svg .edge-label { text-anchor: end; }
svg .create rect { stroke: var(--create); stroke-width: 2; } svg .update rect { stroke: var(--update); stroke-width: 2; } svg .replace rect { stroke: var(--replace); stroke-width: 2; } svg .delete rect { stroke: var(--delete); stroke-width: 2; stroke-dasharray: 5 3; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { body { padding: .75rem; } .filters { position: static; } td, th { display: block; border: 0; padding: .1rem 0; } th { display: none; } td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); } tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; } }
@media print { .filters { display: none; } body { max-width: none; } details > :not(summary) { display: block; } }
`.trim();

/** Colours of the nodes, in the order they first took writes; each is told apart in light and dark. */
export const NODE_COLOURS = 6;

/** Style of the report. Everything is inline: the file is read offline and mailed around. */
export const STYLE = `
:root { color-scheme: light dark;
  --paper: #fbfaf7; --card: #fff; --ink: #1d232b; --soft: #5b6672; --rule: #e3e0d8; --good: #14724a; --good-bg: #e2f3ea;
  --bad: #b3261e; --bad-bg: #fbe6e3; --gap: #f6d9a8; --fault: #b3261e; --grid: #ebe8e1; --role: #5b3fb0; --event: #5b6672;
  --n0: #2f6fb7; --n1: #2c9a7f; --n2: #9a6bc6; --n3: #b98a1e; --n4: #c0577f; --n5: #5d7a1f; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14181d; --card: #1b2127; --ink: #e8ebee; --soft: #9aa6b2; --rule: #2c343c; --good: #6fd3a3; --good-bg: #16342a;
  --bad: #ff9389; --bad-bg: #3d1f1d; --gap: #5a4420; --fault: #ff7a6e; --grid: #262e36; --role: #b5a0f5; --event: #9aa6b2;
  --n0: #6aa7ea; --n1: #58c7aa; --n2: #c39aec; --n3: #dcb45a; --n4: #e88bb0; --n5: #a5c462; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -.01em; }
h2 { font-size: 16px; margin: 36px 0 10px; }
p { margin: 0 0 8px; } .soft { color: var(--soft); }
header { display: flex; flex-wrap: wrap; gap: 12px 24px; align-items: flex-start; justify-content: space-between; }
.verdict { font-weight: 650; padding: 6px 16px; border-radius: 999px; }
.pass { color: var(--good); background: var(--good-bg); } .fail { color: var(--bad); background: var(--bad-bg); }
.reasons { border-left: 3px solid var(--bad); margin: 16px 0 0; padding: 4px 0 4px 16px; list-style: none; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 0; }
.facts div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 14px; }
.facts dt { color: var(--soft); font-size: 13px; } .facts dd { margin: 2px 0 0; font-size: 22px; font-weight: 620; }
.facts, dl { padding: 0; } .card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 8px 14px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 8px 10px; border-bottom: 1px solid var(--rule); vertical-align: top; }
tr:last-child > * { border-bottom: 0; } thead th { color: var(--soft); font-weight: 550; font-size: 13px; }
tbody th { font-weight: 550; } .mark { font-weight: 650; white-space: nowrap; }
svg { display: block; width: 100%; min-width: 760px; height: auto; font: 12px system-ui, sans-serif; fill: var(--ink); }
.axis { fill: var(--soft); } .grid { stroke: var(--grid); } .gap { fill: var(--gap); opacity: .75; } .gap-label { font-weight: 600; }
.fault { stroke: var(--fault); fill: var(--fault); } .role { stroke: var(--role); fill: var(--role); }
.event { stroke: var(--event); fill: var(--event); } .failed { stroke: var(--bad); fill: none; stroke-dasharray: 3 3; }
.activity { fill: var(--role); opacity: .7; } .broke { fill: var(--bad); } .lost { fill: var(--bad); } .span { fill: var(--fault); opacity: .14; } .tag { stroke: var(--card); stroke-width: 3px; paint-order: stroke; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 8px 0 4px; list-style: none; font-size: 13px; color: var(--soft); }
.key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.events td:first-child { white-space: nowrap; text-align: right; color: var(--soft); }
.events tr.s-fault td, .events tr.s-recovery td { font-weight: 600; } .events tr.s-fault td:nth-child(2) { color: var(--fault); }
.events tr.s-role td:nth-child(2) { color: var(--role); }
details summary { cursor: pointer; } footer { margin-top: 40px; font-size: 13px; color: var(--soft); }
code { font: 13px ui-monospace, monospace; }
`;

/** Colours with at least 4.5:1 between text and what is behind it; a dark page where the reader prefers one. */
export const STYLE = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.page{fill:#ffffff}.h1{font-size:24px;font-weight:700;fill:#1c2430}.h2{font-size:13px;fill:#566072}
.domain{fill:#f4f6f9;stroke:#c9d1dc;stroke-dasharray:5 4}.domain-name{font-size:13px;font-weight:600;fill:#566072}
.card{fill:#ffffff;stroke:#c9d1dc}.node{font-size:14px;font-weight:600;fill:#1c2430}
.primary{fill:#b82c27}.primary-text{fill:#ffffff;font-size:13px;font-weight:600}
.replica{fill:#fbe3e1}.replica-text{fill:#6b1a16;font-size:13px}
.sentinel{fill:#e3ecfb}.sentinel-text{fill:#1d3f73;font-size:13px}
.port{text-anchor:end;font-variant-numeric:tabular-nums;font-weight:400}
.replication path{fill:none;stroke:#b82c27;stroke-width:2;stroke-linejoin:round}.replication .arrow,.arrow{fill:#b82c27;stroke:none}
.watch path{fill:none;stroke:#3566b0;stroke-width:1.6;stroke-dasharray:2 4;stroke-linecap:round}
.label-box{fill:#ffffff;stroke:#3566b0}.label{font-size:12px;fill:#1d3f73;text-anchor:middle}
.legend{font-size:12px;fill:#566072}
@media (prefers-color-scheme:dark){
.page{fill:#12161c}.h1,.node{fill:#eef1f5}.h2,.legend,.domain-name{fill:#a8b2c1}.domain{fill:#1a2029;stroke:#3b4656}
.card{fill:#222a35;stroke:#3b4656}.replica{fill:#4a2422}.replica-text{fill:#fbe3e1}.sentinel{fill:#22375a}.sentinel-text{fill:#dbe7fb}
.label-box{fill:#12161c;stroke:#7ea6e6}.label{fill:#dbe7fb}.watch path{stroke:#7ea6e6}.replication path{stroke:#e2665f}.arrow{fill:#e2665f}}
`;

/** Text that may hold anything, as SVG text or attribute. Characters XML forbids are dropped. */
export function escaped(text: string): string {
  return text
     
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

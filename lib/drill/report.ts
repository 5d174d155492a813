import { escaped } from './markup';
import { inWords, timelinePlot } from './report-plot';
import { NODE_COLOURS, STYLE } from './report-style';
import type { Check, DrillEvent, DrillResult, Row } from './result';
import { title } from './table';
import { inSeconds } from './verdict';

/** One self-contained page about a drill: nothing is loaded from anywhere. */
export function drillReport(result: DrillResult): string {
  const { measured, reasons, verdict } = result;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${result.scenario}: ${verdict} (${result.deployment})`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<div>
<h1>${escaped(result.scenario)}</h1>
<p class="soft">${escaped(title(result))}</p>
<p class="soft">${escaped(result.startedAt.replace('T', ' ').replace(/\..*/, ' UTC'))}, seed <code>${result.seed}</code></p>
</div>
<span class="verdict ${verdict}">${verdict === 'pass' ? 'Passed' : 'Failed'}</span>
</header>
${reasons.length === 0 ? '' : `<ul class="reasons">${reasons.map((reason) => `<li>${escaped(reason)}</li>`).join('')}</ul>`}
<dl class="facts">
${fact('Recovery time', measured.rtoMs === undefined ? '–' : inSeconds(measured.rtoMs))}
${fact('Lost writes', `${measured.lostWrites}`)}
${fact('Acknowledged writes', measured.acknowledgedWrites.toLocaleString('en'))}
${fact('Failed writes', measured.failedWrites.toLocaleString('en'))}
${fact('Longest write gap', inSeconds(measured.maxWriteGapMs))}
${fact('Steady again after', inSeconds(measured.settledMs))}
</dl>
<h2>Declared, promised, measured</h2>
<div class="card wide"><table>
<thead><tr><th scope="col">What</th><th scope="col">Declared</th><th scope="col">Promised by the plan</th>
<th scope="col">Measured</th><th scope="col">Kept</th></tr></thead>
<tbody>
${[...result.checks.map(checkRow), ...result.rows.map(measuredRow)].join('\n')}
</tbody></table></div>
<h2>Timeline</h2>
<figure class="card wide" style="margin:0">
${timelinePlot(result)}
<figcaption>${key(result)}<p class="soft">${escaped(inWords(result))}</p></figcaption>
</figure>
<h2>Settings the numbers depend on</h2>
<p>${Object.entries(result.settings).map(([name, value]) => `<code>${escaped(name)} ${value}</code>`).join(' · ')}</p>
${result.engineDeviation === undefined ? '' : `<p class="soft">${escaped(result.engineDeviation)}</p>`}
<h2>What happened</h2>
<details ${result.events.length <= 60 ? 'open' : ''}><summary>${result.events.length} events</summary>
<div class="card wide"><table class="events">
<thead><tr><th scope="col">Seconds</th><th scope="col">From</th><th scope="col">Node</th><th scope="col">Event</th></tr></thead>
<tbody>
${result.events.map(eventRow).join('\n')}
</tbody></table></div></details>
<footer>Measured by redis-ha-constructs. Repeat with
<code>redis-ha drill ${escaped(result.scenario)} &lt;plan&gt; --seed ${result.seed}</code>.</footer>
</main>
</body>
</html>
`;
}

function fact(name: string, value: string): string {
  return `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`;
}

function checkRow(check: Check): string {
  return tableRow(check.title, [check.declared ?? '–', check.promised ?? '–', check.measured],
    `<span class="mark ${check.ok ? 'pass' : 'fail'} verdict">${check.ok ? 'yes' : 'no'}</span>`);
}

/** Nothing bounds it, so it was not kept either. */
function measuredRow(row: Row): string {
  return tableRow(row.title, ['–', '–', row.measured], '–');
}

function tableRow(heading: string, cells: string[], kept: string): string {
  return `<tr><th scope="row">${escaped(heading)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}<td>${kept}</td></tr>`;
}

function eventRow(event: DrillEvent): string {
  return `<tr class="s-${escaped(event.source)}"><td>${(event.atMs / 1000).toFixed(2)}</td><td>${escaped(event.source)}</td>`
    + `<td>${escaped(event.node ?? '')}</td><td>${escaped(event.message)}</td></tr>`;
}

function key({ series, gaps, measured }: DrillResult): string {
  const entries = Object.keys(series.acknowledged).map((node, number) =>
    ({ colour: `var(--n${number % NODE_COLOURS})`, text: `acknowledged by ${node}` }));
  if (gaps.length > 0) {
    entries.push({ colour: 'var(--gap)', text: 'no write acknowledged' });
  }
  if (measured.failedWrites > 0) {
    entries.push({ colour: 'var(--bad)', text: 'failed (dashed)' });
  }
  if (measured.lostWrites > 0) {
    entries.push({ colour: 'var(--bad)', text: 'acknowledged and lost (dots)' });
  }
  return `<ul class="key">${entries.map(({ colour, text }) => `<li><i style="background:${colour}"></i>${escaped(text)}</li>`).join('')}</ul>`;
}

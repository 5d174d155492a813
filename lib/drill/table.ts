import type { Check, DrilledTopology, DrillResult, Row } from './result';

const HEADINGS = ['', 'declared', 'promised', 'measured', ''];
/** Longer texts stand below the table, in lines of no more than that many characters. */
const WIDEST_CELL = 60;
const WIDEST_LINE = 110;

/** Declared against promised against measured, for a terminal. Without colours: it is piped and logged as well. */
export function drillTable(result: DrillResult): string {
  const long = result.rows.filter(({ measured }) => measured.length > WIDEST_CELL);
  const rows = [HEADINGS, ...result.checks.map(cells), ...result.rows.filter((row) => !long.includes(row)).map(measuredCells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  ').trimEnd());
  return [
    title(result),
    '',
    ...lines,
    ...long.flatMap(({ title: heading, measured }) => ['', `${heading}:`, ...folded(measured)]),
    '',
    load(result),
    ...(result.engineDeviation === undefined ? [] : [`note: ${result.engineDeviation}`]),
    `verdict: ${result.verdict}   (repeat with --seed ${result.seed})`,
    ...result.reasons.map((reason) => `  - ${reason}`),
    '',
  ].join('\n');
}

/** Broken at spaces and indented. */
function folded(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= WIDEST_LINE) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? `  ${word}` : ` ${word}`;
  }
  return [...lines, line];
}

/** What was drilled, in one line. */
export function title({ scenario, deployment, topology, engine, client, through, transport }: DrillResult): string {
  const way = through === undefined ? '' : through === 'proxy' ? ' through a load balancer' : ' by name';
  const secured = transport === undefined ? '' : ` (${transport})`;
  return `${scenario} on ${deployment}: ${engine}${secured}, ${nodes(topology)} over ${topology.failureDomains} failure domains; ${client}${way}`;
}

function nodes({ dataNodes, sentinels, shards }: DrilledTopology): string {
  const data = `${dataNodes} data nodes`;
  const parted = shards > 1 ? `${data} in ${shards} shards` : data;
  return sentinels > 0 ? `${parted} and ${sentinels} Sentinels` : parted;
}

/** What the clients did, in one line. */
export function load({ measured }: DrillResult): string {
  return `${measured.acknowledgedWrites} writes acknowledged (${measured.writesPerSecond}/s before the fault), `
    + `${measured.failedWrites} failed, ${measured.lostWrites} lost`;
}

function cells(check: Check): string[] {
  return [check.title, check.declared ?? '-', check.promised ?? '-', check.measured, check.ok ? 'ok' : 'FAIL'];
}

/** Without a mark: nothing bounds it. */
function measuredCells(row: Row): string[] {
  return [row.title, '-', '-', row.measured, ''];
}

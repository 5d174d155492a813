import type { KilledRun, Run } from './measured';

/** Everything a bench leaves behind. */
export interface Results {
  readonly command: string;
  readonly machine: string;
  readonly engine: string;
  readonly keys: number;
  /** Bytes of all values together. */
  readonly valueBytes: number;
  readonly usedMemory: number;
  readonly rdbCompression: boolean;
  /** Writes a second. */
  readonly rate: number;
  readonly titles: Record<string, string>;
  readonly runs: Run[];
  readonly killed: KilledRun[];
  /** Load of the machine over the last minute when it began; above its number of cores it had other work. */
  readonly loadAverage: number;
}

/** The middle of what several runs of one method measured. */
export interface Median {
  readonly method: string;
  readonly runs: number;
  readonly seconds: number;
  readonly toolProcessor: number;
  readonly serversProcessor: number;
  /** Highest of all runs, of the hungriest program of the tool itself. */
  readonly toolMemory: number;
  readonly toolWrote: number;
  readonly serversWrote: number;
  readonly stored: number;
}

/** What has to come out for a claim to hold. */
export interface Goal {
  readonly title: string;
  readonly measured: string;
  readonly met: boolean;
}

const HEADINGS = [
  'method', 'runs', 'seconds', 'against the script', 'of the raw stream\'s speed', 'processor, tool', 'processor, servers', 'memory',
  'tool wrote to disk', 'servers wrote', 'stored',
];
const MEGA = 1e6;
const FLAT_BYTES = 150 * 1024 * 1024;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

export function mediansOf({ runs, titles }: Pick<Results, 'runs' | 'titles'>): Median[] {
  return Object.keys(titles).flatMap((method) => {
    const mine = runs.filter((run) => run.method === method);
    return mine.length === 0 ? [] : [{
      method, runs: mine.length,
      seconds: median(mine.map(({ seconds }) => seconds)),
      toolProcessor: median(mine.map(({ toolProcessor }) => toolProcessor)),
      serversProcessor: median(mine.map(({ serversProcessor }) => serversProcessor)),
      toolMemory: Math.max(...mine.map(({ peakMemory }) => toolMemory(peakMemory))),
      toolWrote: median(mine.map(({ toolWrote }) => toolWrote)),
      serversWrote: median(mine.map(({ serversWrote }) => serversWrote)),
      stored: median(mine.map(({ stored }) => stored)),
    }];
  });
}

/** The three that issue and README speak of. */
export function goalsOf(results: Results): Goal[] {
  const by = new Map(mediansOf(results).map((one) => [one.method, one]));
  const [seed, raw, none, gzip] = ['seed', 'raw', 'ours-none', 'ours-gzip'].map((method) => by.get(method));
  const goals: Goal[] = [];
  if (seed && gzip) {
    const times = seed.seconds / gzip.seconds;
    goals.push({ title: 'At least twice as fast as the script, compressed like it', measured: `${times.toFixed(2)} times`, met: times >= 2 });
  }
  if (raw && none) {
    const share = raw.seconds / none.seconds;
    goals.push({ title: 'At least 85 % of the raw stream, not compressed', measured: `${(share * 100).toFixed(0)} %`, met: share >= 0.85 });
  }
  const ours = [...by.values()].filter(({ method }) => method.startsWith('ours-'));
  if (ours.length > 0) {
    const most = Math.max(...ours.map((one) => one.toolMemory));
    goals.push({ title: 'Memory of at most 150 MiB', measured: mebibytes(most), met: most <= FLAT_BYTES });
  }
  const mine = results.killed.filter(({ method }) => method.startsWith('ours-'));
  if (mine.length > 0) {
    const seen = mine.filter(({ detected, leftBehind }) => detected && leftBehind.length === 0).length;
    goals.push({ title: 'A snapshot cut off is noticed and leaves nothing', measured: `${seen} of ${mine.length}`, met: seen === mine.length });
  }
  return goals;
}

/** A page for people. */
export function resultsPage(results: Results): string {
  const medians = mediansOf(results);
  const raw = medians.find(({ method }) => method === 'raw');
  const seed = medians.find(({ method }) => method === 'seed');
  return [
    '# Backups of one server pair under write load',
    '',
    `\`${results.command}\` on ${results.machine}; ${results.engine}, ${results.keys.toLocaleString('en')} keys, `
      + `${megabytes(results.valueBytes)} of values, ${megabytes(results.usedMemory)} of memory used, rdbcompression `
      + `${results.rdbCompression ? 'yes' : 'no'}, ${results.rate} writes a second meanwhile. `
      + `Load of the machine before it began: ${results.loadAverage.toFixed(1)}.`,
    '',
    'Medians of runs that took turns; memory is the highest that any program of the tool had in any run.',
    '',
    table(HEADINGS, medians.map((one) => [
        results.titles[one.method]!, String(one.runs), one.seconds.toFixed(2),
        seed ? `${(seed.seconds / one.seconds).toFixed(2)} x` : '-', raw ? `${(raw.seconds / one.seconds * 100).toFixed(0)} %` : '-',
        `${one.toolProcessor.toFixed(1)} s`, `${one.serversProcessor.toFixed(1)} s`,
        mebibytes(one.toolMemory), megabytes(one.toolWrote), megabytes(one.serversWrote), megabytes(one.stored),
      ])),
    '',
    'The process that makes the snapshot killed in the middle:',
    '',
    table(['method', 'exit code', 'left in the store', 'noticed'], results.killed.map(({ method, exitCode, leftBehind, detected }) => [
      results.titles[method]!, String(exitCode ?? 'signal'), leftBehind.join(', ') || 'nothing', detected ? 'yes' : 'no',
    ])),
    '',
    table(['goal', 'measured', 'met'], goalsOf(results).map(({ title, measured, met }) => [title, measured, met ? 'yes' : 'no'])),
    '',
  ].join('\n');
}

/** Bars of the median times. */
export function resultsPlot(results: Results): string {
  const medians = mediansOf(results);
  const most = Math.max(...medians.map(({ seconds }) => seconds), 0.001);
  const [width, left, row] = [860, 260, 34];
  const bars = medians.flatMap((one, at) => {
    const y = 40 + at * row;
    const length = Math.round((width - left - 90) * one.seconds / most);
    return [
      `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${escaped(results.titles[one.method]!)}</text>`,
      `<rect x="${left}" y="${y}" width="${length}" height="20" fill="${one.method.startsWith('ours-') ? '#2f6fb7' : '#9aa6b2'}"/>`,
      `<text x="${left + length + 8}" y="${y + 15}">${one.seconds.toFixed(1)} s</text>`,
    ];
  });
  const height = 56 + medians.length * row;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    `<title>Seconds to back up ${megabytes(results.valueBytes)} of values under write load</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="24" font-weight="600">Seconds to back up ${megabytes(results.valueBytes)} of values under write load</text>`,
    ...bars, '</svg>', '',
  ].join('\n');
}

function toolMemory(peaks: Record<string, number>): number {
  return Math.max(0, ...Object.entries(peaks).filter(([name]) => name.startsWith('tool/')).map(([, bytes]) => bytes));
}

function table(headings: string[], rows: string[][]): string {
  return [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGA).toFixed(bytes < 10 * MEGA ? 1 : 0)} MB`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

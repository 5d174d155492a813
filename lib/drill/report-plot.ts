import { escaped } from './markup';
import { markersOf, placeLabels, type Marker } from './report-markers';
import { lanesHeight, lanesOf } from './report-lanes';
import { NODE_COLOURS } from './report-style';
import type { DrillResult, Gap, Series } from './result';

const WIDTH = 1080;
const LEFT = 56;
const RIGHT = 16;
const PLOT_HEIGHT = 240;
const LABEL_HEIGHT = 15;
const BOTTOM = 34;

interface Frame {
  readonly top: number;
  readonly durationMs: number;
  /** Writes a second at the upper edge. */
  readonly most: number;
}

/**
 * The run over time: writes a second stacked by the node that acknowledged them,
 * stretches without one shaded, faults, role changes and notes as labelled lines.
 */
export function timelinePlot(result: DrillResult): string {
  const { series } = result;
  // A load that never began still gets its axes.
  const durationMs = Math.max(1000, result.durationMs);
  const markers = placeLabels(markersOf(result), (atMs) => x(atMs, durationMs), WIDTH - RIGHT);
  const rows = 1 + Math.max(0, ...markers.map((marker) => marker.row));
  const frame: Frame = { top: rows * LABEL_HEIGHT + 12, durationMs, most: niceCeiling(highest(series)) };
  const lanesTop = frame.top + PLOT_HEIGHT + BOTTOM;
  const height = lanesTop + lanesHeight(result);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="plot-title plot-text">`,
    `<title id="plot-title">Acknowledged writes a second over ${(durationMs / 1000).toFixed(1)} s</title>`,
    `<desc id="plot-text">${escaped(inWords(result))}</desc>`,
    faultSpan(result, frame),
    ...result.gaps.filter(({ shard }) => shard === undefined).map((gap) => shadedGap(gap.fromMs, gap.toMs, frame)),
    axes(frame),
    ...areas(series, frame),
    failedLine(series, frame),
    ...lostMarks(series, frame),
    ...markers.map((marker) => markerLine(marker, frame)),
    ...lanesOf(result, { top: lanesTop, left: LEFT, right: WIDTH - RIGHT, x: (atMs) => x(atMs, durationMs) }),
    '</svg>',
  ].join('\n');
}

/** The plot for somebody who cannot see it. */
export function inWords({ measured, gaps, fault, durationMs }: DrillResult): string {
  const parts = [`Load ran for ${(durationMs / 1000).toFixed(1)} s at about ${measured.writesPerSecond} acknowledged writes a second.`];
  if (fault) {
    parts.push(`The fault came after ${(fault.fromMs / 1000).toFixed(1)} s.`);
  }
  for (const gap of gaps) {
    parts.push(`No write ${ofShard(gap)}was acknowledged from ${(gap.fromMs / 1000).toFixed(2)} s to ${(gap.toMs / 1000).toFixed(2)} s.`);
  }
  parts.push(`${measured.lostWrites} acknowledged writes were lost.`);
  return parts.join(' ');
}

function ofShard({ shard }: Gap): string {
  return shard === undefined ? '' : `to shard ${shard} `;
}

function x(atMs: number, durationMs: number): number {
  return round(LEFT + Math.min(1, Math.max(0, atMs / durationMs)) * (WIDTH - LEFT - RIGHT));
}

function y(rate: number, frame: Frame): number {
  return round(frame.top + PLOT_HEIGHT * (1 - rate / frame.most));
}

function perSecond(count: number, series: Series): number {
  return count * 1000 / series.bucketMs;
}

function highest({ acknowledged, failed, bucketMs }: Series): number {
  const totals = failed.map((count, at) =>
    Math.max(count, Object.values(acknowledged).reduce((sum, list) => sum + list[at]!, 0)));
  return Math.max(1, ...totals) * 1000 / bucketMs;
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5, 10].find((step) => value <= power * step) ?? 10);
}

function axes(frame: Frame): string {
  const bottom = frame.top + PLOT_HEIGHT;
  const lines: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(frame.most * share, frame);
    lines.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>`,
      `<text class="axis" x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${Math.round(frame.most * share)}</text>`);
  }
  const step = niceCeiling(frame.durationMs / 1000 / 14);
  for (let second = 0; second <= frame.durationMs / 1000; second = round(second + step)) {
    lines.push(`<text class="axis" x="${x(second * 1000, frame.durationMs)}" y="${bottom + 18}" text-anchor="middle">${second} s</text>`);
  }
  lines.push(`<text class="axis" x="${LEFT}" y="${bottom + 32}">writes/s, by seconds since the load began</text>`);
  return lines.join('\n');
}

/** Stacked steps, one shape per node. */
function areas(series: Series, frame: Frame): string[] {
  const base = series.failed.map(() => 0);
  return Object.entries(series.acknowledged).map(([node, counts], number) => {
    const upper: string[] = [];
    const lower: string[] = [];
    counts.forEach((count, at) => {
      const from = x(at * series.bucketMs, frame.durationMs);
      const to = x((at + 1) * series.bucketMs, frame.durationMs);
      const low = y(perSecond(base[at]!, series), frame);
      base[at]! += count;
      const high = y(perSecond(base[at]!, series), frame);
      upper.push(`${from},${high} ${to},${high}`);
      lower.push(`${to},${low} ${from},${low}`);
    });
    return `<polygon points="${upper.join(' ')} ${lower.reverse().join(' ')}" fill="var(--n${number % NODE_COLOURS})">`
      + `<title>writes acknowledged by ${escaped(node)}</title></polygon>`;
  });
}

function failedLine(series: Series, frame: Frame): string {
  const points = series.failed.map((count, at) =>
    `${x((at + 0.5) * series.bucketMs, frame.durationMs)},${y(perSecond(count, series), frame)}`);
  return series.failed.some((count) => count > 0) ? `<polyline class="failed" points="${points.join(' ')}"/>` : '';
}

function lostMarks(series: Series, frame: Frame): string[] {
  return series.lost.flatMap((count, at) => (count === 0 ? [] : [
    `<circle class="lost" cx="${x((at + 0.5) * series.bucketMs, frame.durationMs)}" cy="${frame.top + PLOT_HEIGHT - 5}" r="4">`
    + `<title>${count} acknowledged writes lost</title></circle>`,
  ]));
}

function shadedGap(fromMs: number, toMs: number, frame: Frame): string {
  const from = x(fromMs, frame.durationMs);
  const width = round(x(toMs, frame.durationMs) - from);
  const label = width < 44 ? '' : `<text class="gap-label" x="${from + width / 2}" y="${frame.top + PLOT_HEIGHT / 2}" `
    + `text-anchor="middle">${((toMs - fromMs) / 1000).toFixed(2)} s</text>`;
  return `<rect class="gap" x="${from}" y="${frame.top}" width="${width}" height="${PLOT_HEIGHT}"/>${label}`;
}

function faultSpan({ fault }: DrillResult, frame: Frame): string {
  if (!fault || fault.toMs <= fault.fromMs) {
    return '';
  }
  const from = x(fault.fromMs, frame.durationMs);
  return `<rect class="span" x="${from}" y="${frame.top + PLOT_HEIGHT}" width="${round(x(fault.toMs, frame.durationMs) - from)}" height="5"/>`;
}

function markerLine(marker: Marker, frame: Frame): string {
  const at = x(marker.atMs, frame.durationMs);
  const labelY = 12 + marker.row * LABEL_HEIGHT;
  const text = `<text class="tag" x="${marker.leftward ? at - 4 : at + 4}" y="${labelY}" `
    + `text-anchor="${marker.leftward ? 'end' : 'start'}">${escaped(marker.label)}</text>`;
  return `<g class="${marker.kind}"><line x1="${at}" x2="${at}" y1="${labelY - 9}" y2="${frame.top + PLOT_HEIGHT}"/>${text}</g>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import type { DrillResult } from './result';

const LANE_HEIGHT = 18;
const BAR_HEIGHT = 10;
const MARGIN = 10;
/** More lanes than this are a wall: then only those that had a gap are drawn. */
const MOST_LANES = 12;

/** Shards that get a line of their own under the plot; none outside a Cluster. */
function lanes({ measured, gaps }: DrillResult): number[] {
  const all = (measured.shards ?? []).map(({ shard }) => shard);
  return all.length <= MOST_LANES ? all : all.filter((shard) => gaps.some((gap) => gap.shard === shard)).slice(0, MOST_LANES);
}

export function lanesHeight(result: DrillResult): number {
  const count = lanes(result).length;
  return count === 0 ? 0 : count * LANE_HEIGHT + MARGIN;
}

/** One line a shard: when it took no writes, which the sum over all shards does not show. */
export function shardLanes(
  result: DrillResult, top: number, edges: { left: number; right: number }, x: (atMs: number) => number,
): string[] {
  return lanes(result).flatMap((shard, number) => {
    const y = top + MARGIN / 2 + number * LANE_HEIGHT;
    const middle = y + BAR_HEIGHT / 2;
    const bars = result.gaps.filter((gap) => gap.shard === shard).map(({ fromMs, toMs }) =>
      `<rect class="gap" x="${x(fromMs)}" y="${y}" width="${Math.max(1, x(toMs) - x(fromMs)).toFixed(2)}" height="${BAR_HEIGHT}">`
      + `<title>no write to shard ${shard} for ${((toMs - fromMs) / 1000).toFixed(2)} s</title></rect>`);
    return [
      `<text class="axis" x="${edges.left - 8}" y="${middle + 4}" text-anchor="end">shard ${shard}</text>`,
      `<line class="grid" x1="${edges.left}" x2="${edges.right}" y1="${middle}" y2="${middle}"/>`,
      ...bars,
    ];
  });
}

import { escaped } from './markup';
import type { Activity, DrillResult, Span } from './result';

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

/** What took its time, by the line it is drawn on. */
function activityLanes({ activities = [] }: DrillResult): Map<string, Activity[]> {
  const byLane = new Map<string, Activity[]>();
  for (const activity of activities) {
    byLane.set(activity.lane, [...byLane.get(activity.lane) ?? [], activity]);
  }
  return byLane;
}

export function lanesHeight(result: DrillResult): number {
  const count = lanes(result).length + activityLanes(result).size;
  return count === 0 ? 0 : count * LANE_HEIGHT + MARGIN;
}

/** Where lanes are drawn. */
interface Place {
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly x: (atMs: number) => number;
}

/** Under the plot: what took its time, and by shard when it took no writes, which the sum over all shards does not show. */
export function lanesOf(result: DrillResult, place: Place): string[] {
  const activities = [...activityLanes(result)];
  const shards = lanes(result);
  return [
    ...activities.flatMap(([name, list], number) => activityLane(name, list, number, place)),
    ...shards.flatMap((shard, number) => shardLane(result, shard, activities.length + number, place)),
  ];
}

function lane(name: string, number: number, { top, left, right }: Place, bars: (y: number) => string[]): string[] {
  const y = top + MARGIN / 2 + number * LANE_HEIGHT;
  const middle = y + BAR_HEIGHT / 2;
  return [
    `<text class="axis" x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`,
    `<line class="grid" x1="${left}" x2="${right}" y1="${middle}" y2="${middle}"/>`,
    ...bars(y),
  ];
}

function bar(kind: string, { x }: Place, y: number, { fromMs, toMs }: Span, title: string): string {
  return `<rect class="${kind}" x="${x(fromMs)}" y="${y}" width="${Math.max(1, x(toMs) - x(fromMs)).toFixed(2)}" height="${BAR_HEIGHT}">`
    + `<title>${escaped(title)}</title></rect>`;
}

function activityLane(name: string, list: Activity[], number: number, place: Place): string[] {
  return lane(name, number, place, (y) => list.map((activity) => {
    const took = `${((activity.toMs - activity.fromMs) / 1000).toFixed(2)} s`;
    return bar(activity.failed ? 'activity broke' : 'activity', place, y, activity, `${activity.title}${activity.failed ? ', failed' : ''}: ${took}`);
  }));
}

function shardLane(result: DrillResult, shard: number, number: number, place: Place): string[] {
  return lane(`shard ${shard}`, number, place, (y) => result.gaps.filter((gap) => gap.shard === shard).map((gap) =>
    bar('gap', place, y, gap, `no write to shard ${shard} for ${((gap.toMs - gap.fromMs) / 1000).toFixed(2)} s`)));
}

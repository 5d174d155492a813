import type { DrillEvent, DrillResult } from './result';

/** An event worth a line in the plot. */
export interface Marker {
  readonly atMs: number;
  /** `fault`, `role` or `event`: decides the colour. */
  readonly kind: 'fault' | 'role' | 'event';
  readonly label: string;
  /** Line of text above the plot, from 0 at the top. */
  readonly row: number;
  /** True when the text stands left of its line, for want of room. */
  readonly leftward: boolean;
}

/** More would hide the plot; the table below it has all of them. */
const MOST_MARKERS = 22;
/** Further down, lines may cross labels. */
const MOST_ROWS = 10;
const CHARACTER_WIDTH = 6.4;
const LONGEST_LABEL = 60;

/** The events a reader needs to follow the curve: faults, recoveries, role changes, what the clients and the scenario saw. */
export function markersOf({ events, durationMs }: DrillResult): Marker[] {
  const chosen = events.filter((event) => event.atMs >= 0 && event.atMs <= durationMs && rank(event) < 5);
  const kept = [...chosen].sort((a, b) => rank(a) - rank(b) || a.atMs - b.atMs).slice(0, MOST_MARKERS);
  return kept.sort((a, b) => a.atMs - b.atMs).map((event) => ({
    atMs: event.atMs, kind: kindOf(event), label: labelOf(event), row: 0, leftward: false,
  }));
}

/** Gives each label the highest row in which it does not run into another. */
export function placeLabels(markers: Marker[], x: (atMs: number) => number, rightEdge: number): Marker[] {
  const taken: { from: number; to: number }[][] = [];
  return markers.map((marker) => {
    const at = x(marker.atMs);
    const width = marker.label.length * CHARACTER_WIDTH + 8;
    const leftward = at + width > rightEdge;
    const from = leftward ? at - width : at;
    const free = (row: number): boolean => (taken[row] ?? []).every((other) => from + width < other.from || from > other.to);
    // The line hangs down from its label, so it begins below every label it would cross.
    const crossed = taken.map((labels) => labels.some((other) => other.from < at && other.to > at));
    let row = 1 + crossed.lastIndexOf(true);
    row = row < MOST_ROWS ? row : 0;
    while (!free(row)) {
      row += 1;
    }
    (taken[row] ??= []).push({ from, to: from + width });
    return { ...marker, row, leftward };
  });
}

function rank(event: DrillEvent): number {
  switch (event.source) {
    case 'fault':
      return 0;
    case 'recovery':
      return 1;
    case 'role':
      return 2;
    case 'clients':
      return event.message.startsWith('clients write') ? 3 : 9;
    case 'drill':
      return 4;
    default:
      return 9;
  }
}

function kindOf(event: DrillEvent): Marker['kind'] {
  if (event.source === 'fault') {
    return 'fault';
  }
  return event.source === 'role' ? 'role' : 'event';
}

function labelOf(event: DrillEvent): string {
  // An agent's reasons follow its fields; the table has them, a label has no room.
  const short = event.message.replace(/ reason=.*$/, '');
  const named = event.source === 'role' && event.node !== undefined ? `${event.node}: ${short}` : short;
  return named.length > LONGEST_LABEL ? `${named.slice(0, LONGEST_LABEL - 1)}…` : named;
}

import { sameRecord, type RegionRecord } from '../../region';
import type { PeerState } from '../situation';

/** What an agent said, and how long ago it was asked, in milliseconds. */
export interface Answer {
  readonly state: PeerState;
  readonly askedMsAgo: number;
}

/** That the witness had no record above that of this epoch (0: none at all), and how long ago it was asked, in milliseconds. */
export interface Reading {
  readonly epoch: number;
  readonly askedMsAgo: number;
}

/** What may prove that a record is the newest. */
export interface Evidence {
  readonly reading?: Reading;
  /** Authentic answers of agents of both regions, by node. */
  readonly answers: Record<string, Answer>;
  /** Data nodes of the other region whose agents are meant to run. */
  readonly others: string[];
}

/**
 * How long ago it was certain that no record stood above this one, in milliseconds; undefined for never. Each of these says
 * so from the moment it was asked (rule R14):
 *
 * - the witness, asked by this agent;
 * - the witness, asked by an agent that knows the same record and tells so;
 * - a majority of the other region's agents that know of none above: a promotion waits for its time only once a majority there
 *   knows of it.
 */
export function provenMsAgo(record: RegionRecord, { reading, answers, others }: Evidence): number | undefined {
  const { epoch } = record;
  const ages: number[] = [];
  if (reading?.epoch === epoch) {
    ages.push(reading.askedMsAgo);
  }
  for (const { state, askedMsAgo } of Object.values(answers)) {
    if (state.region?.epoch === epoch && sameRecord(state.region, record) && state.regionReadMsAgo !== undefined) {
      ages.push(askedMsAgo + state.regionReadMsAgo);
    }
  }
  // One that has never heard of any record, as after the loss of its volume, is no witness to there being none above.
  const denying = others
    .flatMap((name) => answers[name] ?? [])
    .filter(({ state: { region } }) => region !== undefined && (region.epoch < epoch || sameRecord(region, record)))
    .map(({ askedMsAgo }) => askedMsAgo)
    .sort((a, b) => a - b);
  const majority = Math.floor(others.length / 2) + 1;
  if (others.length > 0 && denying.length >= majority) {
    ages.push(denying[majority - 1]!);
  }
  return ages.length === 0 ? undefined : Math.min(...ages);
}

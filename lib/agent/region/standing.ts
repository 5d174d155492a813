import { mayWrite, type RegionRecord } from '../../region';

/** What a region is at the moment, as one of its agents knows. */
export enum Standing {
  /** The record in force names it. */
  ACTIVE = 'active',
  /** The record in force names the other one. */
  STANDBY = 'standby',
  /** There is no record yet: the deployment has never taken a write with two regions. */
  UNDECLARED = 'undeclared',
  /** This agent has just begun and has asked. */
  ASKING = 'asking',
  /** Nobody has said so far whether what this node remembers is still true. */
  UNKNOWN = 'unknown',
}

/** Everything it follows from. */
export interface RegionFacts {
  readonly own: string;
  /** The newest record anybody told of. */
  readonly record?: RegionRecord;
  /** How long ago it was certain to be the newest, in milliseconds; absent for never since this agent began. */
  readonly provenMsAgo?: number;
  /** How long ago this agent learned of it, or began with it, in milliseconds. */
  readonly learnedMsAgo?: number;
  /** Since this agent began some record was certain to be the newest: what was learned since then is no older. */
  readonly knows: boolean;
  /** The witness has said that there is no record at all. */
  readonly noneStands: boolean;
  /** Since this agent began, in milliseconds. */
  readonly runsMs: number;
  /** How old a proof may become, in milliseconds. */
  readonly leaseMs: number;
  /** Without proof a primary goes on: `whenUnsure: keep-writing`. */
  readonly keepsWriting: boolean;
}

/** Who may take writes, as one agent knows it. */
export interface RegionView {
  readonly own: string;
  readonly standing: Standing;
  readonly record?: RegionRecord;
  readonly provenMsAgo?: number;
  /** How long ago this agent learned of the record, or began with it, in milliseconds. */
  readonly learnedMsAgo?: number;
  /** Whether a primary of this region may take writes now. */
  readonly mayWrite: boolean;
  /** For people. */
  readonly reason: string;
}

/** So long an agent that has just begun leaves a primary as it finds it: the answers to its first questions are on their way. */
const ASKING_MS = 1000;

/** Pure: what the rules of regions (R14) make of what is known. */
export function regionView(facts: RegionFacts): RegionView {
  const { own, record, provenMsAgo, learnedMsAgo, keepsWriting, leaseMs } = facts;
  const view = (standing: Standing, reason: string, may = false): RegionView => ({
    own, standing, mayWrite: may, reason,
    ...(record ? { record } : {}), ...(provenMsAgo === undefined ? {} : { provenMsAgo }),
    ...(learnedMsAgo === undefined ? {} : { learnedMsAgo }),
  });
  if (record !== undefined && record.active !== own) {
    return view(Standing.STANDBY, `${record.active} is the active region`);
  }
  if (record?.moving) {
    return view(Standing.ACTIVE, `the deployment is moving to ${record.moving.to}: nobody takes writes`);
  }
  if (record === undefined && facts.noneStands) {
    return view(Standing.UNDECLARED, 'there is no region record yet');
  }
  if (!facts.knows && facts.runsMs < ASKING_MS) {
    return view(Standing.ASKING, 'asking which region is active');
  }
  if (record === undefined || (!facts.knows && !keepsWriting)) {
    return view(Standing.UNKNOWN, `neither the witness nor a majority of the other region says whether ${record?.active ?? own} is still active`);
  }
  if (provenMsAgo !== undefined && provenMsAgo <= leaseMs) {
    return view(Standing.ACTIVE, `${own} is the active region`, mayWrite(record, own));
  }
  const unproven = `nobody has confirmed ${provenMsAgo === undefined ? 'yet' : `for ${Math.round(provenMsAgo / 1000)} s`} that ${own} is the active region`;
  return keepsWriting ? view(Standing.ACTIVE, `${unproven}; it goes on as declared`, true) : view(Standing.ACTIVE, `${unproven}: writes are stopped`);
}

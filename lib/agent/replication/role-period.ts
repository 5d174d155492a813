/** A file is read at once. */
const FILE_MS = 300;
/** On EC2 each question is a request, or a process of its own where that fails; as rarely as is enough. */
const EC2_MS = 2000;
/** What an answer may take, and the time between two looks. */
const ANSWER_MS = 1000;
/** More often than that no store is asked. */
const LEAST_MS = 250;

/**
 * How often the store of the role marker is asked, in milliseconds. Twice at least before what it said has become too old,
 * answers included: a primary that cannot hear one of its peers has nothing but the store, and one question may get lost.
 *
 * @param validMs after which an answer counts for nothing: the plan's `fenceAfterSeconds`
 */
export function rolePeriodMs(kind: 'file' | 'ec2' | 'kubernetes', validMs: number): number {
  const most = Math.max(LEAST_MS, (validMs - ANSWER_MS) / 2);
  return Math.min(kind === 'file' ? FILE_MS : Math.max(EC2_MS, validMs / 3), most);
}

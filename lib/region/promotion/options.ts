import { InvalidInput } from '../../model';

export interface PromotionOptions {
  /** Who asks and why, for people; kept in the record. @default "unknown" */
  readonly by?: string;
  /**
   * Go on where writes may be lost that the old region acknowledged, or may still acknowledge: it cannot be reached and goes
   * on by itself (`keep-writing`), or the new one does not catch up. Needs `evidence`.
   *
   * @default false
   */
  readonly force?: boolean;
  /** How it is known that nobody writes in the old region; kept in the record. */
  readonly evidence?: string;
  /** How long writes may stand still until the new region has everything, in seconds. @default 30 */
  readonly catchUpSeconds?: number;
  /** Longest wait for nodes that are started, in seconds. @default - as long as the plan's promise says, and 120 */
  readonly startSeconds?: number;
  /** Longest wait until the new primaries take writes, in seconds. @default - as long as the plan's promise says, and 120 */
  readonly verifySeconds?: number;
}

/** @throws InvalidInput for force without evidence */
export function checkEvidence({ force, evidence }: PromotionOptions): void {
  if (force && !evidence?.trim()) {
    throw new InvalidInput('--evidence', 'missing', 'with --force, say how you know that nobody writes in the old region; it is kept in the record');
  }
}

import type { CommandResult } from './command-result';
import type { Situation } from './situation';

/** How the primary role moves on purpose, in one topology (rule R9). */
export interface Mover {
  /**
   * Hands over from this node, which is the named primary, without losing an acknowledged write.
   *
   * @param wanted node that should take over; the best one when undefined
   */
  handOver(wanted: string | undefined, situation: Situation): Promise<CommandResult>;
}

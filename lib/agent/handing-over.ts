import type { CommandResult } from './command-result';

/**
 * One handover at a time, which is over once what came of it has been looked at. Until then all that is known of this node is
 * of before: whoever asked again in between would be given a handover of a role that this node does not have any more.
 */
export class HandingOver {
  private moving = false;
  private ended = 0;
  private seen = 0;

  /** One is being carried out. */
  public get underWay(): boolean {
    return this.moving;
  }

  /** None is, and what the last one left has been looked at. */
  public get over(): boolean {
    return !this.moving && this.seen === this.ended;
  }

  /** Carries one out, unless the one before is not over. A failure is its result. */
  public async once(handOver: () => Promise<CommandResult>): Promise<CommandResult> {
    if (!this.over) {
      return { ok: false, detail: 'a handover is already under way' };
    }
    this.moving = true;
    try {
      return await handOver();
    } catch (failure) {
      return { ok: false, detail: failure instanceof Error ? failure.message : String(failure) };
    } finally {
      this.moving = false;
      this.ended += 1;
    }
  }

  /** A look begins. @returns what to call when it has shown everything */
  public looks(): () => void {
    const { ended } = this;
    return () => { this.seen = ended; };
  }
}

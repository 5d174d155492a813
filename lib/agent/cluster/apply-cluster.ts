import { COPIES, COPIES_NOTHING } from '../../config';
import type { RedisLink } from '../../redis';
import type { Desired } from '../desired';
import { failpoint } from '../failpoint';
import type { Log } from '../log';
import type { RedisState } from '../situation';

/** The same words again before this would only tell what is still under way. */
const REPEAT_MS = 1000;

/** Makes true what was decided about a Cluster node, beyond what every data server has. */
export class ClusterApplier {
  private readonly told = new Map<string, number>();
  private copying = '';

  constructor(private readonly redis: RedisLink, private readonly log: Log) {}

  /** Whether it is a candidate and a source: before any command, which may make it either. */
  public async shape(state: RedisState, { eligible, copyable, reason }: Desired): Promise<void> {
    if (eligible !== undefined && eligible !== state.priority > 0) {
      await this.set('cluster-replica-no-failover', eligible ? 'no' : 'yes', reason);
      failpoint(eligible ? 'eligible' : 'withdrawn');
    }
    // A process that restarted is a source of nothing again.
    const wanted = `${state.runId} ${copyable}`;
    if (copyable !== undefined && this.copying !== wanted) {
      await this.set('repl-diskless-sync-delay', copyable ? COPIES : COPIES_NOTHING, reason);
      this.copying = wanted;
    }
  }

  public async tell(commands: string[][], now: number): Promise<void> {
    for (const command of commands) {
      const words = command.join(' ');
      if (now - (this.told.get(words) ?? 0) < REPEAT_MS) {
        continue;
      }
      this.told.set(words, now);
      failpoint(`cluster:${command[0]!.toLowerCase()}:before`);
      const answer = await this.redis.call('CLUSTER', ...command).catch((failure: unknown) =>
        (failure instanceof Error ? failure.message : String(failure)));
      this.log('cluster', { command: words, answer: String(answer) });
      failpoint(`cluster:${command[0]!.toLowerCase()}:after`);
    }
  }

  private async set(key: string, value: string | number, reason: string): Promise<void> {
    await this.redis.call('CONFIG', 'SET', key, value);
    this.log('set', { key, value, reason });
  }
}

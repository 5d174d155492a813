import { FilePlatform } from '../../agent/platform/file';
import type { LabWatch } from './watch';
import { unready, type WatchParts } from './watch-parts';

/** A deployment without automatic failover: the role marker has the say, and here it is a file. */
export class ReplicationWatch implements LabWatch {
  private readonly store: FilePlatform;

  constructor(private readonly parts: WatchParts) {
    this.store = new FilePlatform({ kind: 'file', secretsDir: '', outsideDir: parts.outsideDir });
  }

  public async primary(): Promise<string | undefined> {
    return (await this.store.readRole().catch(() => undefined))?.primary;
  }

  public async lacking(without?: string): Promise<string> {
    const lacks = await unready(this.parts, without);
    if (lacks !== '') {
      return lacks;
    }
    const named = await this.primary();
    if (named === undefined) {
      return 'no role marker names a primary';
    }
    const leader = this.parts.nodes.find(({ name }) => name === named);
    const answer = await leader?.health('/primary');
    return named === without || answer?.status === 200 ? '' : `the role marker names ${named}, which is not serving as primary`;
  }

  public close(): void {
    // Nothing is held open.
  }
}

import type { RegionRecord } from '../../region';
import { Thread } from '../thread/thread';
import { newestIn } from './newest-in';

/** The witness of a lab, in a thread of its own. */
export class WitnessThread {
  private constructor(private readonly thread: Thread, private readonly folder: string, public readonly url: string) {}

  public static async open(folder: string, host: string): Promise<WitnessThread> {
    const thread = Thread.start('witness', { folder, host });
    try {
      return new WitnessThread(thread, folder, await thread.call('url') as string);
    } catch (failure) {
      await thread.close().catch(() => undefined);
      throw failure;
    }
  }

  /** The newest record of a deployment, undefined when there is none. */
  public newest(deployment: string): RegionRecord | undefined {
    return newestIn(this.folder, deployment);
  }

  public close(): Promise<void> {
    return this.thread.close();
  }
}

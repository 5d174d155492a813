import { Thread } from '../thread/thread';
import { validateLink, type LinkSettings } from './link-settings';
import type { RegionLinkOptions } from './region-link';

/** The link between the regions of a lab, in a thread of its own. */
export class LinkThread {
  private readonly thread: Thread;

  constructor(options: RegionLinkOptions) {
    this.thread = Thread.start('link', options);
  }

  /**
   * What it is like from now on, and between whom. Connections stay, and feel it.
   *
   * @throws InvalidInput that names the setting; Error where rules cannot be made
   */
  public async lay(groups: readonly [string[], string[]], settings: LinkSettings): Promise<void> {
    await this.thread.call('set', validateLink(settings));
    await this.thread.call('lay', groups);
  }

  public close(): Promise<void> {
    return this.thread.close();
  }
}

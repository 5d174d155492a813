import { nft, removeTable } from '../network/nft';
import { LinkProxy } from './link-proxy';
import { linkTable } from './link-rules';
import { validateLink, type LinkSettings } from './link-settings';
import { SourcePorts } from './source-ports';
import { Wire } from './wire';

export interface RegionLinkOptions {
  /** Name of the rules' table. */
  readonly table: string;
  /** Address that the proxies listen on. */
  readonly host: string;
  /** Ports of every node that the other region may speak to. */
  readonly ports: number[];
}

/**
 * The link between two groups of addresses of this machine: slow, narrow and lossy as it is told. Not every kernel has a queue
 * that delays (netem), and all these addresses share one interface; so rules lead TCP connections through proxies that take
 * their time. Needs CAP_NET_ADMIN.
 */
export class RegionLink {
  private settings: LinkSettings = {};
  private readonly proxies: LinkProxy[] = [];
  private readonly sources = new SourcePorts();
  private readonly wires = [new Wire(() => this.settings), new Wire(() => this.settings)] as const;
  private laid = false;

  constructor(private readonly options: RegionLinkOptions) {}

  /** What it is like from now on. Connections stay, and feel it. @throws InvalidInput that names the setting */
  public set(settings: LinkSettings): void {
    this.settings = validateLink(settings);
  }

  /** Leads what travels between these through the link; nodes that have come since join in. */
  public async lay(groups: readonly [string[], string[]]): Promise<void> {
    const { table, host, ports } = this.options;
    for (const [side, group] of groups.entries()) {
      const there = this.wires[1 - side]!;
      for (const target of group.flatMap((address) => ports.map((port) => ({ host: address, port })))) {
        if (!this.proxies.some((proxy) => proxy.target.host === target.host && proxy.target.port === target.port)) {
          this.proxies.push(await LinkProxy.open({
            host, target, there, back: this.wires[side]!, settings: () => this.settings, sources: this.sources,
          }));
        }
      }
    }
    const detours = this.proxies.map(({ target, port }) => ({ ...target, through: { host, port } }));
    await nft(removeTable(table) + linkTable({ table, groups, detours }));
    this.laid = true;
  }

  /** Takes rules and proxies away; connections through them are reset. */
  public async close(): Promise<void> {
    if (this.laid) {
      await nft(removeTable(this.options.table));
    }
    await Promise.all(this.proxies.splice(0).map((proxy) => proxy.close()));
  }
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { LinkSettings } from '../link/link-settings';
import { LinkThread } from '../link/link-thread';
import { dropTable, nft, removeOrphanTables, removeTable, tablePrefix } from './nft';
import type { LabNetwork, Place } from './network';

/** The last addresses are of what is no node. */
const MOST_NODES = 251;
const LINK = 252;
const WITNESS = 253;
const HOST = 254;

/** Nodes on addresses of their own in 127.0.0.0/8, with the ports they have in production. */
export class LoopbackNetwork implements LabNetwork {
  /**
   * @param ports that must be free on every address
   * @param nodes how many addresses are needed now
   */
  public static async open(ports: number[], nodes = 1): Promise<LoopbackNetwork> {
    await removeOrphanTables();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
      const hosts = Array.from({ length: nodes }, (_, index) => `${subnet}.${index + 1}`);
      if ((await Promise.all(hosts.map((host) => allFree(host, ports)))).every(Boolean)) {
        return new LoopbackNetwork(subnet, ports);
      }
    }
    throw new Error(`no free loopback addresses for ports ${ports.join(', ')}: is something bound to 0.0.0.0 on them?`);
  }

  private readonly table: string;
  private readonly cuts = new Map<string, readonly [Place[], Place[]]>();
  private regionLink?: LinkThread;

  private constructor(private readonly subnet: string, private readonly ports: number[]) {
    this.table = tablePrefix(subnet.replace(/\./g, '_'));
  }

  public address(place: Place): string {
    return `${this.subnet}.${place === 'witness' ? WITNESS : place + 1}`;
  }

  public async add(index: number): Promise<void> {
    if (index >= MOST_NODES || !await allFree(this.address(index), this.ports)) {
      throw new Error(`${this.address(index)} is taken: ports ${this.ports.join(', ')} must be free there, and there are ${MOST_NODES} addresses`);
    }
  }

  public hostAddress(): string {
    return `${this.subnet}.${HOST}`;
  }

  public prefix(): string[] {
    return [];
  }

  public async cut(groupA: Place[], groupB: Place[], name = 'cut'): Promise<void> {
    const [a, b] = [groupA, groupB].map((group) => group.map((place) => this.address(place)));
    // Before it is tried: what was made by half is taken back, too.
    this.cuts.set(name, [groupA, groupB]);
    await nft(removeTable(this.tableOf(name)) + dropTable(this.tableOf(name), a!, b!, this.regionLink !== undefined));
  }

  public async heal(name?: string): Promise<void> {
    for (const cut of name === undefined ? [...this.cuts.keys()] : [name]) {
      if (this.cuts.delete(cut)) {
        await nft(removeTable(this.tableOf(cut)));
      }
    }
  }

  public async link(groups: readonly [number[], number[]], settings: LinkSettings): Promise<void> {
    const first = this.regionLink === undefined;
    this.regionLink ??= new LinkThread({ table: this.tableOf('link'), host: `${this.subnet}.${LINK}`, ports: this.ports });
    const [here, there] = groups.map((group) => group.map((index) => this.address(index)));
    await this.regionLink.lay([here!, there!], settings);
    if (first) {
      for (const [name, [groupA, groupB]] of this.cuts) {
        await this.cut(groupA, groupB, name);
      }
    }
  }

  public async close(): Promise<void> {
    await this.heal();
    await this.regionLink?.close();
  }

  private tableOf(name: string): string {
    return `${this.table}_${name}`;
  }
}

async function allFree(host: string, ports: number[]): Promise<boolean> {
  const results = await Promise.all(ports.map((port) => new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  })));
  return results.every(Boolean);
}

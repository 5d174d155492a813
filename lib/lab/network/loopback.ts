import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { dropTable, nft, removeTable } from './nft';
import type { LabNetwork } from './network';

/** The last address is the machine's own. */
const MOST_NODES = 253;

/** Nodes on addresses of their own in 127.0.0.0/8, with the ports they have in production. */
export class LoopbackNetwork implements LabNetwork {
  /**
   * @param ports that must be free on every address
   * @param nodes how many addresses are needed now
   */
  public static async open(ports: number[], nodes = 1): Promise<LoopbackNetwork> {
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
  private wasCut = false;

  private constructor(private readonly subnet: string, private readonly ports: number[]) {
    this.table = `redis_ha_${subnet.replace(/\./g, '_')}`;
  }

  public address(index: number): string {
    return `${this.subnet}.${index + 1}`;
  }

  public async add(index: number): Promise<void> {
    if (index >= MOST_NODES || !await allFree(this.address(index), this.ports)) {
      throw new Error(`${this.address(index)} is taken: ports ${this.ports.join(', ')} must be free there, and there are ${MOST_NODES} addresses`);
    }
  }

  public hostAddress(): string {
    return `${this.subnet}.254`;
  }

  public prefix(): string[] {
    return [];
  }

  public async cut(groupA: number[], groupB: number[]): Promise<void> {
    await this.heal();
    this.wasCut = true;
    await nft(dropTable(this.table, groupA.map((index) => this.address(index)), groupB.map((index) => this.address(index))));
  }

  public async heal(): Promise<void> {
    if (this.wasCut) {
      await nft(removeTable(this.table));
      this.wasCut = false;
    }
  }

  public close(): Promise<void> {
    return this.heal();
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

import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { dropTable, nft, removeOrphanTables, removeTable } from './nft';
import type { LabNetwork, Place } from './network';

const run = promisify(execFile);

/**
 * Nodes in network namespaces of their own on a bridge of their own. Needs root.
 * Fixed hardware addresses keep neighbours' caches true when a node is made again.
 */
export class NamespaceNetwork implements LabNetwork {
  public static async open(): Promise<NamespaceNetwork> {
    if (process.getuid?.() !== 0) {
      throw new Error('network namespaces need root: run as root, or leave --network at loopback');
    }
    await removeOrphans();
    const id = `${process.pid.toString(16)}x${randomInt(256, 4096).toString(16)}`;
    const network = new NamespaceNetwork(id, await freeThird());
    try {
      await network.build();
    } catch (failure) {
      await network.close();
      throw failure;
    }
    return network;
  }

  private readonly indexes: number[] = [];
  private readonly cuts = new Set<string>();

  private constructor(private readonly id: string, private readonly third: number) {}

  public address(place: Place): string {
    return `10.231.${this.third}.${place === 'witness' ? 253 : place + 1}`;
  }

  public async add(index: number): Promise<void> {
    this.indexes.push(index);
    const outside = `rv${this.id}${index}`;
    const namespace = this.namespace(index);
    await run('ip', ['netns', 'add', namespace]);
    await run('ip', ['link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace,
      'address', `02:66:00:00:${this.third.toString(16).padStart(2, '0')}:${(index + 1).toString(16).padStart(2, '0')}`]);
    await run('ip', ['link', 'set', outside, 'master', this.bridge(), 'up']);
    await run('ip', ['-n', namespace, 'addr', 'add', `${this.address(index)}/24`, 'dev', 'eth0']);
    await run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    await run('ip', ['-n', namespace, 'link', 'set', 'eth0', 'up']);
  }

  public hostAddress(): string {
    return `10.231.${this.third}.254`;
  }

  public prefix(index: number): string[] {
    return ['nsenter', `--net=/run/netns/${this.namespace(index)}`];
  }

  public async cut(groupA: Place[], groupB: Place[], name = 'cut'): Promise<void> {
    const [a, b] = [groupA, groupB].map((group) => group.map((place) => this.address(place)));
    const table = this.tableOf(name);
    this.cuts.add(name);
    const rules = removeTable(table) + dropTable(table, a!, b!);
    await Promise.all(this.everywhere().map((prefix) => nft(rules, prefix)));
  }

  public async heal(name?: string): Promise<void> {
    for (const cut of name === undefined ? [...this.cuts] : [name]) {
      this.cuts.delete(cut);
      await Promise.all(this.everywhere().map((prefix) => nft(removeTable(this.tableOf(cut)), prefix)));
    }
  }

  public link(): Promise<void> {
    return Promise.reject(new Error('a link between regions is made of rules and proxies on loopback addresses: leave --network at loopback'));
  }

  public async close(): Promise<void> {
    await this.heal().catch(() => undefined);
    for (const index of this.indexes) {
      await run('ip', ['netns', 'del', this.namespace(index)]).catch(() => undefined);
    }
    await run('ip', ['link', 'del', this.bridge()]).catch(() => undefined);
  }

  private async build(): Promise<void> {
    await run('ip', ['link', 'add', this.bridge(), 'type', 'bridge']);
    for (const address of [this.hostAddress(), this.address('witness')]) {
      await run('ip', ['addr', 'add', `${address}/24`, 'dev', this.bridge()]);
    }
    await run('ip', ['link', 'set', this.bridge(), 'up']);
  }

  /** The nodes, and this machine, where the witness is. */
  private everywhere(): string[][] {
    return [[], ...this.indexes.map((index) => this.prefix(index))];
  }

  private tableOf(name: string): string {
    return `redis_ha_${this.id}_${name}`;
  }

  private namespace(index: number): string {
    return `rh${this.id}n${index}`;
  }

  private bridge(): string {
    return `rhbr${this.id}`;
  }
}

/** Networks of labs whose process was killed before it could take them back; their names hold its id. */
async function removeOrphans(): Promise<void> {
  await removeOrphanTables();
  const { stdout } = await run('ip', ['-o', 'link']);
  for (const [, id, pid] of stdout.matchAll(/ rhbr(([0-9a-f]+)x[0-9a-f]+):/g)) {
    if (existsSync(`/proc/${parseInt(pid!, 16)}`)) {
      continue;
    }
    const namespaces = (await run('ip', ['netns', 'list'])).stdout.match(new RegExp(`^rh${id}n\\d+`, 'gm')) ?? [];
    for (const namespace of namespaces) {
      await run('ip', ['netns', 'del', namespace]).catch(() => undefined);
    }
    await run('ip', ['link', 'del', `rhbr${id}`]).catch(() => undefined);
  }
}

/** Third byte of a subnet no interface of this machine is in: two bridges with one subnet would take each other's packets. */
async function freeThird(): Promise<number> {
  const { stdout } = await run('ip', ['-4', '-o', 'addr']);
  const taken = new Set([...stdout.matchAll(/ inet 10\.231\.(\d+)\./g)].map(([, third]) => Number(third)));
  const free = Array.from({ length: 249 }, (_, index) => index + 1).filter((third) => !taken.has(third));
  if (free.length === 0) {
    throw new Error('no free subnet in 10.231.0.0/16: are labs left behind? `ip link` lists their bridges, rhbr...');
  }
  return free[randomInt(0, free.length)]!;
}

import { randomInt } from 'node:crypto';
import type { Server } from 'node:http';
import { agentKey } from '../../../lib/agent/authenticity';
import { startServer, type ServerDuties } from '../../../lib/agent/server';

/** The agents' port of every plan. */
const PORT = 8379;

/** Agents with their real endpoints, each at an address of its own, over what a test makes up. */
export class FakeAgents {
  public readonly password = 'only-for-this-test';
  public readonly key = agentKey(this.password);
  private readonly subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
  private servers: Server[] = [];

  /** Of the node at that place of the plan, from 0. */
  public address(index: number): string {
    return `${this.subnet}.${index + 1}`;
  }

  public addresses(nodes: readonly { readonly name: string }[]): Record<string, string> {
    return Object.fromEntries(nodes.map(({ name }, index) => [name, this.address(index)]));
  }

  public async start(node: string, host: string, duties: Pick<ServerDuties, 'health' | 'peerState' | 'commands'>): Promise<void> {
    this.servers.push(await startServer({ host, port: PORT, key: this.key, node, ...duties }));
  }

  public async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    })));
    this.servers = [];
  }
}

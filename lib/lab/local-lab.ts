import { rm } from 'node:fs/promises';
import { agentKey } from '../agent/authenticity';
import { commandHandover } from '../agent/client';
import { UserName } from '../model';
import { nodesWith, NodeRole, type Bindings, type DeploymentPlan } from '../plan';
import { parsePairs, RedisLink } from '../redis';
import type { LabEngine } from './engine';
import type { Lab, LabEvent, LabNode } from './lab';
import type { LocalNode } from './local-node';
import type { LabNetwork } from './network/network';

export interface LocalLabParts {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly directory: string;
  /** Remove the folder when the lab goes down. */
  readonly temporary: boolean;
  readonly engine: LabEngine;
  readonly network: LabNetwork;
  readonly secrets: Record<string, string>;
}

/** A plan running as processes of this machine. */
export class LocalLab implements Lab {
  public readonly plan: DeploymentPlan;
  public readonly bindings: Bindings;
  public readonly directory: string;
  public readonly engine: LabEngine;
  public readonly events: LabEvent[] = [];
  private readonly local: LocalNode[] = [];
  private readonly listeners: ((event: LabEvent) => void)[] = [];
  private readonly sentinelLinks = new Map<string, RedisLink>();

  constructor(private readonly parts: LocalLabParts) {
    this.plan = parts.plan;
    this.bindings = parts.bindings;
    this.directory = parts.directory;
    this.engine = parts.engine;
    for (const { name } of nodesWith(parts.plan.nodes, NodeRole.SENTINEL)) {
      this.sentinelLinks.set(name, new RedisLink({
        host: parts.bindings.addresses[name]!, port: parts.plan.ports.sentinel,
        username: UserName.AGENT, password: parts.secrets[UserName.AGENT]!, timeoutMs: 800,
      }));
    }
  }

  public get nodes(): LabNode[] {
    return this.local;
  }

  /** Adds a node; used while the lab is built. */
  public add(node: LocalNode): void {
    this.local.push(node);
  }

  public node(name: string): LabNode {
    const found = this.local.find((node) => node.name === name);
    if (!found) {
      throw new Error(`no node "${name}"; there are ${this.local.map((node) => node.name).join(', ')}`);
    }
    return found;
  }

  public secret(user: string): string {
    return this.parts.secrets[user]!;
  }

  public onEvent(listener: (event: LabEvent) => void): void {
    this.listeners.push(listener);
  }

  public record(source: string, message: string, node?: string): void {
    const event: LabEvent = { atMs: Date.now(), source, message, ...(node === undefined ? {} : { node }) };
    this.events.push(event);
    this.listeners.forEach((listener) => listener(event));
  }

  public async healthy(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let lacking = '';
    while (Date.now() < deadline) {
      lacking = await this.lacking();
      if (lacking === '') {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`not healthy within ${timeoutMs} ms: ${lacking}; logs are in ${this.directory}`);
  }

  public async primary(): Promise<string | undefined> {
    const named = await Promise.all([...this.sentinelLinks.values()].map((link) =>
      link.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.plan.topology.masterName).catch(() => undefined)));
    const counts = new Map<string, number>();
    for (const address of named) {
      const host = Array.isArray(address) ? String(address[0]) : undefined;
      if (host) {
        counts.set(host, (counts.get(host) ?? 0) + 1);
      }
    }
    const agreed = [...counts].find(([, count]) => count > this.sentinelLinks.size / 2)?.[0];
    return this.local.find((node) => node.host === agreed)?.name;
  }

  public async handover(target?: string): Promise<{ ok: boolean; to?: string; detail: string }> {
    const primary = await this.primary();
    if (!primary) {
      return { ok: false, detail: 'no Sentinel majority names a primary' };
    }
    const agent = { host: this.bindings.addresses[primary]!, port: this.plan.ports.agent };
    return commandHandover(agent, agentKey(this.secret(UserName.AGENT)), target ?? '');
  }

  public async cut(groupA: string[], groupB: string[]): Promise<void> {
    await this.parts.network.cut(this.indexes(groupA), this.indexes(groupB));
    this.record('fault', `cut ${groupA.join(', ')} off from ${groupB.join(', ')}`);
  }

  public async heal(): Promise<void> {
    await this.parts.network.heal();
    this.record('fault', 'network healed');
  }

  public async down(): Promise<void> {
    await Promise.all(this.local.map((node) => node.remove()));
    this.sentinelLinks.forEach((link) => link.close());
    await this.parts.network.close();
    if (this.parts.temporary) {
      await rm(this.directory, { recursive: true, force: true });
    }
  }

  private indexes(names: string[]): number[] {
    return names.map((name) => this.local.findIndex((node) => node.name === name)).filter((index) => index >= 0);
  }

  /** What is not yet as it should be, empty when all is. */
  private async lacking(): Promise<string> {
    const answers = await Promise.all(this.local.map(async (node) => ({ node, answer: await node.health('/ready') })));
    const unready = answers.find(({ answer }) => answer?.status !== 200);
    if (unready) {
      return `${unready.node.name} is not ready (${unready.answer ? JSON.stringify(unready.answer.body.reason) : 'no answer'})`;
    }
    if (!answers.some(({ answer }) => answer?.body.role === 'primary')) {
      return 'no primary';
    }
    const views = await Promise.all([...this.sentinelLinks].map(([name, link]) => this.sentinelLacking(name, link)));
    return views.find((view) => view !== '') ?? '';
  }

  /** A Sentinel that has not yet seen every replica and every other Sentinel cannot fail over to it or vote with it. */
  private async sentinelLacking(name: string, link: RedisLink): Promise<string> {
    const { masterName, replicas, sentinels } = this.plan.topology;
    try {
      const [master, listed] = await Promise.all([
        link.call('SENTINEL', 'MASTER', masterName).then(parsePairs),
        link.call('SENTINEL', 'REPLICAS', masterName) as Promise<unknown[]>,
      ]);
      if (Number(master['num-other-sentinels']) !== sentinels - 1) {
        return `Sentinel of ${name} knows ${master['num-other-sentinels']} others`;
      }
      const eligible = listed.map(parsePairs).filter((replica) =>
        replica['slave-priority'] !== '0' && replica['master-link-status'] === 'ok' && !/down|disconnected/.test(replica.flags ?? ''));
      return eligible.length === replicas && master.flags === 'master'
        ? '' : `Sentinel of ${name} sees ${eligible.length} of ${replicas} replicas eligible, primary ${master.flags}`;
    } catch (failure) {
      return `Sentinel of ${name}: ${failure instanceof Error ? failure.message : String(failure)}`;
    }
  }
}

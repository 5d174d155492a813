import { agentKey } from '../agent/authenticity';
import { command } from '../agent/client';
import type { Certificates } from '../certificates';
import { TopologyKind, UserName } from '../model';
import { allNodes, planOf, regionOf, type Bindings, type DeploymentPlan } from '../plan';
import { findEngine, type LabEngine } from './engine';
import type { Lab, LabEvent, LabNode, LabRegion, LabWitness, ProxyTiming } from './lab';
import type { LinkSettings } from './link/link-settings';
import type { LocalLabParts } from './local-lab-parts';
import { LocalNode } from './local-node';
import { openProxy, type Proxy } from './proxy';
import { LabRegions } from './regions/lab-regions';
import { SmallVolume } from './small-volume';
import { openWatch } from './watch/open-watch';
import type { LabWatch } from './watch/watch';

/** A plan running as processes of this machine. */
export class LocalLab implements Lab {
  public readonly directory: string;
  public readonly events: LabEvent[] = [];
  private readonly local: LocalNode[] = [];
  private readonly listeners: ((event: LabEvent) => void)[] = [];
  /** Place of every node in the network; no place is ever given twice, so that no address comes to mean another node. */
  private readonly seats = new Map<string, number>();
  private nextSeat = 0;
  private readonly proxies = new Map<string, Promise<Proxy>>();
  /** The plan as it was declared, whichever region is active. */
  private inForce: {
    plan: DeploymentPlan; bindings: Bindings; engine: LabEngine; secrets: Record<string, string>; certificates?: Certificates;
  };
  private watch?: LabWatch;
  /** Region that the watch was opened for. */
  private watched?: string;
  private around?: LabRegions;

  constructor(private readonly parts: LocalLabParts) {
    const { plan, engine, secrets, files, restoreFrom } = parts;
    this.directory = files.directory;
    const restore = restoreFrom === undefined ? {} : { restore: restoreFrom };
    this.inForce = { plan, engine, secrets, bindings: { schemaVersion: 1, deployment: plan.name, addresses: {}, ...restore } };
  }

  public get plan(): DeploymentPlan {
    return this.around?.planOf(this.around.active) ?? this.inForce.plan;
  }

  public get bindings(): Bindings {
    return this.inForce.bindings;
  }

  public get engine(): LabEngine {
    return this.inForce.engine;
  }

  public get nodes(): LabNode[] {
    return this.local;
  }

  public get regions(): LabRegion[] {
    return this.around!.list;
  }

  public get witness(): LabWitness | undefined {
    return this.around!.witness;
  }

  public node(name: string): LabNode {
    return this.find(name);
  }

  public secret(user: string): string {
    return this.inForce.secrets[user]!;
  }

  public get certificates(): Certificates | undefined {
    return this.inForce.certificates;
  }

  /** Puts others where the nodes look for them every minute, and at once when their agents get SIGHUP. */
  public async renew(certificates: Certificates): Promise<void> {
    this.inForce = { ...this.inForce, certificates: await this.parts.files.giveCertificates(certificates) };
    this.look();
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

  public lacking(without?: string): Promise<string> {
    return this.watching().lacking(without);
  }

  public primary(shard = 1): Promise<string | undefined> {
    return this.watching().primary(shard);
  }

  public async handover(target?: string): Promise<{ ok: boolean; to?: string; detail: string }> {
    const shard = target === undefined ? 1 : this.find(target).shard ?? 1;
    const primary = await this.primary(shard);
    if (!primary) {
      return { ok: false, detail: this.plan.topology.kind === TopologyKind.SENTINEL ? 'no Sentinel majority names a primary' : 'nobody names a primary' };
    }
    return this.command(primary, 'handover', target);
  }

  public command(node: string, verb: string, word = ''): Promise<{ ok: boolean; to?: string; detail: string }> {
    const agent = { host: this.bindings.addresses[node]!, port: this.plan.ports.agent };
    return command(agent, agentKey(this.secret(UserName.AGENT)), verb, word);
  }

  public async apply(given: DeploymentPlan): Promise<void> {
    const { plan: old, secrets } = this.inForce;
    const plan = planOf(given, old.regions[0]!.name);
    if (plan.name !== old.name || plan.topology.kind !== old.topology.kind) {
      throw new Error(`${old.name} (${old.topology.kind}) cannot become ${plan.name} (${plan.topology.kind}): start a lab of its own`);
    }
    const engine = plan.engine.name === old.engine.name ? this.engine : await findEngine(plan);
    const staying = this.local.filter(({ name }) => allNodes(plan).some((node) => node.name === name));
    const added = await this.settle(plan, engine, await this.parts.files.writeSecrets(plan, secrets));
    this.record('lab', 'another plan is in force');
    staying.forEach((node) => node.restartAgent());
    await Promise.all(added.filter(({ dormant }) => !dormant).map((node) => node.start()));
  }

  public async remove(name: string): Promise<void> {
    const node = this.find(name);
    await node.stop();
    await node.remove();
    this.local.splice(this.local.indexOf(node), 1);
    this.seats.delete(name);
    await this.parts.files.removeNode(name);
    // Agents refuse a plan with a node that has no address, so one that is to come back keeps the old until then.
    if (!allNodes(this.plan).some((planned) => planned.name === name)) {
      const addresses = Object.fromEntries(Object.entries(this.bindings.addresses).filter(([other]) => other !== name));
      this.inForce = { ...this.inForce, bindings: { ...this.bindings, addresses } };
      await this.parts.files.writeBindings(this.bindings);
      this.look();
    }
    this.record('lab', 'removed', name);
  }

  public async proxy(target: 'primary' | 'replicas', timing: ProxyTiming = {}): Promise<{ host: string; port: number }> {
    if (this.plan.topology.kind === TopologyKind.CLUSTER) {
      throw new Error('a Cluster\'s clients are told which node has a slot and must reach every one: a load balancer in between has no use');
    }
    let opened = this.proxies.get(target);
    if (!opened) {
      opened = openProxy({
        target, timing, host: this.parts.network.hostAddress(),
        targets: () => this.local.filter(({ name, hasData }) => hasData && this.isActive(name)).map((node) => ({
          name: node.name, host: node.host, port: this.plan.ports.redis, health: (path) => node.health(path),
        })),
        record: (message, node) => this.record('proxy', `${target}: ${message}`, node),
      });
      this.proxies.set(target, opened);
    }
    const { host, port } = await opened;
    return { host, port };
  }

  public async cut(groupA: string[], groupB: string[]): Promise<void> {
    await this.parts.network.cut(this.places(groupA), this.places(groupB));
    this.record('fault', `cut ${groupA.join(', ')} off from ${groupB.join(', ')}`);
  }

  public async heal(): Promise<void> {
    await this.parts.network.heal('cut');
    this.record('fault', 'network healed');
  }

  public link(settings: LinkSettings): Promise<void> {
    return this.around!.link(settings);
  }

  public cutRegions(): Promise<void> {
    return this.around!.cut();
  }

  public healRegions(): Promise<void> {
    return this.around!.heal();
  }

  public async down(): Promise<void> {
    await Promise.all([...this.proxies.values()].map(async (proxy) => (await proxy).close()));
    await Promise.all(this.local.map((node) => node.remove()));
    this.watch?.close();
    await this.around?.close();
    await this.parts.network.close();
    if (this.parts.temporary) {
      await this.parts.files.remove();
    }
  }

  /** Writes what the nodes read and makes those that are not there yet; starts nothing. */
  public async settle(plan: DeploymentPlan, engine: LabEngine, secrets: Record<string, string>): Promise<LocalNode[]> {
    const fresh = allNodes(plan).filter(({ name }) => !this.seats.has(name));
    const addresses = { ...this.bindings.addresses };
    for (const { name } of fresh) {
      const seat = this.nextSeat;
      this.nextSeat += 1;
      await this.parts.network.add(seat);
      this.seats.set(name, seat);
      addresses[name] = this.parts.network.address(seat);
    }
    const certificates = await this.parts.files.writeCertificates(plan);
    this.inForce = { plan, engine, secrets, certificates, bindings: { ...this.bindings, addresses } };
    await this.parts.files.writePlan(plan, this.bindings);
    this.around ??= await this.openRegions();
    const added: LocalNode[] = [];
    for (const { name } of fresh) {
      const node = await this.make(name);
      this.local.push(node);
      added.push(node);
    }
    await this.around.takeIn();
    this.look();
    return added;
  }

  private async make(name: string): Promise<LocalNode> {
    const { files, network, smallVolumes, startFaults } = this.parts;
    const seat = this.seats.get(name)!;
    const { plan } = this.inForce;
    const region = regionOf(plan, name);
    const { config, configFile } = await files.writeNode(name, region, this.witness?.url);
    const bytes = smallVolumes[name];
    const seeded = this.parts.restoreFrom !== undefined && region === plan.regions[0]!.name;
    return new LocalNode({
      plan: () => this.around!.planOf(region),
      node: allNodes(plan).find((planned) => planned.name === name)!,
      host: network.address(seat),
      prefix: network.prefix(seat),
      binDir: () => this.engine.binDir,
      ...(seeded ? { seedFor: () => this.engine.version } : {}),
      logDir: files.logDir,
      config, configFile,
      volume: bytes === undefined ? undefined : await SmallVolume.mount(config.dataDir, bytes),
      failpoint: startFaults[name]?.failpoint,
      record: (source, message, node) => this.record(source, message, node),
    });
  }

  private isActive(name: string): boolean {
    return this.plan.nodes.some((node) => node.name === name);
  }

  private find(name: string): LocalNode {
    const found = this.local.find((node) => node.name === name);
    if (!found) {
      throw new Error(`no node "${name}"; there are ${this.local.map((node) => node.name).join(', ')}`);
    }
    return found;
  }

  private openRegions(): Promise<LabRegions> {
    return LabRegions.open({
      directory: this.directory, network: this.parts.network,
      declared: () => this.inForce.plan, seat: (node) => this.seats.get(node),
      record: (message) => this.record('fault', message),
    });
  }

  /** Looks at what is in force now. */
  private look(): void {
    const { plan } = this;
    this.watch?.close();
    this.watched = plan.regions[0]!.name;
    this.watch = openWatch({ ...this.inForce, plan, nodes: this.local, outsideDir: this.parts.files.outsideDir(this.watched) });
  }

  private watching(): LabWatch {
    if (this.around!.active !== this.watched) {
      this.look();
    }
    return this.watch!;
  }

  private places(names: string[]): number[] {
    return names.map((name) => this.seats.get(name)).filter((seat) => seat !== undefined);
  }
}

import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { agentBundle, seedBundle } from '../agent/bundle';
import { FAILPOINT_VARIABLE } from '../agent/failpoint';
import { layoutOf, redisCommand, seededCommand, sentinelCommand, type NodeConfig } from '../config';
import { isFirstPrimary, NodeRole, type DeploymentPlan, type PlanNode } from '../plan';
import { getJson } from '../redis';
import { inFolder } from './engine';
import type { LabNode, ProcessName } from './lab';
import { Slowness } from './slowness';
import type { SmallVolume } from './small-volume';
import { Supervised, type SupervisedOptions } from './supervised';

export interface LocalNodeOptions {
  /** The plan in force; read again at each start. */
  readonly plan: () => DeploymentPlan;
  readonly node: PlanNode;
  readonly host: string;
  readonly config: NodeConfig;
  readonly configFile: string;
  readonly logDir: string;
  readonly prefix: string[];
  /** Folder of the engine's programs; read again at each start. */
  readonly binDir: () => string;
  /** Version of the server, where the deployment begins with a backup: seed a node that leads before its first start. */
  readonly seedFor?: () => string;
  /** Step at which the first run of this node's agent, or of its seed, dies. */
  readonly failpoint?: string;
  /** Its data volume, where that is one of a size of its own. */
  readonly volume?: SmallVolume;
  readonly record: (source: string, message: string, node?: string) => void;
}

/** How long anything but an orderly agent may take to end, in milliseconds. */
const PATIENCE_MS = 15_000;
/** systemd restarts the agent this soon; it holds no data. */
const AGENT_RESTART_MS = 1000;
const HEALTH_TIMEOUT_MS = 1000;

/** One node of the plan as processes of this machine. */
export class LocalNode implements LabNode {
  public readonly name: string;
  public readonly host: string;
  public readonly failureDomain: string;
  public readonly hasData: boolean;
  public readonly hasSentinel: boolean;
  public readonly shard?: number;
  public readonly dormant?: boolean;
  public running = false;
  private readonly processes = new Map<ProcessName, Supervised>();
  private readonly slowness = new Slowness((signal) => this.processes.get('redis')?.signal(signal));
  /** Counts starts and ends: what one of them began stops when another has come. */
  private life = 0;
  private removed = false;
  private preparing?: Supervised;

  constructor(private readonly options: LocalNodeOptions) {
    const { node } = options;
    this.name = node.name;
    this.host = options.host;
    this.failureDomain = node.failureDomain;
    this.hasData = node.roles.includes(NodeRole.DATA);
    this.hasSentinel = node.roles.includes(NodeRole.SENTINEL);
    this.shard = node.shard;
    this.dormant = node.dormant;
    this.define();
  }

  public pid(name: ProcessName): number | undefined {
    return this.processes.get(name)?.pid;
  }

  public signal(name: ProcessName, signal: NodeJS.Signals): void {
    this.options.record('fault', `${signal} to ${name}`, this.name);
    this.processes.get(name)?.signal(signal);
  }

  public async start(): Promise<void> {
    if (this.running || this.removed) {
      return;
    }
    this.running = true;
    this.life += 1;
    const { life } = this;
    this.options.record('lab', 'starts', this.name);
    try {
      await (this.hasData ? this.processes.get('redis')!.start() : this.prepare());
    } catch (failure) {
      if (this.life !== life) {
        return;
      }
      this.running = false;
      throw failure;
    }
    // Killed while it was being prepared: nothing more of it may come up.
    if (this.life !== life) {
      return;
    }
    await this.processes.get('agent')!.start();
    if (this.hasSentinel) {
      // Not waited for: it begins when its agent has something for it to watch.
      void this.processes.get('sentinel')!.start();
    }
  }

  public async kill(): Promise<void> {
    this.options.record('fault', 'whole node killed', this.name);
    await this.end('SIGKILL');
  }

  public async stop(): Promise<void> {
    this.options.record('fault', 'orderly stop', this.name);
    await this.noMore();
    // As systemd does it: what was started last is stopped first.
    await this.processes.get('agent')!.end('SIGTERM', this.options.plan().settings.stopTimeoutSeconds * 1000);
    await Promise.all([this.processes.get('redis')?.end('SIGTERM', PATIENCE_MS), this.processes.get('sentinel')?.end('SIGTERM', PATIENCE_MS)]);
  }

  public async wipe(): Promise<void> {
    if (this.running) {
      throw new Error(`${this.name} is running: kill or stop it before its volume is emptied`);
    }
    this.options.record('fault', 'volume emptied', this.name);
    await empty(this.options.config.dataDir);
    await rm(this.options.config.runDir, { recursive: true, force: true });
  }

  public async fill(): Promise<void> {
    const volume = this.smallVolume();
    this.options.record('fault', 'volume filled', this.name);
    await volume.fill();
  }

  public async free(): Promise<void> {
    const volume = this.smallVolume();
    this.options.record('fault', 'space on the volume again', this.name);
    await volume.free();
  }

  public slow(pauseMs: number): void {
    this.options.record('fault', pauseMs > 0 ? `Redis slow: stopped for ${pauseMs} ms again and again` : 'Redis no longer slow', this.name);
    if (pauseMs > 0) {
      this.slowness.begin(pauseMs);
    } else {
      this.slowness.end();
    }
  }

  public health(
    path: '/live' | '/ready' | '/primary' | '/replica' | '/status',
  ): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
    return getJson<Record<string, unknown>>(this.host, this.options.plan().ports.agent, path, HEALTH_TIMEOUT_MS);
  }

  /** Ends every process with that signal, without waiting for handovers. */
  public async end(signal: NodeJS.Signals): Promise<void> {
    const ending = [...this.processes.values()].map((supervised) => supervised.end(signal, PATIENCE_MS));
    await Promise.all([this.noMore(), ...ending]);
  }

  /** The agent reads plan and bindings anew; no time to hand over, as when a caretaker exchanges it. */
  public restartAgent(): void {
    this.processes.get('agent')!.signal('SIGKILL');
  }

  /** Ends everything, and a start that comes late does nothing. */
  public async remove(): Promise<void> {
    this.removed = true;
    await this.end('SIGKILL');
    await this.options.volume?.unmount();
  }

  private smallVolume(): SmallVolume {
    if (!this.options.volume) {
      throw new Error(`${this.name} shares this machine's disk: give its volume a size of its own with smallVolumes when the lab starts`);
    }
    return this.options.volume;
  }

  /** Ends a start under way. */
  private async noMore(): Promise<void> {
    this.running = false;
    this.life += 1;
    this.slowness.end();
    await this.preparing?.end('SIGKILL', PATIENCE_MS);
  }

  private define(): void {
    const { plan, config, binDir, failpoint, configFile, prefix } = this.options;
    const env: Record<string, string> = failpoint === undefined ? {} : { [FAILPOINT_VARIABLE]: failpoint };
    if (this.hasData) {
      this.supervise('redis', () => this.serverCommand(),
        () => plan().settings.restartDelaySeconds * 1000,
        { before: () => this.prepare(), env, onLine: (line) => this.seedLine(line) });
    }
    if (this.hasSentinel) {
      this.supervise('sentinel', () => [...prefix, ...inFolder(binDir(), sentinelCommand(plan(), config))], () => AGENT_RESTART_MS,
        { before: () => this.sentinelFile() });
    }
    this.supervise('agent', () => [...prefix, process.execPath, agentBundle(), 'run', '--config', configFile], () => AGENT_RESTART_MS, {
      env,
      onLine: (line: string) => this.agentLine(line),
    });
  }

  /** Command and delay are asked for at each start: another plan may be in force by then. */
  private supervise(
    name: ProcessName, command: () => string[], restartDelayMs: () => number, more: Partial<SupervisedOptions> = {},
  ): void {
    const { logDir, record } = this.options;
    this.processes.set(name, new Supervised({
      get command() { return command(); },
      get restartDelayMs() { return restartDelayMs(); },
      logFile: join(logDir, `${this.name}-${name}.log`),
      onExit: (how) => record('lab', `${name} ended (${how})`, this.name),
      ...more,
    }));
  }

  /** In words as systemd would have them, too. A seed ends with who started it, and reaches its store from outside the node. */
  private serverCommand(): string[] {
    const { plan, config, binDir, configFile, node, prefix, seedFor } = this.options;
    const server = [...prefix, ...inFolder(binDir(), redisCommand(plan(), config))];
    return seedFor === undefined || !isFirstPrimary(plan(), node) ? server : seededCommand(
      ['setpriv', '--pdeathsig', 'KILL', '--', process.execPath, seedBundle(), '--config', configFile, '--server-version', seedFor()], server);
  }

  private async prepare(): Promise<void> {
    this.preparing = new Supervised({
      command: [...this.options.prefix, process.execPath, agentBundle(), 'prepare', '--config', this.options.configFile],
      logFile: join(this.options.logDir, `${this.name}-prepare.log`),
      onExit: () => undefined,
    });
    await this.preparing.once();
  }

  /** Sentinel's file is written by the agent once it knows whom to watch, and gone while nobody is to be watched. */
  private async sentinelFile(): Promise<void> {
    const { life } = this;
    while (this.life === life && !existsSync(layoutOf(this.options.config).sentinelConf)) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  }

  /** A server's own lines are no JSON and stay in its log. */
  private seedLine(line: string): void {
    if (line.startsWith('{')) {
      this.agentLine(line);
    }
  }

  private agentLine(line: string): void {
    try {
      const { at: _at, node: _node, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const detail = Object.entries(fields).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
      this.options.record(event === 'role' ? 'role' : 'agent', `${String(event)} ${detail.join(' ')}`.trim(), this.name);
    } catch {
      this.options.record('agent', line, this.name);
    }
  }
}

/** What is in it, not itself: it may be a mount. */
async function empty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  await Promise.all(entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })));
}

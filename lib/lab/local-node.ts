import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { agentBundle } from '../agent/bundle';
import { FAILPOINT_VARIABLE } from '../agent/failpoint';
import { layoutOf, redisCommand, sentinelCommand, type NodeConfig } from '../config';
import { NodeRole, type DeploymentPlan, type PlanNode } from '../plan';
import { getJson } from '../redis';
import type { LabNode, ProcessName } from './lab';
import { Supervised } from './supervised';

export interface LocalNodeOptions {
  readonly plan: DeploymentPlan;
  readonly node: PlanNode;
  readonly host: string;
  readonly config: NodeConfig;
  readonly configFile: string;
  readonly logDir: string;
  readonly prefix: string[];
  /** Step at which the first run of this node's agent dies. */
  readonly failpoint?: string;
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
  private readonly processes = new Map<ProcessName, Supervised>();
  private running = false;
  /** Counts starts and ends: what one of them began stops when another has come. */
  private life = 0;
  private removed = false;
  private preparing?: Supervised;
  private sentinelTimer?: NodeJS.Timeout;

  constructor(private readonly options: LocalNodeOptions) {
    const { node } = options;
    this.name = node.name;
    this.host = options.host;
    this.failureDomain = node.failureDomain;
    this.hasData = node.roles.includes(NodeRole.DATA);
    this.hasSentinel = node.roles.includes(NodeRole.SENTINEL);
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
      this.startSentinelWhenReady();
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
    await this.processes.get('agent')!.end('SIGTERM', this.options.plan.settings.stopTimeoutSeconds * 1000);
    await Promise.all([this.processes.get('redis')?.end('SIGTERM', PATIENCE_MS), this.processes.get('sentinel')?.end('SIGTERM', PATIENCE_MS)]);
  }

  public async wipe(): Promise<void> {
    if (this.running) {
      throw new Error(`${this.name} is running: kill or stop it before its volume is emptied`);
    }
    this.options.record('fault', 'volume emptied', this.name);
    await rm(this.options.config.dataDir, { recursive: true, force: true });
    await rm(this.options.config.runDir, { recursive: true, force: true });
    await mkdir(this.options.config.dataDir, { recursive: true });
  }

  public health(path: '/live' | '/ready' | '/primary' | '/status'): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
    return getJson<Record<string, unknown>>(this.host, this.options.plan.ports.agent, path, HEALTH_TIMEOUT_MS);
  }

  /** Ends every process with that signal, without waiting for handovers. */
  public async end(signal: NodeJS.Signals): Promise<void> {
    const ending = [...this.processes.values()].map((supervised) => supervised.end(signal, PATIENCE_MS));
    await Promise.all([this.noMore(), ...ending]);
  }

  /** Ends everything, and a start that comes late does nothing. */
  public remove(): Promise<void> {
    this.removed = true;
    return this.end('SIGKILL');
  }

  /** Ends a start under way. */
  private async noMore(): Promise<void> {
    this.running = false;
    this.life += 1;
    clearTimeout(this.sentinelTimer);
    await this.preparing?.end('SIGKILL', PATIENCE_MS);
  }

  private define(): void {
    const { plan, config, prefix, failpoint, configFile } = this.options;
    const add = (name: ProcessName, command: string[], restartDelayMs: number, more: object = {}): void => {
      this.processes.set(name, new Supervised({
        command: [...prefix, ...command],
        logFile: join(this.options.logDir, `${this.name}-${name}.log`),
        restartDelayMs,
        onExit: (how) => this.options.record('lab', `${name} ended (${how})`, this.name),
        ...more,
      }));
    };
    if (this.hasData) {
      add('redis', redisCommand(plan, config), plan.settings.restartDelaySeconds * 1000, { before: () => this.prepare() });
    }
    if (this.hasSentinel) {
      add('sentinel', sentinelCommand(plan, config), AGENT_RESTART_MS);
    }
    add('agent', [process.execPath, agentBundle(), 'run', '--config', configFile], AGENT_RESTART_MS, {
      env: failpoint === undefined ? {} : { [FAILPOINT_VARIABLE]: failpoint },
      onLine: (line: string) => this.agentLine(line),
    });
  }

  private async prepare(): Promise<void> {
    this.preparing = new Supervised({
      command: [...this.options.prefix, process.execPath, agentBundle(), 'prepare', '--config', this.options.configFile],
      logFile: join(this.options.logDir, `${this.name}-prepare.log`),
      onExit: () => undefined,
    });
    await this.preparing.once();
  }

  /** Sentinel's file is written by the agent once it knows whom to watch. */
  private startSentinelWhenReady(): void {
    const look = (): void => {
      if (!this.running) {
        return;
      }
      if (existsSync(layoutOf(this.options.config).sentinelConf)) {
        void this.processes.get('sentinel')!.start();
      } else {
        this.sentinelTimer = setTimeout(look, 50);
      }
    };
    look();
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

import { install } from '../../../../lib/agent/install';
import { Ec2Platform } from '../../../../lib/agent/platform/ec2';
import { Caretaker } from '../../../../lib/agent/platform/ec2-caretaker';
import { EC2_PATHS, UNITS, type Ec2PlatformConfig, type NodeConfig } from '../../../../lib/config';
import { aNodeConfig, FakeSystem } from '../ec2-node';
import type { FakeAws } from './fake-aws';

export function platformOf(aws: FakeAws): Ec2Platform {
  return new Ec2Platform(aNodeConfig().platform as Ec2PlatformConfig, '/nowhere', aws.cli);
}

/** One instance of a node: its machine, and the caretaker process that systemd keeps running on it. */
export class Instance {
  public readonly system = new FakeSystem();
  public readonly log: string[] = [];
  /** What its agent answers; one that is killed is not ready until the test says so. */
  public ready = true;
  public lifecycle = 'InService';
  /** What the instance metadata says; none for a test that is not about it. */
  public address?: string;
  private process?: Caretaker;

  constructor(
    public readonly node: string,
    public readonly id: string,
    private readonly aws: FakeAws,
    private readonly clock: { now: number },
    /** Where it is not CloudFormation that replaces: which other nodes are not ready. */
    private readonly unreadyOthers?: () => string[],
  ) {}

  /** The boot script. */
  public async boot(): Promise<this> {
    await install(EC2_PATHS.nodeConfig, aNodeConfig(this.node, this.unreadyOthers === undefined), this.aws.cli, this.system);
    return this;
  }

  /** A round of the caretaker. */
  public async round(): Promise<void> {
    const before = this.kills;
    if (this.process?.superseded) {
      this.crash();
    }
    this.process ??= this.start();
    await this.process.tick();
    this.ready = this.ready && this.kills === before;
  }

  /** The caretaker's process ends; the next round is of a new one. */
  public crash(): void {
    this.process = undefined;
  }

  /** Every step that begins like this fails from now on, as for a process that dies there; no argument for none. */
  public failAt(start?: string): void {
    this.system.before = (step) => {
      if (start !== undefined && step.startsWith(start)) {
        throw new Error(`${start} failed`);
      }
    };
  }

  public get gone(): boolean {
    return this.process?.done ?? false;
  }

  /** How often its agent was restarted. */
  public get kills(): number {
    return this.system.ran.filter((command) => command === `systemctl kill --signal=SIGKILL ${UNITS.agent}`).length;
  }

  public get plan(): unknown {
    return JSON.parse(this.system.files.get(EC2_PATHS.plan)!);
  }

  public get signals(): number {
    return this.aws.called('cloudformation signal-resource').filter((call) => call.includes(this.id)).length;
  }

  private start(): Caretaker {
    const config = JSON.parse(this.system.files.get(EC2_PATHS.nodeConfig)!) as NodeConfig;
    return new Caretaker(EC2_PATHS.nodeConfig, config, {
      aws: this.aws.cli,
      system: this.system,
      platform: platformOf(this.aws),
      metadata: { get: async (path) => ({ 'instance-id': this.id, 'autoscaling/target-lifecycle-state': this.lifecycle, 'local-ipv4': this.address })[path] },
      status: async () => undefined,
      unreadyOthers: async () => this.unreadyOthers?.() ?? [],
      health: async (path) => (path === '/live' || this.ready ? 200 : 503),
      log: (message) => this.log.push(message),
      now: () => this.clock.now,
    });
  }
}

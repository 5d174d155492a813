import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sleep, until } from '../../lib/drill/clock';
import type { DrillTarget } from '../../lib/drill/target';
import type { Ec2Pointer } from '../../lib/config';
import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import { ask } from './ask';
import { Deployment } from './deployment';
import type { Instance } from './ec2';
import { createNetwork, GATEWAY } from './network';
import { AWS_PORT, StandIn, type LoggedCall } from './stand-in/server';
import { REGION } from './template';
import type { Volume } from './volume';

/** Far sooner than on EC2, but not while the others are still electing: they share two processors with it here. */
const REPLACEMENT_MS = 8000;

/** Half a minute on a machine of its own, minutes on one that does other work too. */
const SIGNAL_MS = 600_000;

const ROOT = join(__dirname, '../..');

/** The example, deployed: three groups of one instance, their volumes, and what the test asks of them. */
export class Fleet {
  readonly standIn: StandIn;
  /** Node name to logical id of its group. */
  private readonly groupOf = new Map<string, string>();
  private disposed = false;

  /** What every node reads: addresses and secret ids, as deployed. */
  private readonly pointer: Ec2Pointer;

  constructor(readonly deployment: Deployment, readonly plan: DeploymentPlan, readonly log: (message: string) => void) {
    this.standIn = new StandIn(deployment.account, role => deployment.statements(role));
    const pointers = [...deployment.account.parameters.values()].filter(value => value.includes('"bindings"'));
    if (pointers.length !== 1) throw new Error(`expected one pointer among the SSM parameters, found ${pointers.length}`);
    this.pointer = JSON.parse(pointers[0]!);
    for (const group of deployment.groups()) {
      const address = deployment.addressOf(group);
      const node = Object.entries(this.pointer.bindings.addresses).find(([, bound]) => bound === address);
      if (!node) throw new Error(`no node is bound to ${address} of ${group}`);
      this.groupOf.set(node[0], group);
    }
  }

  /** What CloudFormation does: group after group, each after the signals of those it depends on. */
  async create(): Promise<void> {
    await this.standIn.start();
    for (const group of this.deployment.groups()) {
      this.deployment.awaited.add(group);
      const instance = this.deployment.launch(group);
      const wanted = this.deployment.template.resources[group]!.CreationPolicy?.ResourceSignal?.Count ?? 0;
      const signalled = await until(() => {
        const signals = this.deployment.signals.filter(({ resource }) => resource === group);
        const failed = signals.find(({ status }) => status !== 'SUCCESS');
        if (failed) throw new Error(`${failed.instance} signalled ${failed.status} for ${group}`);
        const [refused] = this.refused();
        if (refused) throw new Error(`a call was refused: ${JSON.stringify(refused)}`);
        if (!instance.machine.running) throw new Error(`${instance.id} ended before it signalled`);
        return signals.length >= wanted;
      }, SIGNAL_MS, 250);
      if (!signalled) throw new Error(`${group} got no signal within ${SIGNAL_MS / 1000} s`);
      this.deployment.awaited.delete(group);
      this.log(`${group} signalled`);
    }
    void this.keepGroupsFull();
  }

  /** Calls the role did not allow, and calls nobody expected. */
  refused(): LoggedCall[] {
    return this.standIn.calls.filter(({ error }) => /AccessDenied|InvalidAction|InternalFailure|UnknownOperation/.test(error));
  }

  running(): Instance[] {
    return this.deployment.ec2.instances.filter(({ state }) => state === 'running');
  }

  instanceOf(node: string): Instance | undefined {
    const group = this.deployment.template.ref(this.groupOf.get(node)!);
    return this.running().find(instance => instance.group === group);
  }

  nodeOf(instance: Instance): string {
    return [...this.groupOf].find(([, group]) => this.deployment.template.ref(group) === instance.group)![0];
  }

  volumeOf(node: string): Volume {
    const holder = this.instanceOf(node)?.id;
    const known = [...this.deployment.ec2.volumes.values()];
    const held = known.find(volume => volume.heldBy === holder && holder !== undefined);
    if (!held) throw new Error(`${node} holds none of ${known.map(({ id, heldBy }) => `${id} (${heldBy})`).join(', ')}`);
    return held;
  }

  addressOf(node: string): string {
    return this.pointer.bindings.addresses[node] ?? '';
  }

  password(user: string): string {
    const value = this.deployment.account.secrets.get(this.pointer.secretIds[user] ?? '');
    if (value === undefined) throw new Error(`no secret for ${user}`);
    return value.startsWith('{') ? JSON.parse(value).password : value;
  }

  passwords(): string[] {
    return Object.keys(this.pointer.secretIds).map(user => this.password(user));
  }

  get target(): DrillTarget {
    const interfaces = this.plan.nodes.map(({ name, roles }) => ({ name, roles: roles, address: this.addressOf(name) }));
    const data = interfaces.filter(({ roles }) => roles.includes(NodeRole.DATA));
    return {
      kind: this.plan.topology.kind,
      masterName: this.plan.topology.masterName,
      dataHosts: data.map(({ address }) => address),
      shardOf: Object.fromEntries(this.plan.nodes.flatMap(({ name, shard }) => (shard === undefined ? [] : [[name, shard]]))),
      find: () => Promise.any(data.map(async ({ name, address }) => {
        if (!(await this.health(name, '/primary')).startsWith('200')) throw new Error(`${name} is not primary`);
        return { host: address, port: this.plan.ports.redis };
      })),
      redisPort: this.plan.ports.redis,
      sentinels: interfaces.filter(({ roles }) => roles.includes(NodeRole.SENTINEL))
        .map(({ address }) => ({ host: address, port: this.plan.ports.sentinel })),
      nodeOf: Object.fromEntries(data.map(({ name, address }) => [address, name])),
      username: 'app',
      password: this.password('app'),
    };
  }

  /** Every agent says ready and a majority of the Sentinels names a primary that knows all its replicas. */
  async healthy(timeoutMs: number): Promise<void> {
    let last = '';
    const well = await until(async () => {
      const answers = await Promise.all(this.plan.nodes.map(async ({ name }) => `${name}: ${await this.health(name, '/ready')}`));
      last = answers.join('; ');
      return answers.every(answer => answer.includes(': 200'));
    }, timeoutMs, 500);
    if (!well) throw new Error(`not healthy within ${timeoutMs / 1000} s: ${last}`);
    for (const shard of this.shards) await this.primary(shard);
  }

  /** Numbers of the shards of a Cluster; one `undefined` elsewhere. */
  get shards(): (number | undefined)[] {
    return [...new Set(this.plan.nodes.filter(({ roles }) => roles.includes(NodeRole.DATA)).map(({ shard }) => shard))];
  }

  /** The instance that took the place of one that ended. */
  async replaced(old: Instance): Promise<Instance> {
    const instance = await until(() => this.instanceOf(this.nodeOf(old)) ?? false, 30_000);
    if (!instance || instance.id === old.id) throw new Error(`${old.id} was not replaced`);
    return instance;
  }

  /** Gives a node's volume up: what a deployment with `acceptNewVolumes` and another volume in its template does. */
  acceptNewVolume(node: string): void {
    const [name, value] = [...this.deployment.account.parameters].find(([, text]) => text.includes('"bindings"'))!;
    this.deployment.account.parameters.set(name, JSON.stringify({ ...JSON.parse(value), acceptNewVolumes: [node] }));
    this.deployment.replaceVolume(node);
  }

  async health(node: string, path: string): Promise<string> {
    try {
      const response = await fetch(`http://${this.addressOf(node)}:${this.plan.ports.agent}${path}`, { signal: AbortSignal.timeout(2000) });
      return `${response.status} ${await response.text()}`;
    } catch (error) {
      return String((error as Error).cause ?? error);
    }
  }

  /** The primary, in a Cluster of a shard: the node a majority of the Sentinels names, or whose agent says so. */
  async primary(shard?: number): Promise<string> {
    if (this.target.sentinels.length === 0) {
      const nodes = this.plan.nodes.filter(node => node.roles.includes(NodeRole.DATA) && node.shard === shard);
      const found = await until(async () => {
        const answers = await Promise.all(nodes.map(({ name }) => this.health(name, '/primary')));
        const leading = nodes.filter((_, index) => answers[index]!.startsWith('200'));
        return leading.length === 1 ? leading[0]!.name : undefined;
      }, 20_000, 250);
      if (!found) throw new Error(`not exactly one node says that it is primary${shard === undefined ? '' : ` of shard ${shard}`}`);
      return found;
    }
    return this.namedPrimary();
  }

  private async namedPrimary({ target } = this): Promise<string> {
    const named = await until(async () => {
      const question = ['sentinel', 'get-master-addr-by-name', target.masterName];
      const votes = await Promise.all(target.sentinels.map(({ host, port }) => ask(host, port, question, 'app', this.password('app')).then(answer => (answer as string[] | null)?.[0] ?? '', () => '')));
      const [winner] = votes.filter(vote => votes.filter(other => other === vote).length * 2 > votes.length);
      return winner && target.nodeOf[winner] ? target.nodeOf[winner] : undefined;
    }, 20_000, 250);
    if (!named) throw new Error('no majority of the Sentinels names a primary');
    return named;
  }

  async replica(): Promise<string> {
    const primary = await this.primary();
    return this.plan.nodes.find(({ name, roles }) => name !== primary && roles.includes(NodeRole.DATA))!.name;
  }

  /** `master` or `slave`, as the node itself says. */
  async roleOf(node: string): Promise<string> {
    return (await this.command(node, ['role']).catch(() => ['unknown']) as string[])[0]!;
  }

  /** Ends an instance as its group does: it waits for the lifecycle action, then the machine is shut down. */
  async terminate(instance: Instance, timeoutMs: number): Promise<void> {
    instance.targetLifecycleState = 'Terminated';
    if (!await until(() => this.deployment.lifecycle.some(action => action.instance === instance.id), timeoutMs)) {
      throw new Error(`${instance.id} did not complete its lifecycle action within ${timeoutMs / 1000} s`);
    }
    await instance.machine.run('systemctl poweroff');
    await until(() => !instance.machine.running, 60_000);
    instance.machine.kill();
  }

  /** Units this library installed and that should be running. */
  async units(instance: Instance): Promise<string[]> {
    const { output } = await instance.machine.run(
      'systemctl list-units --type=service --state=active --plain --no-legend "redis-ha*" | cut -d" " -f1');
    const running: string[] = [];
    for (const unit of output.split('\n').filter(Boolean)) {
      const { output: type } = await instance.machine.run(`systemctl show -P Type ${unit}`);
      if (type !== 'oneshot') running.push(unit);
    }
    return running;
  }

  /** What a person would look at first after a failure. */
  async explain(): Promise<void> {
    this.log('--- refused or failed calls');
    for (const call of this.standIn.calls.filter(({ error }) => error !== '').slice(-40)) this.log(JSON.stringify(call));
    for (const instance of this.running()) {
      this.log(`--- ${instance.id} ${this.nodeOf(instance)} ${await this.health(this.nodeOf(instance), '/ready')}`);
      this.log((await instance.machine.run('systemctl list-units --state=failed --plain --no-legend; systemctl list-jobs --no-legend; '
        + 'tail -n 30 /var/log/cloud-init-output.log; journalctl -b --no-pager -n 60 -o short-precise')).output);
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.standIn.stop();
    for (const instance of this.running()) instance.machine.kill();
    await until(() => this.running().length === 0, 10_000);
    this.deployment.dispose();
  }

  /** Auto Scaling: a group of one whose instance is gone gets another. */
  private async keepGroupsFull(): Promise<void> {
    while (!this.disposed) {
      for (const group of this.deployment.groups()) {
        const name = this.deployment.template.ref(group);
        if (!this.disposed && !this.running().some(instance => instance.group === name)) {
          await sleep(REPLACEMENT_MS);
          this.deployment.launch(group);
        }
      }
      await sleep(500);
    }
  }

  /** A command as `app`, to the data server of a node. */
  command(node: string, command: string[], user = 'app'): Promise<unknown> {
    return ask(this.addressOf(node), this.plan.ports.redis, command, user, this.password(user));
  }
}

/** Synthesizes an app and gives it an account; nothing is launched yet. */
export async function fleet(app: string): Promise<Fleet> {
  const work = process.env.REDIS_HA_NODES;
  if (!work) throw new Error('started without its namespaces; use npm run test:nodes');
  createNetwork();
  const directory = join(work, basename(app, '.ts'));
  mkdirSync(directory);
  const started = Date.now();
  const logFile = join(directory, 'log');
  const log = (message: string): void => {
    const line = `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} ${message}\n`;
    appendFileSync(logFile, line);
    process.stderr.write(line);
  };
  const assembly = join(directory, 'assembly');
  execFileSync(process.execPath, ['--import', 'tsx', app], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CDK_OUTDIR: assembly } });
  log('synthesized');
  const plan = readdirSync(assembly).find(file => file.endsWith('.redis-ha.json'));
  if (!plan) throw new Error(`no plan beside the template in ${assembly}`);
  const rootfs = join(work, 'rootfs');
  // Clients of AWS on the nodes talk to the stand-in, which shares its processors with all the nodes: patience.
  const environment = {
    AWS_ENDPOINT_URL: `http://${GATEWAY}:${AWS_PORT}`, AWS_METADATA_SERVICE_TIMEOUT: '10', AWS_METADATA_SERVICE_NUM_ATTEMPTS: '3',
  };
  mkdirSync(join(rootfs, 'etc/systemd/system.conf.d'), { recursive: true });
  writeFileSync(join(rootfs, 'etc/systemd/system.conf.d/stand-in.conf'),
    `[Manager]\nDefaultEnvironment=${Object.entries(environment).map(([name, value]) => `${name}=${value}`).join(' ')}\n`);
  log(`region ${REGION}`);
  const deployment = new Deployment({ assembly, directory, rootfs, log });
  return new Fleet(deployment, JSON.parse(readFileSync(join(assembly, plan), 'utf8')), log);
}

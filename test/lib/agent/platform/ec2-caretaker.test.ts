import { install } from '../../../../lib/agent/install';
import { Ec2Platform } from '../../../../lib/agent/platform/ec2';
import { Caretaker } from '../../../../lib/agent/platform/ec2-caretaker';
import { AwsCallFailed } from '../../../../lib/agent/platform/aws-cli';
import { EC2_PATHS, UNITS, type Ec2PlatformConfig, type NodeConfig } from '../../../../lib/config';
import { aNodeConfig, aPlan, FakeSystem, publish } from '../ec2-node';
import { FakeAws } from './fake-aws';

let aws: FakeAws;
let system: FakeSystem;
let now: number;
let health: Record<string, number>;
let metadata: Record<string, string>;
let log: string[];

beforeEach(() => {
  aws = new FakeAws();
  system = new FakeSystem();
  now = 1_000_000;
  health = { '/live': 200, '/ready': 503, '/primary': 503 };
  metadata = { 'instance-id': 'i-1' };
  log = [];
  publish(aws, aPlan());
  aws.answers.set('autoscaling describe-auto-scaling-instances', () => ({ AutoScalingInstances: [{ AutoScalingGroupName: 'group' }] }));
});

function platformOf(): Ec2Platform {
  return new Ec2Platform(aNodeConfig().platform as Ec2PlatformConfig, '/nowhere', aws.cli);
}

/** A node that its boot script has installed. */
async function caretaker(node = 'node-1'): Promise<Caretaker> {
  const config = aNodeConfig(node);
  await install(EC2_PATHS.nodeConfig, config, aws.cli, system);
  system.ran.length = 0;
  return started();
}

/** A caretaker process that systemd starts on this machine as it is. */
function started(): Caretaker {
  const config = JSON.parse(system.files.get(EC2_PATHS.nodeConfig)!) as NodeConfig;
  return new Caretaker(EC2_PATHS.nodeConfig, config, {
    aws: aws.cli, system, platform: platformOf(),
    metadata: { get: async (path) => metadata[path] },
    health: async (path) => health[path],
    status: async () => undefined,
    unreadyOthers: async () => [],
    log: (message) => log.push(message),
    now: () => now,
  });
}

const formed = (): Promise<unknown> => platformOf().claimMarker({ deploymentId: 'd', createdAt: 't' });
const signals = (): string[][] => aws.called('cloudformation signal-resource');
const kills = (): number => system.ran.filter((command) => command === `systemctl kill --signal=SIGKILL ${UNITS.agent}`).length;

describe('Order: signals', () => {
  test('the first start of a deployment does not wait for itself: the first node signals with no other node there', async () => {
    const first = await caretaker('node-1');
    await first.tick();
    expect(signals()).toHaveLength(1);
    expect(signals()[0]!.join(' ')).toContain('--logical-resource-id Group --unique-id i-1 --status SUCCESS');
  });

  test('the last in the chain signals when the deployment has formed', async () => {
    const last = await caretaker('node-3');
    await last.tick();
    expect(signals()).toEqual([]);
    await formed();
    health['/ready'] = 200;
    await last.tick();
    expect(signals()).toHaveLength(1);
  });

  test('a node of a formed deployment signals once, when it is ready again', async () => {
    await formed();
    const node = await caretaker();
    await node.tick();
    expect(signals()).toEqual([]);
    health['/ready'] = 200;
    await node.tick();
    await node.tick();
    expect(signals()).toHaveLength(1);
  });

  test('a caretaker that starts again does not signal again: its successor\'s group may be the one that waits now', async () => {
    await (await caretaker()).tick();
    await started().tick();
    expect(signals()).toHaveLength(1);
    // Another instance, with a root volume made from this one's.
    metadata['instance-id'] = 'i-2';
    await started().tick();
    expect(signals()).toHaveLength(2);
  });

  test('a group that replaced an instance by itself: nobody waits, which is no failure', async () => {
    const node = await caretaker();
    aws.answers.set('cloudformation signal-resource', () => {
      throw new AwsCallFailed('cloudformation signal-resource', 'ValidationError', 'Resource is not in the state signal');
    });
    await node.tick();
    await node.tick();
    expect(signals()).toHaveLength(1);
  });

  test('AWS away: tried again, nothing else stops', async () => {
    const node = await caretaker();
    aws.down = true;
    await node.tick();
    aws.down = false;
    now += 30_000;
    await node.tick();
    expect(signals()).toHaveLength(1);
  });
});

describe('What a change does: the pointer', () => {
  test('an unchanged pointer changes nothing', async () => {
    const node = await caretaker();
    await node.tick();
    now += 60_000;
    await node.tick();
    expect(system.ran).toEqual([]);
  });

  test('a new plan is applied in place: the agent is killed, not stopped (no handover), Redis goes on', async () => {
    const node = await caretaker();
    await node.tick();
    publish(aws, aPlan(512 * 1024 ** 2));
    now += 30_000;
    await node.tick();
    expect(JSON.parse(system.files.get(EC2_PATHS.plan)!).settings.maxMemoryBytes).toBe(512 * 1024 ** 2);
    expect(system.ran).toContain(`systemctl kill --signal=SIGKILL ${UNITS.agent}`);
    expect(system.ran.join('\n')).not.toMatch(/(stop|restart|kill).*redis-ha-redis/);
  });

  test('one node at a time: the next waits until this one is ready', async () => {
    const node = await caretaker();
    await node.tick();
    await platformOf().acquireLock('node-2', 300);
    publish(aws, aPlan(512 * 1024 ** 2));
    now += 30_000;
    await node.tick();
    expect(system.ran).toEqual([]);
    expect(log.join()).toContain('waiting for another node');
    await platformOf().releaseLock('node-2');
    now += 30_000;
    await node.tick();
    expect(system.ran).not.toEqual([]);
    expect(await platformOf().lockHolder()).toBe('node-1');
    const next = started();
    await next.tick();
    expect(await platformOf().lockHolder()).toBe('node-1');
    health['/ready'] = 200;
    await next.tick();
    expect(await platformOf().lockHolder()).toBeUndefined();
  });

  test('a new agent or plan ends the caretaker too, for systemd to start the new one: it is that file and has read the others', async () => {
    const node = await caretaker();
    await node.tick();
    expect(node.superseded).toBe(false);
    publish(aws, aPlan(), 'agent 2');
    now += 30_000;
    await node.tick();
    expect(node.superseded).toBe(true);
  });

  test('what only the caretaker reads restarts nobody', async () => {
    const node = await caretaker();
    await node.tick();
    publish(aws, aPlan(), 'agent 1', { replacementLockSeconds: 901 });
    now += 30_000;
    await node.tick();
    expect(kills()).toBe(0);
    expect(node.superseded).toBe(false);
  });
});

describe('Order: a terminate lifecycle hook completes only under the deployment-wide lock', () => {
  const completed = (): string[][] => aws.called('autoscaling complete-lifecycle-action');

  test('agent first, then Sentinel and Redis, then CONTINUE; the lock stays for the successor', async () => {
    const node = await caretaker();
    metadata['autoscaling/target-lifecycle-state'] = 'Terminated';
    await node.tick();
    expect(system.ran).toEqual([UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis].map((unit) => `systemctl stop ${unit}`));
    expect(completed()[0]!.join(' ')).toContain('--auto-scaling-group-name group --lifecycle-hook-name hook --instance-id i-1');
    expect(completed()[0]).toContain('CONTINUE');
    expect(node.done).toBe(true);
    expect(await platformOf().lockHolder()).toBe('node-1');
  });

  test('another node is being replaced: nothing stops, the hook is kept waiting', async () => {
    const node = await caretaker();
    await platformOf().acquireLock('node-2', 900);
    metadata['autoscaling/target-lifecycle-state'] = 'Terminated';
    await node.tick();
    expect(system.ran).toEqual([]);
    expect(completed()).toEqual([]);
    expect(aws.called('autoscaling record-lifecycle-action-heartbeat')).toHaveLength(1);
    await platformOf().releaseLock('node-2');
    await node.tick();
    expect(completed()).toHaveLength(1);
  });

  test('the successor gives the lock back when it is ready, not before', async () => {
    await formed();
    await platformOf().acquireLock('node-1', 900);
    const successor = await caretaker();
    await successor.tick();
    expect(await platformOf().lockHolder()).toBe('node-1');
    health['/ready'] = 200;
    await successor.tick();
    expect(await platformOf().lockHolder()).toBeUndefined();
  });
});

test('metrics: one sum of ready nodes and one of primaries, a minute apart', async () => {
  const node = await caretaker();
  health = { '/live': 200, '/ready': 200, '/primary': 200 };
  await node.tick();
  now += 30_000;
  await node.tick();
  expect(aws.called('cloudwatch put-metric-data')).toHaveLength(1);
  const data = JSON.parse(aws.called('cloudwatch put-metric-data')[0]!.at(-1)!);
  expect(data).toEqual([
    { MetricName: 'NodeReady', Dimensions: [{ Name: 'Deployment', Value: 'orders' }], Unit: 'Count', Value: 1 },
    { MetricName: 'NodePrimary', Dimensions: [{ Name: 'Deployment', Value: 'orders' }], Unit: 'Count', Value: 1 },
  ]);
});

test('a volume that has grown gets a larger file system while it is in use', async () => {
  const node = await caretaker();
  await node.tick();
  const grown = (): number => system.ran.filter((command) => command === 'resize2fs /dev/nvme1n1').length;
  now += 300_000;
  await node.tick();
  const once = grown();
  now += 300_000;
  await node.tick();
  expect(grown()).toBe(once);
  system.volumeBytes *= 2;
  now += 300_000;
  await node.tick();
  expect(grown()).toBe(once + 1);
});

import { Ec2Platform } from '../../../../lib/agent/platform/ec2';
import type { CaretakerTools } from '../../../../lib/agent/platform/ec2-caretaker';
import { leaveWhenAsked, leaveWhenMoved } from '../../../../lib/agent/platform/ec2-departure';
import { OthersFirst } from '../../../../lib/agent/platform/ec2-others-first';
import { EC2_PATHS, UNITS, type Ec2PlatformConfig } from '../../../../lib/config';
import { aNodeConfig, FakeSystem } from '../ec2-node';
import { FakeAws } from './fake-aws';

const LOCK_SECONDS = 900;
const config = aNodeConfig();
const STOPPED = [UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis].map((unit) => `systemctl stop ${unit}`);
const THERE = { 'node-1': '10.0.5.5', 'node-2': '10.0.1.1' };

let aws: FakeAws;
let system: FakeSystem;
let metadata: Record<string, string>;
let platform: Ec2Platform;
let tools: CaretakerTools;

beforeEach(() => {
  aws = new FakeAws();
  aws.answers.set('autoscaling describe-auto-scaling-instances', () => ({ AutoScalingInstances: [{ AutoScalingGroupName: 'group' }] }));
  system = new FakeSystem();
  for (const unit of [UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis]) {
    system.files.set(`${EC2_PATHS.units}/${unit}`, 'unit');
  }
  metadata = { 'instance-id': 'i-1', 'local-ipv4': '10.0.0.1', 'autoscaling/target-lifecycle-state': 'Terminated' };
  platform = new Ec2Platform(config.platform as Ec2PlatformConfig, '/nowhere', aws.cli);
  tools = {
    aws: aws.cli, system, platform, metadata: { get: async (path) => metadata[path] },
    status: async () => undefined, unreadyOthers: async () => [],
    health: async () => 200, log: () => undefined, now: () => 0,
  };
});

describe('asked to go by its group', () => {
  const leave = (): Promise<boolean> => leaveWhenAsked(tools, config, LOCK_SECONDS, new OthersFirst());
  const completed = (): string[][] => aws.called('autoscaling complete-lifecycle-action');

  test('whoever is not asked stays, and asks nobody', async () => {
    for (const state of ['InService', undefined]) {
      metadata = state === undefined ? {} : { ...metadata, 'autoscaling/target-lifecycle-state': state };
      expect(await leave()).toBe(false);
    }
    expect([aws.calls, system.ran]).toEqual([[], []]);
  });

  test('the agent stops first, and the hook completes when everything has', async () => {
    expect(await leave()).toBe(true);
    expect(system.ran).toEqual(STOPPED);
    expect(completed()).toEqual([['autoscaling', 'complete-lifecycle-action', '--auto-scaling-group-name', 'group', '--lifecycle-hook-name', 'hook',
      '--instance-id', 'i-1', '--lifecycle-action-result', 'CONTINUE']]);
    expect(await platform.lockHolder()).toBe('node-1');
  });

  test('a node without a Sentinel has none to stop', async () => {
    system.files.delete(`${EC2_PATHS.units}/${UNITS.sentinel}`);
    system.files.delete(`${EC2_PATHS.units}/${UNITS.sentinelPath}`);
    await leave();
    expect(system.ran).toEqual([STOPPED[0], STOPPED[3]]);
  });

  test('while another node is being replaced nothing stops and the hook is kept waiting', async () => {
    await platform.acquireLock('node-2', LOCK_SECONDS);
    expect(await leave()).toBe(false);
    expect([system.ran, completed()]).toEqual([[], []]);
    expect(aws.called('autoscaling record-lifecycle-action-heartbeat')[0]!.join(' ')).toContain('--lifecycle-hook-name hook --instance-id i-1');
  });

  test('while it is to stay for others nothing stops, the hook is kept waiting, and the lock is free for who is to be repaired', async () => {
    tools = { ...tools, unreadyOthers: async () => ['node-3'] };
    expect(await leaveWhenAsked(tools, aNodeConfig('node-1', false), LOCK_SECONDS, new OthersFirst())).toBe(false);
    expect([system.ran, completed()]).toEqual([[], []]);
    expect(aws.called('autoscaling record-lifecycle-action-heartbeat')).toHaveLength(1);
    expect(await platform.acquireLock('node-3', LOCK_SECONDS)).toBe(true);
  });

  test('what would not stop keeps the hook from completing', async () => {
    system.before = (step) => {
      if (step === STOPPED[3]) {
        throw new Error('a stop job is running');
      }
    };
    await expect(leave()).rejects.toThrow('stop job');
    expect(completed()).toEqual([]);
  });

  test('an instance of no group says so, and stops nothing', async () => {
    aws.answers.set('autoscaling describe-auto-scaling-instances', () => ({ AutoScalingInstances: [] }));
    await expect(leave()).rejects.toThrow('i-1 is in no Auto Scaling group');
    expect(system.ran).toEqual([]);
  });
});

describe('its node lives elsewhere now', () => {
  const leave = (addresses: Record<string, string>): ReturnType<typeof leaveWhenMoved> =>
    leaveWhenMoved(tools, config, addresses, LOCK_SECONDS);

  test('where it does not, or where that cannot be known, nothing happens', async () => {
    expect(await leave({ 'node-1': '10.0.0.1', 'node-2': '10.0.5.5' })).toBe('here');
    expect(await leave({})).toBe('here');
    metadata = {};
    expect(await leave(THERE)).toBe('here');
    expect([aws.calls, system.ran]).toEqual([[], []]);
  });

  test('everything stops under the lock, which its new place gives back', async () => {
    expect(await leave(THERE)).toBe('gone');
    expect(system.ran).toEqual(STOPPED);
    expect(await platform.lockHolder()).toBe('node-1');
    // No group asked for it: there is no hook to complete.
    expect(aws.calls.some(([service]) => service === 'autoscaling')).toBe(false);
  });

  test('while another node is being replaced nothing stops', async () => {
    await platform.acquireLock('node-2', LOCK_SECONDS);
    expect(await leave(THERE)).toBe('waiting');
    expect(system.ran).toEqual([]);
  });
});

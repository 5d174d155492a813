import { AwsCallFailed } from '../../../../lib/agent/platform/aws-cli';
import { Ec2Platform } from '../../../../lib/agent/platform/ec2';
import { OthersFirst } from '../../../../lib/agent/platform/ec2-others-first';
import type { Ec2PlatformConfig } from '../../../../lib/config';
import { aNodeConfig, FakeSystem } from '../ec2-node';
import { FakeAws } from './fake-aws';

const MINUTE_MS = 60_000;

let aws: FakeAws;
let now: number;
let ready: boolean;
let unready: string[];
let wanted: number;
let waiting: OthersFirst;

beforeEach(() => {
  aws = new FakeAws();
  aws.answers.set('autoscaling describe-auto-scaling-groups', () => ({ AutoScalingGroups: [{ DesiredCapacity: wanted }] }));
  now = 1_000_000;
  ready = true;
  unready = [];
  wanted = 1;
  waiting = new OthersFirst();
});

function awaited(minutes = 0, inStack = false): Promise<string[]> {
  now += minutes * MINUTE_MS;
  const config = aNodeConfig('node-1', inStack);
  return waiting.awaited({
    aws: aws.cli, system: new FakeSystem(), platform: new Ec2Platform(config.platform as Ec2PlatformConfig, '/nowhere', aws.cli),
    metadata: { get: async () => undefined }, status: async () => undefined, health: async () => (ready ? 200 : 503),
    unreadyOthers: async () => unready, log: () => undefined, now: () => now,
  }, config, 'group');
}

test('all others are ready: nobody is waited for, and AWS is not asked', async () => {
  expect(await awaited()).toEqual([]);
  expect(aws.calls).toEqual([]);
});

test('a ready node stays for whoever is not, and for no longer', async () => {
  unready = ['node-2'];
  expect(await awaited()).toEqual(['node-2']);
  expect(await awaited(60)).toEqual(['node-2']);
  unready = [];
  expect(await awaited()).toEqual([]);
});

test('a broken node may go, whoever else is: that is how it is repaired', async () => {
  ready = false;
  unready = ['node-2'];
  expect(await awaited()).toEqual(['node-2']);
  expect(await awaited(4)).toEqual(['node-2']);
  expect(await awaited(1)).toEqual([]);
});

test('a node that is not ready for a moment is not broken', async () => {
  unready = ['node-2'];
  for (let round = 0; round < 10; round += 1) {
    ready = !ready;
    expect(await awaited(2)).toEqual(['node-2']);
  }
});

test('a group that wants no instance takes away and does not replace: nobody is waited for', async () => {
  unready = ['node-2', 'node-3'];
  wanted = 0;
  expect(await awaited()).toEqual([]);
});

test('when its group cannot be asked it stays', async () => {
  unready = ['node-2'];
  aws.answers.set('autoscaling describe-auto-scaling-groups', () => {
    throw new AwsCallFailed('autoscaling describe-auto-scaling-groups', 'AccessDenied', 'not authorized');
  });
  expect(await awaited()).toEqual(['node-2']);
});

test('it ends, so that the last ones go one after the other before the hooks of all end together', async () => {
  unready = ['node-2'];
  await awaited();
  expect(await awaited(119)).toEqual(['node-2']);
  expect(await awaited(1)).toEqual([]);
});

test('where CloudFormation replaces, CloudFormation stops: a stack update may repair a later node of the chain', async () => {
  unready = ['node-3'];
  expect(await awaited(0, true)).toEqual([]);
});

import { aPlan, publish } from '../ec2-node';
import { Instance, platformOf } from './ec2-instance';
import { FakeAws } from './fake-aws';

const NAMES = ['node-1', 'node-2', 'node-3'];
const MINUTE_MS = 60_000;

let aws: FakeAws;
let clock: { now: number };
let nodes: Instance[];
let wanted: number;

const launch = (node: string, id: string): Promise<Instance> =>
  new Instance(node, id, aws, clock, () => nodes.filter((other) => other.node !== node && (other.gone || !other.ready))
    .map((other) => other.node)).boot();

/** Caretakers go round for that long; the lock's clock is the machine's own, so it is made to expire where it would have. */
async function pass(minutes: number, lockExpires = false): Promise<void> {
  if (lockExpires) {
    aws.table.delete('replacement-lock');
  }
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.now += MINUTE_MS;
    for (const node of nodes.filter(({ gone }) => !gone)) {
      await node.round();
    }
  }
}

const gone = (): string[] => nodes.filter((node) => node.gone).map(({ node }) => node);

/** Its group starts another instance. */
async function replace(node: string, image: string, ready: boolean): Promise<void> {
  const successor = await launch(node, `i-${node}-${image}`);
  successor.ready = ready;
  nodes = nodes.map((former) => (former.node === node ? successor : former));
}

/** A deployment that Pulumi made and that has formed; a new image makes every group refresh at the same time. */
beforeEach(async () => {
  aws = new FakeAws();
  aws.answers.set('autoscaling describe-auto-scaling-instances', () => ({ AutoScalingInstances: [{ AutoScalingGroupName: 'group' }] }));
  aws.answers.set('autoscaling describe-auto-scaling-groups', () => ({ AutoScalingGroups: [{ DesiredCapacity: wanted }] }));
  wanted = 1;
  clock = { now: 1_000_000 };
  publish(aws, aPlan());
  await platformOf(aws).claimMarker({ deploymentId: 'd', createdAt: 't' });
  nodes = [];
  nodes = await Promise.all(NAMES.map((name) => launch(name, `i-${name}-a`)));
  await pass(1);
  nodes.forEach((node) => {
    node.lifecycle = 'Terminated';
  });
});

test('a bad image takes one node: the others stay when its lock expires, and the former image repairs it first', async () => {
  await pass(1);
  expect(gone()).toEqual(['node-1']);
  await replace('node-1', 'bad', false);
  await pass(30, true);
  expect(gone()).toEqual([]);

  // The former image again: another refresh, and node-1 is the one that is broken.
  nodes[0]!.lifecycle = 'Terminated';
  await pass(5);
  expect(gone()).toEqual(['node-1']);
  await replace('node-1', 'former', true);
  await pass(1);
  // The others were asked before, and go now, one at a time.
  expect(gone()).toEqual(['node-2']);
  await replace('node-2', 'former', true);
  await pass(1);
  expect(gone()).toEqual(['node-3']);
});

test('a deployment that is removed is: who goes does not wait for who has gone', async () => {
  wanted = 0;
  await pass(1);
  expect(gone()).toEqual(['node-1']);
  await pass(1, true);
  expect(gone()).toEqual(['node-1', 'node-2']);
  await pass(1, true);
  expect(gone()).toEqual(NAMES);
});

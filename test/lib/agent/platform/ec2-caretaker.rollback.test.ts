import { aPlan, publish } from '../ec2-node';
import { Instance, platformOf } from './ec2-instance';
import { FakeAws } from './fake-aws';

const V1 = aPlan();
const V2 = aPlan(512 * 1024 ** 2);
const ROUND_MS = 30_000;
const NAMES = ['node-1', 'node-2', 'node-3'];

let aws: FakeAws;
let clock: { now: number };
let nodes: Instance[];

const instance = (node: string, id: string): Promise<Instance> => new Instance(node, id, aws, clock).boot();

async function round(): Promise<void> {
  clock.now += ROUND_MS;
  for (const node of nodes.filter(({ gone }) => !gone)) {
    await node.round();
  }
}

const kills = (): number[] => nodes.map((node) => node.kills);
const plans = (): unknown[] => nodes.map(({ plan }) => plan);

/** A deployment at v1 that has formed and signalled. */
beforeEach(async () => {
  aws = new FakeAws();
  aws.answers.set('autoscaling describe-auto-scaling-instances', () => ({ AutoScalingInstances: [{ AutoScalingGroupName: 'group' }] }));
  clock = { now: 1_000_000 };
  publish(aws, V1);
  await platformOf(aws).claimMarker({ deploymentId: 'd', createdAt: 't' });
  nodes = await Promise.all(NAMES.map((name) => instance(name, `i-${name}-a`)));
  await round();
  expect(nodes.map(({ signals }) => signals)).toEqual([1, 1, 1]);
});

// CloudFormation's own part of it (which resources it turns back, and when) is not here: no emulator rolls back.
describe('Order: a failed update with rollback, as far as the nodes see it', () => {
  test('the pointer goes to v2 and back: v1 is applied again, one node at a time, also where v2 never arrived', async () => {
    publish(aws, V2);
    await round();
    // node-1 restarts for v2 and does not become ready: the others wait.
    expect(kills()).toEqual([1, 0, 0]);
    await round();
    await round();
    expect(kills()).toEqual([1, 0, 0]);
    nodes[0]!.ready = true;
    await round();
    await round();
    expect(kills()).toEqual([1, 1, 0]);
    expect(plans()).toEqual([V2, V2, V1]);

    // node-2 is not ready under v2, and the update is given up.
    publish(aws, V1);
    await round();
    // It goes first, since it has the lock; node-1 waits for it, node-3 has nothing to do.
    expect(kills()).toEqual([1, 2, 0]);
    expect(plans()).toEqual([V2, V1, V1]);
    await round();
    expect(kills()).toEqual([1, 2, 0]);
    nodes[1]!.ready = true;
    await round();
    await round();
    expect(kills()).toEqual([2, 2, 0]);
    expect(plans()).toEqual([V1, V1, V1]);
    nodes[0]!.ready = true;
    await round();
    expect(await platformOf(aws).lockHolder()).toBeUndefined();
    await round();
    expect(kills()).toEqual([2, 2, 0]);
    // Nobody was replaced, so nobody said so.
    expect(nodes.map(({ signals }) => signals)).toEqual([1, 1, 1]);
  });

  test('an instance that v2 replaced never becomes ready: it does not signal, and nobody else changes until v1 is back and ready', async () => {
    publish(aws, V2);
    const [first, ...others] = nodes as [Instance, ...Instance[]];
    // CloudFormation replaces node-1's instance.
    first.lifecycle = 'Terminated';
    await first.round();
    expect(first.gone).toBe(true);
    const failing = await instance('node-1', 'i-node-1-b');
    failing.ready = false;
    nodes = [failing, ...others];
    await round();
    await round();
    expect(failing.signals).toBe(0);
    expect(kills()).toEqual([0, 0, 0]);
    expect(plans()).toEqual([V2, V1, V1]);

    // The rollback: the pointer first, then the instance once more.
    publish(aws, V1);
    failing.lifecycle = 'Terminated';
    await failing.round();
    expect(failing.gone).toBe(true);
    const back = await instance('node-1', 'i-node-1-c');
    back.ready = false;
    nodes = [back, ...others];
    await round();
    expect(back.signals).toBe(0);
    expect(await platformOf(aws).lockHolder()).toBe('node-1');
    back.ready = true;
    await round();
    expect(back.signals).toBe(1);
    expect(await platformOf(aws).lockHolder()).toBeUndefined();
    await round();
    expect(plans()).toEqual([V1, V1, V1]);
    expect(kills()).toEqual([0, 0, 0]);
    expect([failing.signals, back.signals, ...others.map(({ signals }) => signals)]).toEqual([0, 1, 1, 1]);
  });

  test('an instance that is turned back while another changes waits for it', async () => {
    publish(aws, V2);
    await round();
    expect(await platformOf(aws).lockHolder()).toBe('node-1');
    nodes[2]!.lifecycle = 'Terminated';
    await round();
    expect(nodes[2]!.gone).toBe(false);
    nodes[0]!.ready = true;
    await round();
    await round();
    // node-2 came first and restarts for v2; only then may node-3 go.
    expect([nodes[1]!.kills, nodes[2]!.gone]).toEqual([1, false]);
    nodes[1]!.ready = true;
    await round();
    await round();
    expect(nodes[2]!.gone).toBe(true);
  });
});

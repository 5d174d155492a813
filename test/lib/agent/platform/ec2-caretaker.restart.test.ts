import { EC2_PATHS } from '../../../../lib/config';
import { aPlan, publish } from '../ec2-node';
import { Instance, platformOf } from './ec2-instance';
import { FakeAws } from './fake-aws';

const OLD = aPlan();
const NEW = aPlan(512 * 1024 ** 2);

let aws: FakeAws;
let clock: { now: number };
let node: Instance;

beforeEach(async () => {
  aws = new FakeAws();
  clock = { now: 1_000_000 };
  publish(aws, OLD);
  node = await new Instance('node-1', 'i-1', aws, clock).boot();
  await node.round();
});

const pending = (): string | undefined => node.system.files.get(EC2_PATHS.restartPending);
const holder = (): Promise<string | undefined> => platformOf(aws).lockHolder();

async function later(ms = 30_000): Promise<void> {
  clock.now += ms;
  await node.round();
}

/** A change that does not get past a step. */
async function changedUntil(step: string): Promise<void> {
  publish(aws, NEW);
  node.failAt(step);
  await later();
  expect(node.log.join()).toContain(`${step} failed`);
  expect(node.kills).toBe(0);
  expect(pending()).toBeDefined();
}

function expectApplied(): void {
  expect(node.plan).toEqual(NEW);
  expect(pending()).toBeUndefined();
  expect(node.kills).toBe(1);
}

describe('a plan that is installed is applied, whatever ends half-way', () => {
  test.each([
    ['a step after the writes failed', 'systemctl enable'],
    ['the pointer, which is written last, was not', `write ${EC2_PATHS.pointer}`],
    ['the agent could not be killed', 'systemctl kill'],
  ])('%s: done in a later round', async (_, step) => {
    await changedUntil(step);
    node.failAt();
    await later();
    expectApplied();
  });

  test.each([
    ['between the writes and the pointer', `write ${EC2_PATHS.pointer}`],
    ['between the pointer and the kill', 'systemctl kill'],
  ])('the caretaker died %s: done by the next one at its start', async (_, step) => {
    await changedUntil(step);
    node.crash();
    node.failAt();
    await node.round();
    expectApplied();
    await later();
    expectApplied();
  });

  test('the caretaker died between the kill and its note: killed once more, and not again', async () => {
    publish(aws, NEW);
    node.failAt(`remove ${EC2_PATHS.restartPending}`);
    await later();
    expect(node.kills).toBe(1);
    node.crash();
    node.failAt();
    await node.round();
    await later();
    expect(node.kills).toBe(2);
  });

  test('the lock is not given back by a ready agent that still runs the old plan', async () => {
    await changedUntil('systemctl kill');
    node.crash();
    await node.round();
    expect(node.ready).toBe(true);
    expect(await holder()).toBe('node-1');
    node.failAt();
    await node.round();
    await node.round();
    expect([node.kills, await holder()]).toEqual([1, 'node-1']);
    node.ready = true;
    await node.round();
    expect(await holder()).toBeUndefined();
  });

  test('a restart that is left to the next caretaker waits for the lock as any change does', async () => {
    await changedUntil('systemctl kill');
    node.crash();
    node.failAt();
    await platformOf(aws).releaseLock('node-1');
    await platformOf(aws).acquireLock('node-2', 300);
    await node.round();
    expect(node.kills).toBe(0);
    await platformOf(aws).releaseLock('node-2');
    await node.round();
    expectApplied();
  });

  test('while half is written the old agent goes on: one that restarted would read that half', async () => {
    await changedUntil(`write ${EC2_PATHS.pointer}`);
    aws.down = true;
    node.failAt();
    await later();
    node.crash();
    await later();
    expect(node.kills).toBe(0);
  });

  test('taken back while half is written: everything is of the old pointer again', async () => {
    await changedUntil(`write ${EC2_PATHS.pointer}`);
    expect(node.plan).toEqual(NEW);
    publish(aws, OLD);
    node.failAt();
    await later();
    expect(node.plan).toEqual(OLD);
    expect(pending()).toBeUndefined();
  });
});

describe('passwords are asked for again by who is not waited for', () => {
  const refreshes = (): string[] => node.system.ran.filter((command) => command.includes('refresh-secrets'));

  test('every hour, by the engine\'s user, whose file it is', async () => {
    expect(refreshes()).toEqual([]);
    await later(3_600_000);
    await later();
    expect(refreshes()).toEqual(['setpriv --reuid=redis --regid=redis --init-groups -- '
      + `${EC2_PATHS.node} ${EC2_PATHS.agent} refresh-secrets --config ${EC2_PATHS.nodeConfig}`]);
    await later(3_600_000);
    expect(refreshes()).toHaveLength(2);
  });

  test('sooner when that failed', async () => {
    let tried = 0;
    node.system.before = (step) => {
      if (step.startsWith('setpriv')) {
        tried += 1;
        throw new Error('AWS is away');
      }
    };
    await later(3_600_000);
    await later(29_000);
    expect(tried).toBe(1);
    await later(1_000);
    expect(tried).toBe(2);
  });
});

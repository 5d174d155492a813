import { UNITS } from '../../../../lib/config';
import { aPlan, publish } from '../ec2-node';
import { Instance, platformOf } from './ec2-instance';
import { FakeAws } from './fake-aws';

let aws: FakeAws;
let clock: { now: number };

const moved = (address: string): unknown => publish(aws, aPlan(), 'agent 1', {
  bindings: { schemaVersion: 1, deployment: 'orders', addresses: { 'node-1': address, 'node-2': '10.0.1.1', 'node-3': '10.0.2.1' } },
});
const stops = (instance: Instance): string[] => instance.system.ran.filter((command) => command.startsWith('systemctl stop'));

beforeEach(() => {
  aws = new FakeAws();
  clock = { now: 1_000_000 };
  publish(aws, aPlan());
});

async function leftOver(): Promise<Instance> {
  const instance = await new Instance('node-1', 'i-old', aws, clock).boot();
  instance.address = '10.0.0.1';
  await instance.round();
  clock.now += 31_000;
  return instance;
}

describe('move-node: an instance whose node lives elsewhere now', () => {
  test('hands over and stops for good, the agent first, and applies nothing that is for its successor', async () => {
    const old = await leftOver();
    const pointer = old.system.files.get('/etc/redis-ha/bindings.json');
    moved('10.0.2.9');
    await old.round();
    expect(stops(old)[0]).toBe(`systemctl stop ${UNITS.agent}`);
    expect(stops(old).at(-1)).toBe(`systemctl stop ${UNITS.redis}`);
    expect(old.gone).toBe(true);
    expect(old.kills).toBe(0);
    expect(old.system.files.get('/etc/redis-ha/bindings.json')).toBe(pointer);
    expect(await platformOf(aws).lockHolder()).toBe('node-1');
  });

  test('waits while another node is being replaced, and serves as it was meanwhile', async () => {
    const old = await leftOver();
    await platformOf(aws).acquireLock('node-3', 900);
    moved('10.0.2.9');
    await old.round();
    expect([stops(old), old.gone, old.kills]).toEqual([[], false, 0]);
    await platformOf(aws).releaseLock('node-3');
    clock.now += 31_000;
    await old.round();
    expect(old.gone).toBe(true);
  });

  test('the one at the new address stays', async () => {
    const old = await leftOver();
    await old.round();
    expect([stops(old), old.gone]).toEqual([[], false]);
  });
});

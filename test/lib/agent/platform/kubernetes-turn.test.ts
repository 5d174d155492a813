import { KubernetesApi } from '../../../../lib/agent/platform/kubernetes-api';
import { KubernetesTurn } from '../../../../lib/agent/platform/kubernetes-turn';
import { FakeKubernetes } from './fake-kubernetes';

let fake: FakeKubernetes;
let api: KubernetesApi;
let clock: number;
const path = FakeKubernetes.lease('cache-turn');
const turn = (): KubernetesTurn => new KubernetesTurn('cache-turn', api, () => clock);
const spec = (): Record<string, unknown> => fake.objects.get(path)!.spec as Record<string, unknown>;

beforeEach(async () => {
  fake = new FakeKubernetes();
  api = new KubernetesApi(fake.accountDir, await fake.listen());
  clock = 0;
  fake.set(path);
});
afterEach(async () => {
  api.close();
  await fake.close();
});

test('one holder; renewed by it; free again when given back, which only the holder can', async () => {
  expect(await turn().take('a', 60)).toBe(true);
  expect(await turn().take('b', 60)).toBe(false);
  const { acquireTime } = spec();
  expect(await turn().take('a', 90)).toBe(true);
  expect(spec()).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 90, acquireTime, leaseTransitions: 1 });
  await turn().give('b');
  expect(await turn().take('b', 60)).toBe(false);
  await turn().give('a');
  expect(spec()).toEqual({ leaseTransitions: 1 });
  expect(await turn().take('b', 60)).toBe(true);
});

test('is lost when nobody saw it renewed for as long as it is good', async () => {
  const [a, b] = [turn(), turn()];
  await a.take('a', 60);
  expect(await b.take('b', 60)).toBe(false);
  clock = 59_000;
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  expect(await a.take('a', 60)).toBe(true);
  clock = 61_000;
  // Renewed meanwhile: from the moment it was seen to be, it is good for as long again.
  expect(await b.take('b', 60)).toBe(false);
  clock = 120_000;
  expect(await b.take('b', 60)).toBe(false);
  clock = 122_000;
  expect(await b.take('b', 60)).toBe(true);
  expect(await a.take('a', 60)).toBe(false);
});

test.each([['ahead', 300_000], ['behind', -300_000]])('a holder whose clock is %s keeps and loses it like any other', async (_, skew) => {
  const time = `${new Date(Date.now() + skew).toISOString().replace('Z', '')}000Z`;
  fake.set(path, { spec: { holderIdentity: 'a', leaseDurationSeconds: 60, renewTime: time, acquireTime: time } });
  const b = turn();
  expect(await b.take('b', 60)).toBe(false);
  clock = 59_000;
  expect(await b.take('b', 60)).toBe(false);
  clock = 61_000;
  expect(await b.take('b', 60)).toBe(true);
});

test('one that was left behind long ago keeps nobody waiting', async () => {
  fake.set(path, { spec: { holderIdentity: 'a', leaseDurationSeconds: 60, renewTime: '2020-01-01T00:00:00.000000Z' } });
  expect(await turn().take('b', 60)).toBe(true);
});

test('of many that ask at once one has it', async () => {
  fake.mishap = () => ({ before: 1 + Math.random() * 20 });
  for (let round = 0; round < 5; round += 1) {
    fake.set(path);
    const taken = await Promise.all(Array.from({ length: 12 }, (_, index) => turn().take(`n${index}`, 60)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(spec().holderIdentity).toBe(`n${taken.indexOf(true)}`);
  }
});

test('a Lease that is not there is an error, and no turn', async () => {
  fake.objects.clear();
  await expect(turn().take('a', 60)).rejects.toThrow('404');
});

test('a fraction of a second is taken for a whole one: the API takes no less', async () => {
  expect(await turn().take('a', 0.2)).toBe(true);
  expect(spec().leaseDurationSeconds).toBe(1);
});

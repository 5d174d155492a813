import { firstRecord, HttpWitness, recordText, type RegionRecord } from '../../../lib/region';
import { WitnessStore } from './witness-store';

let store: WitnessStore;
beforeEach(async () => { store = await WitnessStore.open(); });
afterEach(() => store.close());

const first = firstRecord('demo', 'region-1', '', 'test');
const second: RegionRecord = { ...first, epoch: 2, moving: { to: 'region-2' } };

function witness(over: Partial<ConstructorParameters<typeof HttpWitness>[0]> = {}): HttpWitness {
  return new HttpWitness({ url: store.url, deployment: 'demo', timeoutMs: 500, ...over });
}

test('creates each number once: of two that create the same, both learn whose it is', async () => {
  const other = { ...second, moving: undefined, active: 'region-2' };
  expect(await witness().create(first)).toEqual(first);
  const [a, b] = await Promise.all([witness().create(second), witness().create(other)]);
  expect(a).toEqual(b);
  expect(await witness().read(2)).toEqual(a);
  expect([...store.objects.keys()]).toEqual(['/bucket/demo/1.json', '/bucket/demo/2.json']);
});

test('what is not there is no record, and that is an answer', async () => {
  expect(await witness().read(1)).toBeUndefined();
});

test.each([
  ['403', { status: 403, text: 'AccessDenied' }, /answered 403: AccessDenied; its role needs s3:GetObject.*s3:ListBucket/],
  ['503', { status: 503, text: 'SlowDown' }, /answered 503: SlowDown/],
  ['no bucket', { status: 404, text: '<Code>NoSuchBucket</Code>' }, /answered 404: .*NoSuchBucket/],
  ['a page of a portal', { status: 200, text: '<html>' }, /is no JSON/],
  ['a record of another deployment', { status: 200, text: recordText({ ...first, deployment: 'other' }) }, /two deployments share/],
  ['another record than was asked for', { status: 200, text: recordText({ ...first, epoch: 7 }) }, /shows region record 7 where 1 was asked for/],
])('%s is an error, never "none"', async (_, mood, message) => {
  store.mood = mood;
  await expect(witness().read(1)).rejects.toThrow(message);
});

test('one that hangs is given up, and one that is gone', async () => {
  store.mood = 'hung';
  await expect(witness({ timeoutMs: 100 }).read(1)).rejects.toThrow('did not answer within 100 ms');
  await expect(witness({ url: 'http://127.0.0.1:1/x' }).read(1)).rejects.toThrow('ECONNREFUSED');
});

test('a record whose creation nobody answered stands all the same: who asks again gets it', async () => {
  store.objects.set('/bucket/demo/1.json', recordText(first));
  expect(await witness().create({ ...first, by: 'somebody else' })).toEqual(first);
});

test('requests go out as they were signed, from the address they are to come from', async () => {
  const signed: string[] = [];
  const sign = async ({ method, url, headers }: { method: string; url: URL; headers: Record<string, string> }) => {
    signed.push(`${method} ${url.pathname}`);
    return { ...headers, authorization: 'signed' };
  };
  await witness({ sign, localAddress: '127.0.0.9' }).create(first);
  expect(signed).toEqual(['PUT /bucket/demo/1.json', 'GET /bucket/demo/1.json']);
  expect(store.asked[0]!.headers).toMatchObject({ authorization: 'signed', 'if-none-match': '*', 'content-type': 'application/json' });
});

import { withHosts } from '../../../../lib/agent/platform/ec2-hosts';
import type { Ec2Pointer } from '../../../../lib/config';

const pointer = {
  bindings: { schemaVersion: 1, deployment: 'orders', addresses: { 'node-1': '10.0.0.1' } },
  hosts: { 'r2-node-1': 'r2-node-1.orders.internal', 'r2-node-2': 'r2-node-2.orders.internal' },
} as unknown as Ec2Pointer;

/** A zone with these records; a name without one is an error, as in DNS. */
function zone(records: Record<string, string[]>): (name: string) => Promise<string[]> {
  return (name) => (records[name] ? Promise.resolve(records[name]) : Promise.reject(new Error(`queryA ENOTFOUND ${name}`)));
}

async function addresses(records: Record<string, string[]>, known: Record<string, string> = {}): Promise<Record<string, string>> {
  return (await withHosts(pointer, known, zone(records))).bindings.addresses;
}

test('the other region\'s nodes get their addresses, the own ones keep theirs', async () => {
  expect(await addresses({ 'r2-node-1.orders.internal': ['10.1.0.1'], 'r2-node-2.orders.internal': ['10.1.1.1'] }))
    .toEqual({ 'node-1': '10.0.0.1', 'r2-node-1': '10.1.0.1', 'r2-node-2': '10.1.1.1' });
});

test('a name without an answer: what was known stands in, and the name itself before the regions are linked', async () => {
  expect(await addresses({}, { 'node-1': '10.9.9.9', 'r2-node-1': '10.1.0.1' }))
    .toEqual({ 'node-1': '10.0.0.1', 'r2-node-1': '10.1.0.1', 'r2-node-2': 'r2-node-2.orders.internal' });
});

test('a node that moved is where its name says now', async () => {
  expect(await addresses({ 'r2-node-1.orders.internal': ['10.1.2.7'] }, { 'r2-node-1': '10.1.0.1' })).toMatchObject({ 'r2-node-1': '10.1.2.7' });
});

test('a pointer of one region is left as it is', async () => {
  const one = { bindings: pointer.bindings } as Ec2Pointer;
  expect(await withHosts(one, { 'r2-node-1': '10.1.0.1' }, zone({}))).toBe(one);
});

test('the resolver of this machine: a name that nobody has is no error', async () => {
  const { bindings } = await withHosts({ ...pointer, hosts: { 'r2-node-1': 'r2-node-1.orders.invalid' } }, {});
  expect(bindings.addresses['r2-node-1']).toBe('r2-node-1.orders.invalid');
}, 10_000);

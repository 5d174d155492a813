import { Topology } from '../../../lib/model';
import { plan as planOf } from '../../../lib/plan';
import { withoutPrograms } from '../../lib/lab/without-programs';
import { demoSpec } from '../../lib/plan/specs';
import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());
const file = files.file('demo.redis-ha.json', demo);
const cluster = files.file('cluster.redis-ha.json', planOf(demoSpec({ topology: Topology.cluster() })));

/** The command line on a machine without programs; its messages and its exit code. */
function bare(...words: string[]): string {
  return withoutPrograms(`
    import { run } from './bin/commands/run';
    process.stderr.write = process.stdout.write.bind(process.stdout) as typeof process.stderr.write;
    void run(${JSON.stringify(['drill', ...words])}).then((code) => console.log('exit code', code));
  `);
}

test('a scenario that cuts the network says that nft is missing before it starts anything', () => {
  const said = bare('partition-primary', file);
  expect(said).toMatch(/cutting a network needs nft: apt-get install nftables\nexit code 3\n$/);
  expect(said).not.toContain('taking the lab down');
});

test('one that does not cut it does not ask for nft', () => {
  const said = bare('kill-primary', file);
  expect(said).not.toContain('nft');
  expect(said).toContain('exit code 3');
});

test('a network that is none of the two', async () => {
  expect(await invoked('drill', 'kill-primary', file, '--network', 'bridge')).toMatchObject({
    code: 2, out: '', err: expect.stringContaining('--network: got "bridge"; use one of loopback, namespaces'),
  });
});

test('help names both networks, and what cutting them needs', async () => {
  const { out, code } = await invoked('drill', '--help');
  expect(code).toBe(0);
  expect(out).toMatch(/--network <kind> +loopback, or namespaces/);
  expect(out).toContain('nftables');
});

test('a library that no client is of, and a way nobody goes', async () => {
  expect(await invoked('drill', 'kill-primary', file, '--client', 'jedis')).toMatchObject({
    code: 2, err: expect.stringContaining('--client: got "jedis"; use one of ioredis, node-redis'),
  });
  expect(await invoked('drill', 'kill-primary', file, '--through', 'nlb')).toMatchObject({
    code: 2, err: expect.stringContaining('--through: got "nlb"; use one of name, proxy'),
  });
});

test('a restored Cluster has three shards or more, and nothing else has any', async () => {
  for (const [plan, shards] of [[file, '3'], [cluster, '2']] as const) {
    expect(await invoked('drill', 'restore-latest', plan, '--restore-shards', shards)).toMatchObject({
      code: 2, err: expect.stringContaining(`--restore-shards: got ${shards} for a plan of`),
    });
  }
});

test('without a scenario it says where they are listed', async () => {
  expect(await invoked('drill')).toMatchObject({ code: 2, err: expect.stringContaining('--list') });
});

test('a transport that is none', async () => {
  expect(await invoked('drill', 'kill-primary', file, '--transport', 'ssl')).toMatchObject({
    code: 2, out: '', err: expect.stringContaining('--transport: got "ssl"; use one of plaintext, both, tls'),
  });
});

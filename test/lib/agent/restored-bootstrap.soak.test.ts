import { Topology } from '../../../lib/model';
import type { RestoreBinding } from '../../../lib/plan';
import { Backups, planOf } from '../lab/restored-labs';
import { survives, type Strike } from './restored-bootstrap';

const backups = new Backups();
let ofThree: RestoreBinding;
beforeAll(async () => { ofThree = await backups.make(3); }, 60_000);
afterAll(() => backups.close());

const sentinel = planOf(Topology.sentinel());
const replication = planOf(Topology.replication());
const cluster = planOf(Topology.cluster({ shards: 3, replicas: 1 }));

describe('R4 restored: a deployment that begins with a backup forms once, with every key, whoever dies at whatever step', () => {
  const LEADER = ['seed:drafted', 'seed:committed', 'remembered:restored', 'promote:after', 'claim:after', 'remembered:initialised'];
  test.each(LEADER)('Sentinel: node-1 dies at %s', async (step) => {
    await survives(sentinel, ofThree, { node: 'node-1', step });
  }, 150_000);

  test.each(['remembered:forming', 'remembered:restored', 'promote:after'])('Sentinel: node-1 dies at %s and loses its volume', async (step) => {
    await survives(sentinel, ofThree, { node: 'node-1', step, wipe: true });
  }, 150_000);

  test.each<Strike>([{ node: 'node-1', step: 'role:before' }, { node: 'node-1', step: 'remembered:restored', wipe: true }])(
    'replication: %p', (strike) => survives(replication, ofThree, strike), 150_000);

  test.each<Strike>([
    { node: 'shard-2-1', step: 'seed:committed' }, { node: 'shard-2-1', step: 'remembered:restored' },
    { node: 'shard-2-1', step: 'cluster:addslotsrange:after' }, { node: 'shard-1-1', step: 'cluster:set-config-epoch:after' },
    { node: 'shard-1-1', step: 'claim:after' },
    { node: 'shard-2-1', step: 'cluster:meet:after', wipe: true }, { node: 'shard-1-1', step: 'cluster:meet:after', wipe: true },
    { node: 'shard-3-2', step: 'cluster:replicate:after', wipe: true },
  ])('Cluster: %p', (strike) => survives(cluster, ofThree, strike), 180_000);
});

import { Topology } from '../../../lib/model';
import { review } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';
import { demo, folder, invoked } from './invoked';

const files = folder();
const cluster = review(demoSpec({ topology: Topology.cluster({ shards: 4 }), objectives: { rpoSeconds: 10, rtoSeconds: 15 } }));
afterAll(() => files.remove());

test('only a Cluster has shards to scale', async () => {
  const { code, err } = await invoked('cluster', 'scale', files.file('demo.json', demo), '--shards', '3');
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('is a sentinel deployment') });
});

test.each(['2', '5', 'four'])('--shards %s cannot be had with a plan of 4', async (shards) => {
  const { code, err } = await invoked('cluster', 'scale', files.file('cluster.json', cluster), '--shards', shards);
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--shards') });
});

test('where no lab runs it says so', async () => {
  const { code, err } = await invoked('cluster', 'scale', files.file('cluster.json', cluster), '--shards', '3');
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('no lab of') });
});

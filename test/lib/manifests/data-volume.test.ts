import { storageBytesOf } from '../../../lib/manifests/data-volume';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const GIB = 1024 ** 3;
const planOf = (nodeMemoryBytes: number): ReturnType<typeof plan> => plan({
  name: 'cache', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3, nodeMemoryBytes,
});

test.each([
  ['8 GiB at least', 1, undefined, 8],
  ['four times maxmemory', 16, undefined, 38],
  ['what is asked for', 16, 30 * GIB, 30],
])('%s', (_, memory, size, gibibytes) => {
  expect(storageBytesOf(size, planOf(memory * GIB))).toBe(gibibytes * GIB);
});

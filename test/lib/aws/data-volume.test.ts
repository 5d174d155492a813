import { dataVolume, SENTINEL_VOLUME, volumeOf, type DataVolumeConfig, type DeclaredVolume } from '../../../lib/aws';
import { SentinelPlacement, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const GIB = 1024 ** 3;
const made = plan(demoSpec());
const volume = (given: DeclaredVolume, maxMemoryBytes = 8 * GIB): DataVolumeConfig =>
  dataVolume(given, { ...made, settings: { ...made.settings, maxMemoryBytes } });

test('four times maxmemory, in whole GiB, and 20 GiB at least', () => {
  expect(volume({})).toEqual({ gibibytes: 32, iops: undefined, throughput: undefined });
  expect(volume({}, 8 * GIB + 1).gibibytes).toBe(33);
  expect(volume({}, GIB).gibibytes).toBe(20);
});

test('what is given is taken, down to twice maxmemory', () => {
  expect(volume({ gibibytes: 16, iops: 16_000, throughput: 1000 })).toEqual({ gibibytes: 16, iops: 16_000, throughput: 1000 });
  expect(() => volume({ gibibytes: 15 })).toThrow(
    /^volume\.size: got 15 GiB for a maxmemory of 8192 MiB: a rewrite .* would fill it.*give at least 16 GiB, better 32$/);
});

test.each<[DeclaredVolume, string]>([
  [{ gibibytes: 16_385 }, 'volume.size'],
  [{ iops: 2999 }, 'volume.iops'],
  [{ iops: 3000.5 }, 'volume.iops'],
  [{ throughput: 1001 }, 'volume.throughput'],
])('outside of what gp3 has (%j) the field is named', (given, field) => {
  expect(() => volume(given)).toThrow(new RegExp(`^${field.replace('.', '\\.')}: `));
});

test('a node that holds no data has a volume of its own size', () => {
  const apart = plan(demoSpec({ topology: Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }) }));
  const data = { gibibytes: 32 };
  const sizes = apart.nodes.map((node) => volumeOf(node, data));
  expect(sizes.filter((size) => size === data)).toHaveLength(3);
  expect(sizes.filter((size) => size === SENTINEL_VOLUME)).toHaveLength(3);
});

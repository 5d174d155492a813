import { Size } from 'aws-cdk-lib';
import type { DataVolume } from '../../../constructs/aws';
import { dataVolume } from '../../../constructs/aws/data-volume';
import type { DataVolumeConfig } from '../../../lib/aws';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';

const GIB = 1024 ** 3;
const made = plan(demoSpec());
const volume = (given: DataVolume | undefined, maxMemoryBytes = 8 * GIB): DataVolumeConfig =>
  dataVolume(given, { ...made, settings: { ...made.settings, maxMemoryBytes } });

test('four times maxmemory, in whole GiB, and 20 GiB at least', () => {
  expect(volume(undefined)).toEqual({ gibibytes: 32, iops: undefined, throughput: undefined });
  expect(volume({}, 8 * GIB + 1).gibibytes).toBe(33);
  expect(volume({}, GIB).gibibytes).toBe(20);
});

test('what is given is taken, down to twice maxmemory', () => {
  expect(volume({ size: Size.gibibytes(16), iops: 16_000, throughput: 1000 })).toEqual({ gibibytes: 16, iops: 16_000,
    throughput: 1000 });
  expect(() => volume({ size: Size.gibibytes(15) })).toThrow(
    /^volume\.size: got 15 GiB for a maxmemory of 8192 MiB: a rewrite .* would fill it.*give at least 16 GiB, better 32$/);
});

test.each<[DataVolume, string]>([
  [{ size: Size.gibibytes(16_385) }, 'volume.size'],
  [{ iops: 2999 }, 'volume.iops'],
  [{ iops: 16_001 }, 'volume.iops'],
  [{ iops: 3000.5 }, 'volume.iops'],
  [{ throughput: 124 }, 'volume.throughput'],
  [{ throughput: 1001 }, 'volume.throughput'],
])('outside of what gp3 has (%j) the field is named', (given, field) => {
  expect(() => volume(given)).toThrow(new RegExp(`^${field.replace('.', '\\.')}: `));
});

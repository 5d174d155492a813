import { measurements } from '../../../../lib/agent/platform/ec2-measurements';
import { ANOTHER, aPlan } from '../ec2-node';

const two = aPlan(undefined, ANOTHER);
const values = (status?: unknown): Record<string, number> => Object.fromEntries(
  measurements(two, { ready: true, primary: false, status }).map(({ MetricName, Value }) => [MetricName, Value]));

test('every node says whether it is ready and whether it is primary, under the deployment\'s name', () => {
  expect(measurements(aPlan(), { ready: true, primary: false })).toEqual([
    { MetricName: 'NodeReady', Dimensions: [{ Name: 'Deployment', Value: 'orders' }], Unit: 'Count', Value: 1 },
    { MetricName: 'NodePrimary', Dimensions: [{ Name: 'Deployment', Value: 'orders' }], Unit: 'Count', Value: 0 },
  ]);
});

test('a standby that follows the active region says how far it is behind; the others of its region do not', () => {
  expect(values({ region: { standing: 'standby' }, lag: { seconds: 2.5, bytes: 10 } })).toMatchObject({ RegionLag: 2.5 });
  expect(Object.keys(values({ region: { standing: 'standby' } }))).toEqual(['NodeReady', 'NodePrimary']);
});

test('a node of the active region says whether its proof is older than the lease', () => {
  const lease = two.regionChange!.leaseSeconds * 1000;
  expect(values({ region: { standing: 'active', provenMsAgo: lease } }).RegionUnproven).toBe(0);
  expect(values({ region: { standing: 'active', provenMsAgo: lease + 1 } }).RegionUnproven).toBe(1);
  expect(values({ region: { standing: 'active' } }).RegionUnproven).toBe(1);
});

test('an agent that does not answer is no proof of anything', () => {
  expect(Object.keys(values(undefined))).toEqual(['NodeReady', 'NodePrimary']);
});

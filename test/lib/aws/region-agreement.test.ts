import { RegionNaming } from '../../../lib/aws';
import { RegionStrategy } from '../../../lib/model';
import { twoRegions } from './regions';

const NODES = ['node-1', 'node-2', 'node-3'];
const named = (nodes: string[], zone = 'orders.redis-ha.internal'): Record<string, string> =>
  Object.fromEntries(nodes.map((node) => [node, `${node}.${zone}`]));

test('each region is told the other one\'s nodes by name', () => {
  const naming = new RegionNaming(twoRegions(), { strategy: RegionStrategy.WARM });
  expect(naming.hosts('region-1')).toEqual(named(NODES.map((node) => `r2-${node}`)));
  expect(naming.hosts('region-2')).toEqual(named(NODES));
});

test('the zone may be another one', () => {
  const naming = new RegionNaming(twoRegions(), { strategy: RegionStrategy.PILOT_LIGHT, zoneName: 'redis.corp' });
  expect(naming.hosts('region-2')).toEqual(named(NODES, 'redis.corp'));
});

test('where nothing runs until a backup is restored, nobody is named', () => {
  const strategy = RegionStrategy.BACKUP_RESTORE;
  const naming = new RegionNaming(twoRegions({ strategy, objectives: { rpoSeconds: 7200, rtoSeconds: 7200 } }), { strategy });
  expect(naming.hasNodes).toBe(false);
  expect(naming.hosts('region-1')).toEqual({});
});

test('secrets of two deployments of an account have different names', () => {
  expect(new RegionNaming(twoRegions(), { strategy: RegionStrategy.WARM }).secretName('app')).toBe('redis-ha/orders/app');
});

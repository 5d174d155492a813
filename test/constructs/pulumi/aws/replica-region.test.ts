import type { Recorded } from '../recorded';
import { below, OTHER, REPLICA, twoRegions } from './regions';

let made: Recorded;
beforeAll(async () => {
  made = await twoRegions();
});

const pointerOf = (name: string, from = made): any => JSON.parse(from.named(`${name}-pointer`).inputs.insecureValue);

test('its resources are made by the provider of its region', () => {
  const children = below(made, REPLICA).resources;
  expect(children.length).toBeGreaterThan(20);
  expect(children.filter(({ custom, options }) => custom && !options.provider.includes('::other::'))).toEqual([]);
});

test('one plan: the same digest in both regions, and each has its nodes', () => {
  const [home, other] = [pointerOf('cache'), pointerOf(REPLICA)];
  expect(other.plan.sha256).toBe(home.plan.sha256);
  expect(Object.keys(home.bindings.addresses)).toEqual(['node-1', 'node-2', 'node-3']);
  expect(Object.keys(other.bindings.addresses)).toEqual(['r2-node-1', 'r2-node-2', 'r2-node-3']);
  expect(other.hosts['node-1']).toBe('node-1.cache.redis-ha.internal');
  expect(other.secretIds.app).toBe('redis-ha/cache/app');
  expect(OTHER).toBe('eu-west-1');
});

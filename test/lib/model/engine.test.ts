import { Engine } from '../../../lib/model';

test('every engine is found by its own name', () => {
  for (const engine of Engine.all()) {
    expect(Engine.of(engine.name)).toBe(engine);
    expect(engine.name).toBe(`${engine.family}-${engine.version}`);
  }
  expect(new Set(Engine.all().map((engine) => engine.name)).size).toBe(Engine.all().length);
});

test('an unknown engine is refused with the list of those that are known', () => {
  expect(() => Engine.of('redis-6.2')).toThrow(
    'engine: unknown engine "redis-6.2"; use one of redis-7.0, redis-7.2, redis-8.0, valkey-8.0, valkey-8.1, valkey-9.0');
});

test('Valkey brings programs, packages and units of its own', () => {
  expect(Engine.VALKEY_8_1.binaries).toEqual({ server: 'valkey-server', sentinel: 'valkey-sentinel', cli: 'valkey-cli' });
  expect(Engine.VALKEY_8_1.packages).toMatchObject({
    server: 'valkey-server', debianRelease: 'trixie', distributionUnits: ['valkey-server.service', 'valkey-sentinel.service'],
  });
});

test('capabilities follow the versions that brought them', () => {
  expect(Engine.REDIS_7_0.capabilities.waitAof).toBe(false);
  expect(Engine.REDIS_7_2.capabilities.waitAof).toBe(true);
  expect(Engine.all().filter((engine) => engine.capabilities.coordinatedFailover)).toEqual([Engine.VALKEY_9_0]);
});

import { findEngine } from '../../../lib/lab/engine';
import { Engine } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { withoutPrograms } from './without-programs';

test('says what runs, and that it is not what the plan names', async () => {
  const found = await findEngine(plan(demoSpec()));
  expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(found.deviation === '').toBe(found.version.startsWith('7.0.'));
  const other = await findEngine(plan(demoSpec({ engine: found.version.startsWith('8.0') ? Engine.REDIS_7_2 : Engine.REDIS_8_0 })));
  expect(other.deviation).toMatch(/the plan names redis-\S+; this machine has redis \d/);
});

test('programs that are not there: what to install', () => {
  const output = withoutPrograms(`
    import { findEngine } from './lib/lab/engine';
    import { Engine, Topology } from './lib/model';
    import { plan } from './lib/plan';
    for (const engine of [Engine.REDIS_7_0, Engine.VALKEY_8_1]) {
      const made = plan({ name: 'x', engine, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3 });
      findEngine(made).catch((failure: Error) => console.log(failure.message));
    }
  `);
  expect(output).toContain('redis-server is not on this machine: apt-get install redis-server redis-sentinel');
  expect(output).toContain('valkey-server is not on this machine: apt-get install valkey-server valkey-sentinel');
});

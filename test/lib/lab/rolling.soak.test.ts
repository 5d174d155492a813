import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { roll, runningVersion, startLab, withEngine, type Lab } from '../../../lib/lab';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { Counting } from './counting';

jest.setTimeout(300_000);
const has = (engine: string): boolean => existsSync(join(__dirname, '../../../.engines', engine, 'bin'));
let lab: Lab | undefined;
let writes: Counting | undefined;
afterEach(async () => {
  await writes?.stop();
  await lab?.down();
});

/** As many failed as there are left out; `npm run engines` gets them. */
test.each(['redis-8.0', 'valkey-8.1'].filter(has))('an upgrade to %s under load loses nothing and is skipped when run again', async (engine) => {
  const before = plan(demoSpec({ name: 'upgraded' }));
  lab = await startLab(before);
  await lab.healthy(60_000);
  writes = new Counting(lab);
  writes.start();
  const wanted = withEngine(before, engine);
  const result = await roll(lab, { plan: wanted });
  const { acknowledged, lost } = await writes.stop();
  expect([...result.restarted].sort()).toEqual(['node-1', 'node-2', 'node-3']);
  expect(result.handovers).toHaveLength(1);
  const versions = await Promise.all(lab.nodes.map((node) => runningVersion(lab!, node)));
  expect(new Set(versions)).toEqual(new Set([`${engine.split('-')[0]} ${lab.engine.version}`]));
  expect(lab.engine.version.startsWith(engine.split('-')[1]!)).toBe(true);
  expect(lost).toEqual([]);
  expect(acknowledged).toBeGreaterThan(20);
  expect(await roll(lab, { plan: wanted })).toMatchObject({ restarted: [], skipped: ['node-1', 'node-2', 'node-3'] });
});

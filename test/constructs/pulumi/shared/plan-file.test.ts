import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePlanFile } from '../../../../constructs/pulumi/shared';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { parsePlan } from '../../../../lib/plan/parse';

const PLAN = plan({
  name: 'cache', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
});

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'plan-file-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a plan is written where it is asked for, and reads as it was', () => {
  const file = writePlanFile('my/cache', PLAN, join(folder, 'a', 'b'));
  expect(file).toBe(join(folder, 'a', 'b', 'my-cache.redis-ha.json'));
  expect(parsePlan(readFileSync(file, 'utf8'), file)).toEqual(PLAN);
});

test('without a folder it is beside the program', () => {
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  try {
    expect(writePlanFile('cache', PLAN)).toBe(join(folder, 'redis-ha.out', 'cache.redis-ha.json'));
  } finally {
    cwd.mockRestore();
  }
});

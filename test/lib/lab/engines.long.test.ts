import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runDrill } from '../../../lib/drill';
import { programFolder } from '../../../lib/lab/engine';
import { Engine } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

/** Whether exactly this version is there: unpacked by `npm run engines` or installed. */
function runsHere(engine: Engine): boolean {
  const folder = programFolder(engine);
  return folder !== undefined
    && execFileSync(join(folder, engine.binaries.server), ['--version'], { encoding: 'utf8' }).includes(`v=${engine.version}.`);
}

// The other suites run the engine that the machine has installed.
describe.each([Engine.REDIS_8_0, Engine.VALKEY_8_1])('$name', (engine) => {
  if (!runsHere(engine)) {
    const message = `no smoke drills of ${engine.name}, which is not on this machine: npm run engines`;
    process.stderr.write(`${message}\n`);
    test.skip(message, () => undefined);
    return;
  }
  test.each(['kill-primary', 'handover'])('smoke drill %s', async (scenario) => {
    const result = await runDrill(scenario, plan(demoSpec({ name: 'smoke', engine })), {});
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result).not.toHaveProperty('engineDeviation');
    expect(result.measured.acknowledgedWrites).toBeGreaterThan(1000);
  }, 120_000);
});

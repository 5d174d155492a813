import { plan } from '../../../lib/plan';
import { Engine, Topology } from '../../../lib/model';
import { runDrill } from '../../../lib/drill/run';
import { FakeLab } from './fake-lab';

const PLAN = plan({
  name: 'drilled',
  engine: Engine.REDIS_7_0,
  topology: Topology.sentinel(),
  objectives: { rpoSeconds: 5, rtoSeconds: 5 },
  failureDomains: 3,
});

describe('runDrill', () => {
  let lab: FakeLab | undefined;
  const startLab = async (): Promise<FakeLab> => (lab = await FakeLab.start(PLAN));

  afterEach(async () => {
    await lab?.down();
  });

  test('measures a killed primary on real Redis and Sentinel', async () => {
    const result = await runDrill('kill-primary', PLAN, { startLab, seed: 7 });
    if (process.env.DRILL_OUT) {
      (await import('node:fs')).writeFileSync(process.env.DRILL_OUT, JSON.stringify(result));
    }
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result.seed).toBe(7);
    expect(result.measured.acknowledgedWrites).toBeGreaterThan(1000);
    expect(result.measured.verifiedWrites).toBe(result.measured.acknowledgedWrites);
    expect(result.measured.writesPerSecond).toBeGreaterThan(400);
    expect(result.measured.rtoMs).toBeGreaterThan(PLAN.settings.downAfterSeconds * 1000 * 0.5);
    expect(result.measured.failedWrites).toBeGreaterThan(0);
    expect(Object.keys(result.series.acknowledged).length).toBe(2);
    expect(result.gaps).toHaveLength(1);
    expect(result.events.map((event) => event.source)).toContain('fault');
  }, 60_000);
});

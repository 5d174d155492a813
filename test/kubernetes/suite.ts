import { Random } from '../../lib/drill/random';
import type { Topology } from '../../lib/model';
import type { DeploymentOptions } from './deployment';
import { ADDRESS_DRILLS } from './drills/address';
import { perform, type Drill } from './drills/drill';
import { NODE_DRILLS } from './drills/node';
import { POD_DRILLS } from './drills/pod';
import { PROCESS_DRILLS } from './drills/process';
import { ROLLOUT_DRILLS } from './drills/rollout';
import { SCALE_DRILLS } from './drills/scale';
import { wipeAll } from './drills/wipe-all';
import { Lab } from './lab';

const DRILLS: Drill[] = [...PROCESS_DRILLS, ...POD_DRILLS, ...ROLLOUT_DRILLS, ...NODE_DRILLS, ...ADDRESS_DRILLS, ...SCALE_DRILLS];

const { REDIS_HA_DRILLS: only, REDIS_HA_TIMES: times = '1', REDIS_HA_SEED: seed = String(Date.now() % 1e6) } = process.env;

/**
 * Every drill on one deployment, in an order of chance. REDIS_HA_DRILLS: names of some, with commas; REDIS_HA_TIMES: how often;
 * REDIS_HA_SEED: of the choices and the order.
 *
 * @param more tests of the same deployment, before the drills
 */
export function drills(
  name: string, topology: Topology, more: (lab: () => Lab) => void = () => undefined, options: Partial<DeploymentOptions> = {},
): void {
  jest.setTimeout(1_200_000);
  let lab: Lab | undefined;
  let broken = false;
  const there = (): Lab => {
    if (!lab) throw new Error('the deployment never became ready');
    return lab;
  };

  beforeAll(async () => {
    lab = await Lab.up(name, topology, options);
    lab.log('is ready');
  });

  afterAll(async () => {
    await lab?.down(broken);
  });

  more(there);

  const chosen = only?.split(',');
  for (let round = 0; round < Number(times); round += 1) {
    const random = new Random(Number(seed) + round);
    for (const drill of random.shuffle(DRILLS.filter(({ name: drillName }) => !chosen || chosen.includes(drillName)))) {
      const own = random.whole(1, 1e9);
      test(`${drill.name}, seed ${Number(seed) + round}`, async () => {
        if (drill.suits && !drill.suits(there())) {
          there().log(`${drill.name}: not here`);
          return;
        }
        if (broken) throw new Error('not tried, since the deployment was left broken');
        broken = true;
        const { verdict, gapMs, allowedMs } = await perform(there(), drill, new Random(own));
        // Whatever the writes say: the deployment has recovered.
        broken = false;
        expect(verdict.losses).toEqual([]);
        expect(verdict.checked).toBeGreaterThan(100);
        expect(gapMs).toBeLessThanOrEqual(allowedMs);
      });
    }
  }

  // Last: nothing is left of it.
  (chosen && !chosen.includes('wipe-all') ? test.skip : test)('wipe-all: a deployment that had data does not begin anew without it', async () => {
    if (broken) throw new Error('not tried, since the deployment was left broken');
    const said = await wipeAll(there());
    expect(said.filter((line) => !line.includes('although the deployment had data'))).toEqual([]);
  });

}

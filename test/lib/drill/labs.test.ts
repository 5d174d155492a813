import { Labs, type DrillLabOptions } from '../../../lib/drill/labs';
import { Random } from '../../../lib/drill/random';
import { scenarioNamed } from '../../../lib/drill/scenarios';
import type { Lab } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const PLAN = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), failureDomains: 3, objectives: { rpoSeconds: 5, rtoSeconds: 5 },
});
const FROM = { store: '/store', deployment: 'demo', backup: '20261122T150203Z-4f3a91' };

function labs(directory?: string): { labs: Labs; begun: DrillLabOptions[]; down: string[] } {
  const begun: DrillLabOptions[] = [];
  const down: string[] = [];
  const startLab = (_: unknown, options: DrillLabOptions): Promise<Lab> => {
    const name = `lab ${begun.push(options)}`;
    return Promise.resolve({ down: () => { down.push(name); return Promise.resolve(); } } as unknown as Lab);
  };
  return { labs: new Labs(scenarioNamed('restore-latest'), { startLab, directory }, new Random(1)), begun, down };
}

test('the first is down before the one that takes its place begins, which has a folder of its own', async () => {
  const { labs: held, begun, down } = labs('/drill');
  await held.start(PLAN);
  await held.replace(PLAN, FROM);
  expect(down).toEqual(['lab 1']);
  expect(begun).toEqual([
    { cold: false, willCut: false, directory: '/drill' },
    { cold: false, willCut: false, directory: '/drill/restored-1', restoreFrom: FROM },
  ]);
  await held.down();
  await held.down();
  expect(down).toEqual(['lab 1', 'lab 2']);
  expect(() => held.lab).toThrow('no lab is running');
});

test('without a folder the new one gets a temporary one too', async () => {
  const { labs: held, begun } = labs();
  await held.start(PLAN);
  await held.replace(PLAN, FROM);
  expect(begun[1]!.directory).toBeUndefined();
});

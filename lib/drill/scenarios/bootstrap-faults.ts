import type { LabNode } from '../../lab/lab';
import { now } from '../clock';
import { totalOutage } from './expectations';
import { type Scenario, type ScenarioContext } from './scenario';

/** Faults one first start goes through. */
const FAULTS = 2;

/** The first start, with nodes that are late or die at any step. It must resume and end in a deployment that takes writes. */
export const bootstrapFaults: Scenario = {
  name: 'bootstrap-faults',
  summary: 'the first start with nodes late or killed at a random step; it must resume and end in a deployment that takes writes',
  from: 'cold',
  rto: 'none',
  expectation: (plan) => ({ ...totalOutage(plan, 0), promisedRtoSeconds: undefined }),
  async run(context) {
    const { lab, random } = context;
    const starting = lab.nodes.map(async (node) => {
      const late = random.chance(0.5) ? random.between(500, 6000) : 0;
      await context.wait(late);
      context.note(`${node.name} started${late > 0 ? ` ${(late / 1000).toFixed(1)} s late` : ''}`, node.name);
      await node.start();
    });
    const faults = random.shuffle(lab.nodes).slice(0, FAULTS).map((node) => killAtRandomStep(context, node));
    await Promise.all([...starting, ...faults]);
    context.recovered('every node is started');
  },
};

/** A step is an event of the lab or an agent; where too few come, time decides. */
async function killAtRandomStep(context: ScenarioContext, node: LabNode): Promise<void> {
  const { lab, random } = context;
  const step = lab.events.length + random.whole(1, 25);
  const latest = now() + random.between(200, 8000);
  const down = random.between(0, 4000);
  while (lab.events.length < step && now() < latest) {
    await context.wait(5);
  }
  if (node.pid('agent') === undefined && node.pid('redis') === undefined && node.pid('sentinel') === undefined) {
    context.note(`${node.name} was to be killed but is not running`, node.name);
    return;
  }
  await context.fault(`${node.name} killed during the first start`, node.name, () => node.kill());
  await context.wait(down);
  await node.start();
  context.note(`${node.name} started again`, node.name);
}

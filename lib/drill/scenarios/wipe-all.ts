import type { DeploymentPlan } from '../../plan';
import { killAll, startInRandomOrder } from './restart-order';
import { dataNodes, type Scenario } from './scenario';

/** How long the deployment is watched refusing: past the start grace, when a careless one would help itself. */
function watchMs(plan: DeploymentPlan): number {
  return (plan.settings.startGraceSeconds + 10) * 1000;
}

/** Every volume is empty while the marker outside says that there was data: nobody may serve emptiness as if it were the data. */
export const wipeAll: Scenario = {
  name: 'wipe-all',
  summary: 'every node killed and every volume emptied: the deployment must refuse to serve an empty data set and say why',
  from: 'formed',
  rto: 'none',
  expectation: (plan) => ({
    serves: false, rtoDeclared: false, promisedLossSeconds: 0, dualPrimarySeconds: plan.promise.dualPrimarySeconds,
  }),
  async run(context) {
    const { lab, plan } = context;
    await context.fault('every node killed and every volume emptied', undefined, async () => {
      await killAll(lab.nodes);
      await Promise.all(lab.nodes.map((node) => node.wipe()));
    });
    await startInRandomOrder(context, lab.nodes, 2000);
    context.note('every node started, empty');
    await context.wait(watchMs(plan));
    for (const node of dataNodes(lab)) {
      const answer = await node.health('/ready');
      const why = explanation(answer?.body);
      if (answer?.status === 200) {
        context.violation(`/ready of ${node.name} answers 200 for an empty data set`);
      } else if (why === '') {
        context.violation(`/ready of ${node.name} does not say why it refuses: ${JSON.stringify(answer ?? 'no answer')}`);
      } else {
        context.note(`${node.name} refuses: ${why}`, node.name);
      }
      if ((await node.health('/primary'))?.status === 200) {
        context.violation(`/primary of ${node.name} answers 200 for an empty data set`);
      }
    }
  },
};

/** The longest text of an answer: the sentence meant for people. */
function explanation(body: Record<string, unknown> | undefined): string {
  const texts = Object.values(body ?? {}).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter((value): value is string => typeof value === 'string' && value.includes(' '));
  return texts.sort((a, b) => b.length - a.length)[0] ?? '';
}

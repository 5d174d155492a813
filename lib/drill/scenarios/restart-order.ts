import type { LabNode } from '../../lab/lab';
import type { ScenarioContext } from './scenario';

/** Kills nodes at the same instant, as a power cut does. */
export async function killAll(nodes: LabNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.kill()));
}

/**
 * Starts nodes in random order, spread over random delays. Recovery time counts
 * from the start of the last one.
 */
export async function startInRandomOrder(context: ScenarioContext, nodes: LabNode[], withinMs: number): Promise<void> {
  const { random } = context;
  const order = random.shuffle(nodes);
  const delays = order.map(() => random.between(0, withinMs)).sort((a, b) => a - b);
  const starting: Promise<void>[] = [];
  let waited = 0;
  for (const [at, node] of order.entries()) {
    await context.wait(delays[at]! - waited);
    waited = delays[at]!;
    context.note(`${node.name} started`, node.name);
    if (at === order.length - 1) {
      context.recoveryStartsNow();
    }
    starting.push(node.start());
  }
  await Promise.all(starting);
}

import { layoutOf, type Box } from '../../../lib/diagram/layout';
import { replication } from '../../../lib/diagram/svg-replication';
import type { DeploymentPlan } from '../../../lib/plan';
import { clusterDiagramPlan, replicationDiagramPlan } from './plans';

function drawn(plan: DeploymentPlan): { arrows: string[]; cards: Record<string, Box> } {
  const layout = layoutOf(plan);
  const cards = layout.columns.flatMap((column) => column.cards);
  return {
    arrows: [...replication(plan, layout, cards).matchAll(/<path d="([^"]*)" marker-end/g)].map((match) => match[1]!),
    cards: Object.fromEntries(cards.map((card) => [card.node.name, card])),
  };
}

/** Where an arrow ends. */
function end(path: string): { x: number; y: number } {
  return { x: Number(/H([\d.]+)$/.exec(path)![1]), y: Number(/V([\d.]+)H[\d.]+$/.exec(path)![1]) };
}

test('every replica of a Cluster has one arrow, which stays in the row of its shard', () => {
  const plan = clusterDiagramPlan({ shards: 4, replicas: 2 });
  const { arrows, cards } = drawn(plan);
  const { rows } = layoutOf(plan);
  expect(arrows).toHaveLength(8);
  for (const node of plan.nodes.filter(({ name }) => !name.endsWith('-1'))) {
    const card = cards[node.name]!;
    const into = arrows.filter((path) => {
      const { x, y } = end(path);
      return x > card.x && x < card.x + card.width && y > card.y && y < card.y + card.height;
    });
    expect([node.name, into.length]).toEqual([node.name, 1]);
    const row = rows.find(({ shard }) => shard === node.shard)!;
    expect(Number(/V([\d.]+)H/.exec(into[0]!)![1])).toBeLessThanOrEqual(row.y + row.height);
    expect(into[0]).toContain(` ${row.replicationY}V`);
  }
});

test('a cascade leaves the replica it copies from on the right and comes back from below', () => {
  const { arrows, cards } = drawn(replicationDiagramPlan({ replicas: 3, cascaded: 1 }));
  expect(arrows).toHaveLength(3);
  const source = cards['node-2']!;
  const target = cards['node-4']!;
  const cascades = arrows.map(end)
    .filter(({ x, y }) => x > target.x && x < target.x + target.width && y > target.y && y < target.y + target.height);
  expect(cascades).toHaveLength(1);
  const [path] = arrows.filter((arrow) => end(arrow).x === cascades[0]!.x && end(arrow).y === cascades[0]!.y);
  const begin = Number(/^M([\d.]+)/.exec(path!)![1]);
  expect(begin > source.x + source.width / 2 && begin < source.x + source.width).toBe(true);
});

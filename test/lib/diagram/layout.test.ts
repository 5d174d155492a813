import { layoutOf, rowY, type Box } from '../../../lib/diagram/layout';
import { NodeRole } from '../../../lib/plan';
import { clusterDiagramPlan, diagramPlan } from './plans';

function inside(inner: Box, outer: Box): boolean {
  return inner.x >= outer.x && inner.y >= outer.y
    && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

test.each([[1, 3, 3], [2, 3, 3], [1, 3, 2], [6, 9, 2], [2, 3, 6]])(
  '%i replicas, %i Sentinels, %i domains: cards lie in their column and do not overlap', (replicas, sentinels, domains) => {
    const plan = diagramPlan({ replicas, sentinels }, domains);
    const layout = layoutOf(plan);
    expect(layout.columns.flatMap((column) => column.cards.map((card) => card.node.name)).sort())
      .toEqual(plan.nodes.map((node) => node.name).sort());
    for (const column of layout.columns) {
      expect(inside(column, { x: 0, y: 0, width: layout.width, height: layout.height })).toBe(true);
      column.cards.forEach((card, index) => {
        expect(inside(card, column)).toBe(true);
        const above = column.cards[index - 1];
        expect(above === undefined || above.y + above.height < card.y).toBe(true);
        expect(rowY(card, card.node.roles.at(-1)!)).toBeLessThan(card.y + card.height);
      });
    }
  });

test.each([[3, 1, 3], [5, 2, 3], [4, 0, 2], [3, 2, 2]])(
  '%i shards of %i replicas in %i domains: a shard is a row, rows do not overlap, and each has room for its line', (shards, replicas, domains) => {
    const layout = layoutOf(clusterDiagramPlan({ shards, replicas }, domains));
    expect(layout.rows.map((row) => row.shard)).toEqual(Array.from({ length: shards }, (_, index) => index + 1));
    layout.rows.forEach((row, index) => {
      const above = layout.rows[index - 1];
      expect(above === undefined || above.y + above.height < row.replicationY).toBe(true);
      for (const card of layout.columns.flatMap((column) => column.cards).filter(({ node }) => node.shard === row.shard)) {
        expect(card.y >= row.y && card.y + card.height <= row.y + row.height).toBe(true);
      }
    });
    for (const column of layout.columns) {
      expect(column.cards.every((card) => inside(card, column))).toBe(true);
    }
  });

test('the Sentinel row is below the data row where a node has both', () => {
  const [card] = layoutOf(diagramPlan()).columns[0]!.cards;
  expect(rowY(card!, NodeRole.SENTINEL)).toBeGreaterThan(rowY(card!, NodeRole.DATA));
});

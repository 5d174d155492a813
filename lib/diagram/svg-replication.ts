import { NodeRole, type DeploymentPlan } from '../plan';
import { GUTTER, ROW_HEIGHT, rowY, type Card, type Layout, type Row } from './layout';
import { copiesOf } from './sources';

/** From the side of a card to the rows in it. */
export const EDGE = 8;

/** Lines of cascades below the columns, so that two sources can be told apart. */
const CASCADE_GAP = 7;

/** Who copies from whom: per row from the primary over a line above its cards, cascades over a line below all columns. */
export function replication(plan: DeploymentPlan, layout: Layout, cards: Card[]): string {
  const copies = copiesOf(plan);
  const card = (name: string): Card => cards.find((candidate) => candidate.node.name === name)!;
  const chained = copies.filter((copy) => copy.cascaded);
  const sources = [...new Set(chained.map((copy) => copy.from.name))];
  return [
    '<g class="replication">',
    ...layout.rows.flatMap((row) => {
      const direct = copies.filter((copy) => !copy.cascaded && copy.to.shard === row.shard);
      return direct.length === 0 ? [] : fromPrimary(row, card(direct[0]!.from.name), direct.map((copy) => card(copy.to.name)));
    }),
    ...sources.flatMap((source, index) => cascade(layout.sentinelY - CASCADE_GAP * (index + 1), card(source),
      chained.filter((copy) => copy.from.name === source).map((copy) => card(copy.to.name)))),
    '</g>',
  ].join('\n');
}

function middle(card: Card): number {
  return rowY(card, NodeRole.DATA) + ROW_HEIGHT / 2;
}

/** From the primary up to a line above the cards, and from it down into each replica. */
function fromPrimary({ replicationY: y }: Row, primary: Card, replicas: Card[]): string[] {
  const rail = (card: Card): number => card.x - GUTTER / 2;
  const xs = [...replicas, primary].map(rail);
  return [
    `<path d="M${primary.x + EDGE} ${middle(primary)}H${rail(primary)}V${y}"/>`,
    `<path d="M${Math.min(...xs)} ${y}H${Math.max(...xs)}"/>`,
    ...replicas.map((card) => `<path d="M${rail(card)} ${y}V${middle(card)}H${card.x + EDGE}" marker-end="url(#arrow)"/>`),
  ];
}

/** From a replica down on its right, along a line below the columns, and up into those that copy from it. */
function cascade(y: number, source: Card, replicas: Card[]): string[] {
  const rail = (card: Card): number => card.x + card.width + GUTTER / 2;
  return replicas.map((card) =>
    `<path d="M${source.x + source.width - EDGE} ${middle(source)}H${rail(source)}V${y}H${rail(card)}V${middle(card)}`
      + `H${card.x + card.width - EDGE}" marker-end="url(#arrow)"/>`);
}

import { isFirstPrimary, NodeRole, type DeploymentPlan, type PlanNode } from '../plan';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Card extends Box {
  readonly node: PlanNode;
  readonly data: boolean;
  readonly sentinel: boolean;
  readonly primary: boolean;
}

export interface Column extends Box {
  readonly domain: string;
  readonly cards: Card[];
}

/** Nodes that hold the same data. */
export interface Row {
  readonly shard?: number;
  readonly y: number;
  readonly height: number;
  /** Height of the line replication is drawn along, above the cards. */
  readonly replicationY: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: Column[];
  /** A shard each in a Cluster, one below the other; elsewhere one with every node. */
  readonly rows: Row[];
  /** Height of the line between Sentinels, below the cards. */
  readonly sentinelY: number;
  readonly legendY: number;
}

export const MARGIN = 24;
/** Room at the left of a card for the replication line, and at its right for the Sentinel line. */
export const GUTTER = 26;
const HEADER = 92;
const COLUMN_GAP = 20;
const CARD_WIDTH = 196;
const CARD_GAP = 16;
const CARD_TITLE = 34;
const ROW = 40;
const COLUMN_HEAD = 66;
/** Between shards: room for the line of the lower one. */
const ROW_GAP = 40;
const RAIL = 18;
const COLUMN_FOOT = 34;
const FOOTER = 126;
const LEAST_WIDTH = 640;

/** Where everything goes: a column per failure domain, its nodes as cards below each other, those of a shard side by side. */
export function layoutOf(plan: DeploymentPlan): Layout {
  const rows = rowsOf(plan);
  const last = rows.at(-1)!;
  const columnWidth = CARD_WIDTH + 2 * GUTTER;
  const columnHeight = last.y + last.height - HEADER + COLUMN_FOOT;
  const columnsWidth = plan.failureDomains.length * (columnWidth + COLUMN_GAP) - COLUMN_GAP;
  const width = Math.max(LEAST_WIDTH, columnsWidth + 2 * MARGIN);
  const left = (width - columnsWidth) / 2;
  const columns = plan.failureDomains.map((domain, index) => {
    const x = left + index * (columnWidth + COLUMN_GAP);
    const cards = rows.flatMap((row) => {
      let { y } = row;
      return membersOf(plan, domain, row.shard).map((node) => {
        const card = {
          node,
          data: node.roles.includes(NodeRole.DATA),
          sentinel: node.roles.includes(NodeRole.SENTINEL),
          primary: isFirstPrimary(plan, node),
          x: x + GUTTER, y, width: CARD_WIDTH, height: cardHeight(node),
        };
        y += card.height + CARD_GAP;
        return card;
      });
    });
    return { domain, cards, x, y: HEADER, width: columnWidth, height: columnHeight };
  });
  const bottom = HEADER + columnHeight;
  return {
    width,
    height: bottom + FOOTER,
    columns,
    rows,
    sentinelY: bottom + 32,
    legendY: bottom + 74,
  };
}

function rowsOf(plan: DeploymentPlan): Row[] {
  const shards = [...new Set(plan.nodes.map((node) => node.shard))];
  let y = HEADER + COLUMN_HEAD;
  return shards.map((shard) => {
    const height = Math.max(...plan.failureDomains.map((domain) => stack(membersOf(plan, domain, shard))));
    const row = { shard, y, height, replicationY: y - RAIL };
    y += height + ROW_GAP;
    return row;
  });
}

function membersOf(plan: DeploymentPlan, domain: string, shard?: number): PlanNode[] {
  return plan.nodes.filter((node) => node.failureDomain === domain && node.shard === shard);
}

/** Top of the row of a role within its card. */
export function rowY(card: Card, role: NodeRole): number {
  return card.y + CARD_TITLE + (role === NodeRole.SENTINEL && card.data ? ROW : 0);
}

export const ROW_HEIGHT = ROW - 8;

function cardHeight(node: PlanNode): number {
  return CARD_TITLE + node.roles.length * ROW + 2;
}

function stack(nodes: PlanNode[]): number {
  return nodes.reduce((height, node) => height + cardHeight(node) + CARD_GAP, 0) - (nodes.length > 0 ? CARD_GAP : 0);
}

import { TopologyKind } from '../model';
import { NodeRole, type DeploymentPlan } from '../plan';
import { GUTTER, layoutOf, MARGIN, ROW_HEIGHT, rowY, type Card, type Column, type Layout } from './layout';
import { EDGE, replication } from './svg-replication';
import { escaped, STYLE } from './svg-style';

/** The plan as one self-contained SVG: no script, no font or image from elsewhere. */
export function svg(plan: DeploymentPlan): string {
  const layout = layoutOf(plan);
  const cards = layout.columns.flatMap((column) => column.cards);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" `
      + 'role="img" aria-labelledby="title description">',
    `<title id="title">${escaped(`${plan.name}: ${plan.engine.name}, ${ARRANGED[plan.topology.kind]}`)}</title>`,
    `<desc id="description">${escaped(description(plan))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
      + '<path d="M0 0.5 8 4 0 7.5Z" class="arrow"/></marker></defs>',
    `<rect width="${layout.width}" height="${layout.height}" class="page"/>`,
    heading(plan),
    ...layout.columns.map(column),
    ...cards.map((card) => cardOf(plan, card)),
    replication(plan, layout, cards),
    ...(plan.topology.sentinels > 0 ? [watching(plan, layout, cards)] : []),
    legend(plan, layout),
    '</svg>',
    '',
  ].join('\n');
}

const ARRANGED: Record<TopologyKind, string> = {
  [TopologyKind.SENTINEL]: 'Sentinel', [TopologyKind.CLUSTER]: 'Cluster', [TopologyKind.REPLICATION]: 'replication',
};

const HEADING: Record<TopologyKind, string> = {
  [TopologyKind.SENTINEL]: 'with Sentinel', [TopologyKind.CLUSTER]: 'Cluster', [TopologyKind.REPLICATION]: 'with replicas',
};

function description(plan: DeploymentPlan): string {
  return plan.failureDomains.map((domain) => {
    const nodes = plan.nodes.filter((node) => node.failureDomain === domain);
    return `${domain}: ${nodes.length === 0 ? 'nothing' : nodes.map((node) => `${node.name} (${node.roles.join(', ')})`).join(', ')}`;
  }).join('; ');
}

function text(x: number, y: number, style: string, content: string): string {
  return `<text x="${x}" y="${y}" class="${style}">${escaped(content)}</text>`;
}

function heading(plan: DeploymentPlan): string {
  const { objectives, promise, engine } = plan;
  const engineName = `${engine.family === 'valkey' ? 'Valkey' : 'Redis'} ${engine.version}`;
  return [
    text(MARGIN, 40, 'h1', plan.name),
    text(MARGIN, 64, 'h2', `${engineName} ${HEADING[plan.topology.kind]}: declared RPO ${objectives.rpoSeconds} s, RTO ${objectives.rtoSeconds} s; `
      + `promised RPO ${promise.rpo.worstSeconds} s, RTO ${promise.rto.worstSeconds} s`),
  ].join('\n');
}

function column({ domain, x, y, width, height }: Column): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" class="domain"/>\n${text(x + 16, y + 26, 'domain-name', domain)}`;
}

function cardOf(plan: DeploymentPlan, card: Card): string {
  const parts = [
    `<rect x="${card.x}" y="${card.y}" width="${card.width}" height="${card.height}" rx="8" class="card"/>`,
    text(card.x + 14, card.y + 22, 'node', card.node.name),
  ];
  if (card.data) {
    parts.push(row(card, rowY(card, NodeRole.DATA), card.primary ? 'primary' : 'replica', card.primary ? 'primary' : 'replica', plan.ports.redis));
  }
  if (card.sentinel) {
    parts.push(row(card, rowY(card, NodeRole.SENTINEL), 'sentinel', 'Sentinel', plan.ports.sentinel));
  }
  return parts.join('\n');
}

function row(card: Card, y: number, style: string, name: string, port: number): string {
  return `<rect x="${card.x + 8}" y="${y}" width="${card.width - 16}" height="${ROW_HEIGHT}" rx="6" class="${style}"/>\n`
    + `${text(card.x + 20, y + 21, `${style}-text`, name)}\n`
    + `<text x="${card.x + card.width - 20}" y="${y + 21}" class="${style}-text port">:${port}</text>`;
}

/** Sentinels talk to each other and watch every data node: one dotted line that all of them share. */
function watching(plan: DeploymentPlan, layout: Layout, cards: Card[]): string {
  const { quorum, sentinels } = plan.topology;
  const rail = (card: Card): number => card.x + card.width + GUTTER / 2;
  const middle = (card: Card): number => rowY(card, NodeRole.SENTINEL) + ROW_HEIGHT / 2;
  const watchers = cards.filter((card) => card.sentinel);
  const y = layout.sentinelY;
  const xs = watchers.map(rail);
  const label = `${quorum} of ${sentinels} Sentinels call the primary down, a majority of them elects the next`;
  const half = label.length * 3.3 + 14;
  return [
    '<g class="watch">',
    ...watchers.map((card) => `<path d="M${card.x + card.width - EDGE} ${middle(card)}H${rail(card)}"/>`),
    // One line per column: dots drawn over dots would look solid.
    ...[...new Set(xs)].map((x) =>
      `<path d="M${x} ${Math.min(...watchers.filter((card) => rail(card) === x).map(middle))}V${y}"/>`),
    `<path d="M${Math.min(...xs, layout.width / 2 - half)} ${y}H${Math.max(...xs, layout.width / 2 + half)}"/>`,
    '</g>',
    `<rect x="${layout.width / 2 - half}" y="${y - 13}" width="${half * 2}" height="26" rx="13" class="label-box"/>`,
    text(layout.width / 2, y + 4, 'label', label),
  ].join('\n');
}

function legend(plan: DeploymentPlan, layout: Layout): string {
  const y = layout.legendY;
  const x = MARGIN;
  const sentinel = plan.topology.kind === TopologyKind.SENTINEL;
  return [
    `<g class="replication"><path d="M${x} ${y}h34" marker-end="url(#arrow)"/></g>`,
    text(x + 44, y + 4, 'legend', 'replication, asynchronous'),
    ...(sentinel ? [
      `<g class="watch"><path d="M${x + 220} ${y}h34"/></g>`,
      text(x + 264, y + 4, 'legend', 'Sentinels: watch every data node and each other'),
    ] : []),
    text(x, y + 30, 'legend', ROLES_MOVE[plan.topology.kind]),
  ].join('\n');
}

const ROLES_MOVE: Record<TopologyKind, string> = {
  [TopologyKind.SENTINEL]: 'Roles as first started; a failover or handover moves the primary. Clients ask a Sentinel where it is.',
  [TopologyKind.CLUSTER]: 'Roles as first started; a failover or handover moves them within a shard. Clients learn them from any node.',
  [TopologyKind.REPLICATION]: 'Roles as first started; the primary moves when it is told to. Clients use the address of the primary.',
};

import { NodeRole, type DeploymentPlan } from '../plan';
import { GUTTER, layoutOf, MARGIN, ROW_HEIGHT, rowY, type Card, type Column, type Layout } from './layout';
import { escaped, STYLE } from './svg-style';

/** From the side of a card to the rows in it. */
const EDGE = 8;

/** The plan as one self-contained SVG: no script, no font or image from elsewhere. */
export function svg(plan: DeploymentPlan): string {
  const layout = layoutOf(plan);
  const cards = layout.columns.flatMap((column) => column.cards);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" `
      + 'role="img" aria-labelledby="title description">',
    `<title id="title">${escaped(`${plan.name}: ${plan.engine.name}, Sentinel`)}</title>`,
    `<desc id="description">${escaped(description(plan))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
      + '<path d="M0 0.5 8 4 0 7.5Z" class="arrow"/></marker></defs>',
    `<rect width="${layout.width}" height="${layout.height}" class="page"/>`,
    heading(plan),
    ...layout.columns.map(column),
    ...cards.map((card) => cardOf(plan, card)),
    replication(layout, cards),
    watching(plan, layout, cards),
    legend(layout),
    '</svg>',
    '',
  ].join('\n');
}

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
    text(MARGIN, 64, 'h2', `${engineName} with Sentinel: declared RPO ${objectives.rpoSeconds} s, RTO ${objectives.rtoSeconds} s; `
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

/** From the primary up to a line above all columns, and from it down into each replica. */
function replication(layout: Layout, cards: Card[]): string {
  const middle = (card: Card): number => rowY(card, NodeRole.DATA) + ROW_HEIGHT / 2;
  const rail = (card: Card): number => card.x - GUTTER / 2;
  const primary = cards.find((card) => card.primary)!;
  const replicas = cards.filter((card) => card.data && !card.primary);
  const y = layout.replicationY;
  const xs = [...replicas, primary].map(rail);
  return [
    '<g class="replication">',
    `<path d="M${primary.x + EDGE} ${middle(primary)}H${rail(primary)}V${y}"/>`,
    `<path d="M${Math.min(...xs)} ${y}H${Math.max(...xs)}"/>`,
    ...replicas.map((card) => `<path d="M${rail(card)} ${y}V${middle(card)}H${card.x + EDGE}" marker-end="url(#arrow)"/>`),
    '</g>',
  ].join('\n');
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

function legend(layout: Layout): string {
  const y = layout.legendY;
  const x = MARGIN;
  return [
    `<g class="replication"><path d="M${x} ${y}h34" marker-end="url(#arrow)"/></g>`,
    text(x + 44, y + 4, 'legend', 'replication, asynchronous'),
    `<g class="watch"><path d="M${x + 220} ${y}h34"/></g>`,
    text(x + 264, y + 4, 'legend', 'Sentinels: watch every data node and each other'),
    text(x, y + 30, 'legend', 'Roles as first started; a failover or handover moves the primary. Clients ask a Sentinel where it is.'),
  ].join('\n');
}

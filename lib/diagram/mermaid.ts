import { isFirstPrimary, NodeRole, nodesWith, type DeploymentPlan, type PlanNode } from '../plan';
import { copiesOf } from './sources';

/**
 * The plan as a Mermaid flowchart: a box per failure domain, nodes in it with
 * role and ports, replication as arrows and Sentinels' watch as dotted lines.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaid(plan: DeploymentPlan): string {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  const sentinels = nodesWith(plan.nodes, NodeRole.SENTINEL);
  const lines = ['flowchart TB', `  %% ${plan.name}: ${plan.engine.name}, as first started; failovers move the primary`];
  for (const [index, domain] of plan.failureDomains.entries()) {
    lines.push(`  subgraph domain${index}["${escaped(domain)}"]`);
    for (const node of plan.nodes.filter((candidate) => candidate.failureDomain === domain)) {
      if (node.roles.includes(NodeRole.DATA)) {
        lines.push(`    ${id(node, 'data')}[("${escaped(node.name)}<br/>${role(plan, node)}<br/>:${plan.ports.redis}")]`);
      }
      if (node.roles.includes(NodeRole.SENTINEL)) {
        lines.push(`    ${id(node, 'sentinel')}(["${escaped(node.name)}<br/>Sentinel<br/>:${plan.ports.sentinel}"])`);
      }
    }
    lines.push('  end');
  }
  const primaries = data.filter((node) => isFirstPrimary(plan, node));
  for (const { from, to } of copiesOf(plan)) {
    lines.push(`  ${id(from, 'data')} ==>|replicates| ${id(to, 'data')}`);
  }
  for (const sentinel of sentinels) {
    lines.push(`  ${id(sentinel, 'sentinel')} -.-> ${id(primaries[0]!, 'data')}`);
  }
  lines.push(
    '  classDef primary fill:#c6302b,stroke:#8f1f1b,color:#ffffff',
    '  classDef replica fill:#fde8e6,stroke:#c6302b,color:#5b1512',
    '  classDef sentinel fill:#e8f0fd,stroke:#3566b0,color:#17345f',
    ...classLine('primary', primaries.map((node) => id(node, 'data'))),
    ...classLine('replica', data.filter((node) => !primaries.includes(node)).map((node) => id(node, 'data'))),
    ...classLine('sentinel', sentinels.map((node) => id(node, 'sentinel'))),
  );
  return `${lines.join('\n')}\n`;
}

/** Mermaid refuses a class of nothing. */
function classLine(name: string, ids: string[]): string[] {
  return ids.length === 0 ? [] : [`  class ${ids.join(',')} ${name}`];
}

function role(plan: DeploymentPlan, node: PlanNode): string {
  return `${isFirstPrimary(plan, node) ? 'primary' : 'replica'}${node.shard === undefined ? '' : ` of shard ${node.shard}`}`;
}

/** Mermaid ids take letters, digits and underscores; `end` alone is a keyword, hence the suffix. */
function id(node: PlanNode, part: string): string {
  return `${node.name.replace(/[^a-zA-Z0-9]/g, '_')}_${part}`;
}

/** Mermaid reads entity codes in quoted labels. */
function escaped(text: string): string {
  return text.replace(/[&"<>#;]/g, (sign) => `#${sign.charCodeAt(0)};`);
}

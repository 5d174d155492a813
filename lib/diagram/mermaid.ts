import { NodeRole, nodesWith, type DeploymentPlan, type PlanNode } from '../plan';

/**
 * The plan as a Mermaid flowchart: a box per failure domain, nodes in it with
 * role and ports, replication as arrows and Sentinels' watch as dotted lines.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaid(plan: DeploymentPlan): string {
  const { bootstrapNode } = plan.topology;
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
  const primary = data.find((node) => node.name === bootstrapNode)!;
  for (const replica of data.filter((node) => node.name !== bootstrapNode)) {
    lines.push(`  ${id(primary, 'data')} ==>|replicates| ${id(replica, 'data')}`);
  }
  for (const sentinel of sentinels) {
    lines.push(`  ${id(sentinel, 'sentinel')} -.-> ${id(primary, 'data')}`);
  }
  lines.push(
    '  classDef primary fill:#c6302b,stroke:#8f1f1b,color:#ffffff',
    '  classDef replica fill:#fde8e6,stroke:#c6302b,color:#5b1512',
    '  classDef sentinel fill:#e8f0fd,stroke:#3566b0,color:#17345f',
    `  class ${id(primary, 'data')} primary`,
    `  class ${data.filter((node) => node !== primary).map((node) => id(node, 'data')).join(',')} replica`,
    `  class ${sentinels.map((node) => id(node, 'sentinel')).join(',')} sentinel`,
  );
  return `${lines.join('\n')}\n`;
}

function role(plan: DeploymentPlan, node: PlanNode): string {
  return node.name === plan.topology.bootstrapNode ? 'primary' : 'replica';
}

/** Mermaid ids take letters, digits and underscores; `end` alone is a keyword, hence the suffix. */
function id(node: PlanNode, part: string): string {
  return `${node.name.replace(/[^a-zA-Z0-9]/g, '_')}_${part}`;
}

/** Mermaid reads entity codes in quoted labels. */
function escaped(text: string): string {
  return text.replace(/[&"<>#;]/g, (sign) => `#${sign.charCodeAt(0)};`);
}

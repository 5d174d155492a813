import { InvalidInput } from '../model';
import { Severity, type Finding, type PlanNode } from './deployment-plan';

/**
 * Nodes with some of them in another failure domain than the one they were placed in. Names and order stay.
 *
 * @param moved node to failure domain
 * @param field of the spec, for errors
 * @throws InvalidInput for a node or a domain that is not there
 */
export function withMoves(nodes: PlanNode[], moved: Record<string, string>, domains: string[], field = 'moved'): PlanNode[] {
  for (const [node, domain] of Object.entries(moved)) {
    if (!nodes.some(({ name }) => name === node)) {
      throw new InvalidInput(field, `got "${node}", which is no node of the plan`, `use names among ${nodes.map(({ name }) => name).join(', ')}`);
    }
    if (!domains.includes(domain)) {
      throw new InvalidInput(field, `got "${domain}" for ${node}`, `use one of ${domains.join(', ')}`);
    }
  }
  return nodes.map((node) => (Object.hasOwn(moved, node.name) ? { ...node, failureDomain: moved[node.name]! } : node));
}

/**
 * A node is moved because its domain is down, so the layout after it is worse than the one that was planned, and better
 * than the one there is: what only a move makes an error is a warning.
 *
 * @param placed findings of the same plan without its moves
 */
export function allowingMoves(findings: Finding[], placed: Finding[]): Finding[] {
  const refused = placed.filter(({ severity }) => severity === Severity.ERROR).map(({ id }) => id);
  const allowed = findings.map((finding) => (finding.severity === Severity.ERROR && !refused.includes(finding.id)
    ? { ...finding, severity: Severity.WARNING, fix: `move the node back when its domain is there again; or ${finding.fix}` }
    : finding));
  const rank = ({ severity }: Finding): number => (severity === Severity.ERROR ? 0 : 1);
  return allowed.sort((a, b) => rank(a) - rank(b));
}

import { InvalidInput, Transport } from '../model';
import type { DeploymentPlan } from '../plan';
import type { SsmAgent } from './ssm-agent';

/** A node that lives in another zone than the plan would give it. */
export interface DeclaredMove {
  readonly node: string;
  readonly zone: string;
}

/**
 * `DeploymentSpec.moved`, or that of its other region, of what was declared.
 *
 * @param prop for errors
 * @throws InvalidInput for a node that is named twice
 */
export function movedNodes(moves: DeclaredMove[], prop = 'moveNodes'): Record<string, string> {
  const twice = moves.find(({ node }, index) => moves.findIndex((other) => other.node === node) !== index);
  if (twice) {
    throw new InvalidInput(prop, `names ${twice.node} twice`, 'name the zone it is to live in, once');
  }
  return Object.fromEntries(moves.map(({ node, zone }) => [node, zone]));
}

/** @throws InvalidInput for a name that is no node of the plan, or more than one node */
export function requireAcceptable(plan: DeploymentPlan, acceptNewVolumes: string[]): void {
  const known = plan.nodes.map((node) => node.name);
  for (const name of acceptNewVolumes) {
    if (!known.includes(name)) {
      throw new InvalidInput('acceptNewVolumes', `got "${name}", which is no node of the plan`, `use names among ${known.join(', ')}`);
    }
  }
  if (acceptNewVolumes.length > 1) {
    throw new InvalidInput('acceptNewVolumes',
      `got ${acceptNewVolumes.length} nodes: giving up several volumes at once can give up every copy`,
      'name one node, deploy, wait until it is ready, then the next');
  }
}

/** What is worth a warning, wherever it is deployed from. */
export interface DeploymentWarning {
  /** For example `plaintext`, for those who want to silence it. */
  readonly id: string;
  /** In the plan's names of fields. */
  readonly text: string;
}

/** @param floatingImage whether the image changes by itself from one deployment to the next */
export function deploymentWarnings(plan: DeploymentPlan, ssmAgent: SsmAgent, floatingImage: boolean): DeploymentWarning[] {
  const warnings = plan.findings.map(({ id, field, reason, fix }): DeploymentWarning => ({ id, text: `${field}: ${reason}; ${fix}` }));
  if (plan.transport !== Transport.TLS) {
    warnings.push({
      id: plan.transport === Transport.BOTH ? 'plaintextToo' : 'plaintext',
      text: 'tls: passwords and data can be read by whoever is on the network between clients and nodes and between nodes; '
        + (plan.transport === Transport.BOTH ? 'take plaintextToo away when every client has gone over to TLS'
          : 'use Tls.ownAuthority(), by way of its plaintextToo where clients are connected already'),
    });
  }
  if (floatingImage) {
    warnings.push({
      id: 'floating-image',
      text: 'image: "latest" is resolved at every deployment, so a deployment that changes nothing else can replace every node; '
        + 'use NodeImage.debian13(), which is pinned',
    });
  }
  if (ssmAgent.kind === 'none') {
    warnings.push({
      id: 'no-shell',
      text: 'ssmAgent: without Session Manager there is no shell on a node; give SsmAgent.pinned({ version, sha256 }) or an image that has it',
    });
  }
  return warnings;
}

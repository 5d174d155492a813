import { InvalidInput } from '../model';
import { HOME_REGION, REPLICA_REGION } from '../plan';
import { DEPLOYMENT_TAG, type PolicyStatement } from './node-policy';
import type { RegionalPart } from './region-link-place';

/** How Systems Manager keeps the document: a change makes a new version, which is the one that is started. */
export const RUNBOOK_DOCUMENT = { documentType: 'Automation', documentFormat: 'JSON' } as const;

/** Who does the document's steps, for one account. */
export const RUNBOOK_SERVICE = 'ssm.amazonaws.com';

export function runbookRoleDescription(deployment: string): string {
  return `Promotion of a region of the Redis deployment ${deployment}`;
}

/** Where the two regions of a deployment are. */
export interface DeployedRegions {
  readonly deployment: string;
  readonly home: string;
  readonly replica: string;
}

/**
 * Which region a runbook promotes: the one it is in, since the other one may be gone.
 *
 * @returns `region-1` or `region-2`
 * @throws InvalidInput where the deployment has no nodes
 */
export function runbookTarget(part: RegionalPart, here: string, { deployment, home, replica }: DeployedRegions): string {
  if (here !== home && here !== replica) {
    throw new InvalidInput(part.prop, `${part.path} is in ${here}, where ${deployment} has no nodes`,
      `${part.move} ${replica}, or for the way back in ${home}`);
  }
  return here === home ? HOME_REGION : REPLICA_REGION;
}

/** @param kind of the SSM agent on the nodes. @throws InvalidInput for nodes that no step could run on */
export function requireSsmAgent(kind: string): void {
  if (kind === 'none') {
    throw new InvalidInput('ssmAgent', 'nodes without the SSM agent run no step of a runbook',
      'give the deployment SsmAgent.pinned({ version, sha256 }) or an image that has it, or use `redis-ha region promote`');
  }
}

/** Shows every step and changes nothing; with `DryRun=false` it promotes. */
export function runbookStartCommand(region: string, document: string, roleArn: string): string {
  return `aws ssm start-automation-execution --region ${region} --document-name ${document}`
    + ` --parameters AutomationAssumeRole=${roleArn},DryRun=true`;
}

/** What the calls of a runbook are about. */
export interface RunbookPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Value of the tag `redis-ha:deployment` on that region's instances and groups. */
  readonly deploymentTag: string;
  readonly hostedZoneId: string;
  /** The whole name that clients begin at. */
  readonly activeName: string;
}

/**
 * Rights of the document's role.
 *
 * @param permissions what its calls are (`lib/runbook`)
 * @throws Error for calls of which it is not known what they are about
 */
export function runbookStatements(
  permissions: { readonly sid: string; readonly actions: string[] }[], place: RunbookPlace,
): PolicyStatement[] {
  const about = runbookResources(place);
  return permissions.flatMap(({ sid, actions }) => {
    const things = about[sid];
    if (!things) {
      throw new Error(`the runbook asks for ${sid}, of which it is not known what it is about`);
    }
    // Listing has no resource; sending has two, and each its own conditions.
    const [looking, doing] = [actions.filter((action) => /:List/.test(action)), actions.filter((action) => !/:List/.test(action))];
    return [
      ...things.map((one, index) => ({ sid: index === 0 ? sid : `${sid}On`, actions: doing, ...one })),
      ...(looking.length === 0 ? [] : [{
        sid: `${sid}Look`, actions: looking, resources: ['*'],
        wildcardReason: 'these read-only actions support no resource-level permissions',
      }]),
    ];
  });
}

function runbookResources(place: RunbookPlace): Record<string, Omit<PolicyStatement, 'sid' | 'actions'>[]> {
  const { partition, region, account } = place;
  const ofDeployment = (key: string): PolicyStatement['conditions'] =>
    ({ StringEquals: { [`${key}/${DEPLOYMENT_TAG}`]: place.deploymentTag } });
  return {
    FindNode: [{ resources: ['*'], wildcardReason: 'this read-only action supports no resource-level permissions' }],
    RunSteps: [
      { resources: [`arn:${partition}:ssm:${region}::document/AWS-RunShellScript`] },
      {
        resources: [`arn:${partition}:ec2:${region}:${account}:instance/*`], conditions: ofDeployment('ssm:resourceTag'),
        wildcardReason: 'instance ids are not known before launch; the tag condition limits it to instances of this deployment',
      },
    ],
    StartNodes: [{
      resources: [`arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/*`],
      conditions: ofDeployment('aws:ResourceTag'),
      wildcardReason: 'ids of groups are not known before they are made; the tag condition limits it to groups of this deployment',
    }],
    LeadClients: [{
      resources: [`arn:${partition}:route53:::hostedzone/${place.hostedZoneId}`],
      conditions: {
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [place.activeName] },
      },
    }],
  };
}

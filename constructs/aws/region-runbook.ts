import { Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { DEPLOYMENT_TAG, type PolicyStatement } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import { HOME_REGION, REPLICA_REGION } from '../../lib/plan';
import { runbookDocument, runbookPermissions } from '../../lib/runbook';
import type { RegionLink } from './region-link';
import { grantStatements } from './statements';

/** Properties of RegionRunbook. */
export interface RegionRunbookProps {
  /** The link between the regions. */
  readonly link: RegionLink;
  /**
   * Who has to approve before anything changes, one of them: ARNs of principals or of SNS topics.
   *
   * @default - nobody
   */
  readonly approvers?: string[];
}

/**
 * The promotion of a region as a Systems Manager Automation document of that region, which works while the other one is lost:
 * in a stack of the other region it promotes that one, in a stack of the home region it is the way back. The steps are those
 * of `redis-ha region promote`, each run on a node of the region; `DryRun`, the default, shows them and changes nothing.
 *
 * The nodes need the SSM agent (`ssmAgent`).
 */
export class RegionRunbook extends Construct {
  /** Name of the document. */
  public readonly documentName: string;
  /** What its steps are done as. Who starts the document must be allowed to pass this role. */
  public readonly role: iam.IRole;
  /** Shows every step and changes nothing; with `DryRun=false` it promotes. */
  public readonly startCommand: string;

  constructor(scope: Construct, id: string, { link, approvers }: RegionRunbookProps) {
    super(scope, id);
    const { _of: home, _end: replica } = link._replica;
    const stack = Stack.of(this);
    const here = [home, replica].find(({ fleet }) => Stack.of(fleet).region === stack.region);
    if (!here) {
      throw new InvalidInput('env.region', `${this.node.path} is in ${stack.region}, where ${home.plan.name} has no nodes`,
        `put it into a stack in ${Stack.of(replica.fleet).region}, or for the way back in ${Stack.of(home.fleet).region}`);
    }
    if (home.ssmAgent.kind === 'none') {
      throw new InvalidInput('ssmAgent', 'nodes without the SSM agent run no step of a runbook',
        'give the deployment SsmAgent.pinned({ version, sha256 }) or an image that has it, or use `redis-ha region promote`');
    }
    const target = here === home ? HOME_REGION : REPLICA_REGION;
    const { deploymentTag } = here.fleet;
    const { hostedZoneId } = link.hostedZone;
    const names = [{ hostedZoneId, recordName: link.activeName, target: link.regionName(target) }];
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
      description: `Promotion of a region of the Redis deployment ${home.plan.name}`,
    });
    grantStatements(this, 'Policy', [this.role], runbookStatements(stack, deploymentTag, { hostedZoneId, recordName: link.activeName }));
    const groups = here.fleet.nodes.filter(({ dormant }) => dormant).map(({ groupName }) => ({ group: groupName }));
    const content = runbookDocument(home.plan, target, { deploymentTag, names, approvers, groups });
    const document = new ssm.CfnDocument(this, 'Resource', {
      documentType: 'Automation', documentFormat: 'JSON', updateMethod: 'NewVersion', content,
    });
    this.documentName = document.ref;
    this.startCommand = Fn.join('', [
      `aws ssm start-automation-execution --region ${stack.region} --document-name `, document.ref,
      ' --parameters AutomationAssumeRole=', this.role.roleArn, ',DryRun=true',
    ]);
  }
}

/** Which resources the document's calls are about. */
function runbookStatements(
  stack: Stack, deploymentTag: string, name: { hostedZoneId: string; recordName: string },
): PolicyStatement[] {
  const ofDeployment = (key: string): PolicyStatement['conditions'] =>
    ({ StringEquals: { [`${key}/${DEPLOYMENT_TAG}`]: deploymentTag } });
  const { partition, region, account } = stack;
  const resources: Record<string, Omit<PolicyStatement, 'sid' | 'actions'>[]> = {
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
      resources: [`arn:${partition}:route53:::hostedzone/${name.hostedZoneId}`],
      conditions: { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name.recordName] } },
    }],
  };
  return runbookPermissions().flatMap(({ sid, actions }) => {
    const about = resources[sid];
    if (!about) {
      throw new Error(`the runbook asks for ${sid}, of which it is not known what it is about`);
    }
    // Listing has no resource; sending has two, and each its own conditions.
    const [looking, doing] = [actions.filter((action) => /:List/.test(action)), actions.filter((action) => !/:List/.test(action))];
    return [
      ...about.map((one, index) => ({ sid: index === 0 ? sid : `${sid}On`, actions: doing, ...one })),
      ...(looking.length === 0 ? [] : [{
        sid: `${sid}Look`, actions: looking, resources: ['*'], wildcardReason: 'these read-only actions support no resource-level permissions',
      }]),
    ];
  });
}

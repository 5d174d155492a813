import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  requireSsmAgent, RUNBOOK_DOCUMENT, RUNBOOK_SERVICE, runbookRoleDescription, runbookStartCommand, runbookStatements,
  runbookTarget,
} from '../../lib/aws';
import { HOME_REGION } from '../../lib/plan';
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
    const target = runbookTarget({ prop: 'env.region', path: this.node.path, move: 'put it into a stack in' }, stack.region, {
      deployment: home.plan.name, home: Stack.of(home.fleet).region, replica: Stack.of(replica.fleet).region,
    });
    requireSsmAgent(home.ssmAgent.kind);
    const here = target === HOME_REGION ? home : replica;
    const { deploymentTag } = here.fleet;
    const { hostedZoneId } = link.hostedZone;
    const names = [{ hostedZoneId, recordName: link.activeName, target: link.regionName(target) }];
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal(RUNBOOK_SERVICE, { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
      description: runbookRoleDescription(home.plan.name),
    });
    const { partition, region, account } = stack;
    grantStatements(this, 'Policy', [this.role], runbookStatements(runbookPermissions(), {
      partition, region, account, deploymentTag, hostedZoneId, activeName: link.activeName,
    }));
    const groups = here.fleet.nodes.filter(({ dormant }) => dormant).map(({ groupName }) => ({ group: groupName }));
    const content = runbookDocument(home.plan, target, { deploymentTag, names, approvers, groups });
    const document = new ssm.CfnDocument(this, 'Resource', { ...RUNBOOK_DOCUMENT, updateMethod: 'NewVersion', content });
    this.documentName = document.ref;
    this.startCommand = runbookStartCommand(region, document.ref, this.role.roleArn);
  }
}

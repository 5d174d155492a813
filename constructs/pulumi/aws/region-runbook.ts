import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  requireSsmAgent, RUNBOOK_DOCUMENT, RUNBOOK_SERVICE, runbookRoleDescription, runbookStartCommand, runbookStatements,
  runbookTarget, trustPolicy,
} from '../../../lib/aws';
import { HOME_REGION } from '../../../lib/plan';
import { runbookDocument, runbookPermissions } from '../../../lib/runbook';
import { childName, namingArguments } from '../shared';
import { placeOf } from './place';
import { policyJson } from './policy-json';
import type { RegionLink } from './region-link';
import { providerOf } from './region-link-checks';
import { ofEnd } from './region-link-end';

/** Arguments of RegionRunbook. */
export interface RegionRunbookArgs {
  /** The link between the regions. */
  readonly link: RegionLink;
  /**
   * Who has to approve before anything changes, one of them: ARNs of principals or of SNS topics.
   *
   * @default - nobody
   */
  readonly approvers?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The promotion of a region as a Systems Manager Automation document of that region, which works while the other one is lost:
 * with a provider of the other region it promotes that one, with a provider of the home region it is the way back. The steps are
 * those of `redis-ha region promote`, each run on a node of the region; `DryRun`, the default, shows them and changes nothing.
 *
 * The nodes need the SSM agent (`ssmAgent`).
 */
export class RegionRunbook extends pulumi.ComponentResource {
  /** Name of the document. */
  public readonly documentName: pulumi.Output<string>;
  /** What its steps are done as. Who starts the document must be allowed to pass this role. */
  public readonly role: aws.iam.Role;
  /** Shows every step and changes nothing; with `DryRun=false` it promotes. */
  public readonly startCommand: pulumi.Output<string>;

  /** @throws Error that names the argument */
  constructor(name: string, { link, approvers }: RegionRunbookArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RegionRunbook', name, {}, opts);
    const { plan, home, there } = link._regions;
    const { _of: { ssmAgent }, _end: { fleet } } = link._replica;
    namingArguments(name, () => requireSsmAgent(ssmAgent.kind));
    const own = { parent: this };
    const place = placeOf(this);
    const target = pulumi.all([place.region, ofEnd(home, 'region'), there.region]).apply(([here, homeRegion, replica]) =>
      namingArguments(name, () => runbookTarget(providerOf(name), here, {
        deployment: plan.name, home: homeRegion, replica,
      })));
    const deploymentTag = pulumi.all([target, ofEnd(home, 'deploymentTag'), there.deploymentTag])
      .apply(([promoted, ofHome, ofReplica]) => (promoted === HOME_REGION ? ofHome : ofReplica));
    const { zoneId: hostedZoneId } = link.hostedZone;
    this.role = new aws.iam.Role(childName(name, 'Role'), {
      description: runbookRoleDescription(plan.name),
      assumeRolePolicy: place.account.apply((account) =>
        JSON.stringify(trustPolicy(RUNBOOK_SERVICE, { StringEquals: { 'aws:SourceAccount': account } }))),
    }, own);
    const policy = new aws.iam.RolePolicy(childName(name, 'Policy'), {
      role: this.role.name,
      policy: policyJson({ ...place, deploymentTag, hostedZoneId, activeName: link.activeName },
        (known) => runbookStatements(runbookPermissions(), known)),
    }, own);
    // Those of the home region never sleep.
    const asleep = pulumi.all(fleet.nodes.filter(({ dormant }) => dormant).map(({ groupName }) => groupName));
    const content = pulumi.all([target, deploymentTag, hostedZoneId, asleep, pulumi.output(approvers)])
      .apply(([promoted, tag, zone, groups, who]) => JSON.stringify(runbookDocument(plan, promoted, {
        deploymentTag: tag,
        names: [{ hostedZoneId: zone, recordName: link.activeName, target: link.regionName(promoted) }],
        approvers: who,
        groups: promoted === HOME_REGION ? [] : groups.map((group) => ({ group })),
      })));
    const document = new aws.ssm.Document(childName(name, 'Document'), {
      ...RUNBOOK_DOCUMENT, content,
    }, { ...own, dependsOn: [policy] });
    this.documentName = document.name;
    this.startCommand = pulumi.all([place.region, document.name, this.role.arn])
      .apply(([region, documentName, role]) => runbookStartCommand(region, documentName, role));
    this.registerOutputs({ documentName: this.documentName, startCommand: this.startCommand });
  }
}

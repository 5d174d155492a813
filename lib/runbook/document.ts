import { planOf, type DeploymentPlan } from '../plan';
import { StepId, stepsOf, type PromotionStep } from '../region/promotion';
import { FIND, onNode, runCommand, type AutomationStep } from './automation';

/** A group of one node that does not run before its region is promoted. */
export interface DormantGroup {
  /** Name of the Auto Scaling group. */
  readonly group: string;
}

/** A DNS record that is led to the new region. */
export interface RunbookName {
  readonly hostedZoneId: string;
  readonly recordName: string;
  /** What it is a CNAME of from then on. */
  readonly target: string;
  /** @default 60 */
  readonly ttlSeconds?: number;
}

export interface RunbookOptions {
  /** Value of the tag `redis-ha:deployment` on the instances of the region that is promoted. @default - the plan's name */
  readonly deploymentTag?: string;
  /** Raised to one instance each before nodes are waited for (`pilot-light`). @default - none */
  readonly groups?: readonly DormantGroup[];
  /** @default - people lead clients there */
  readonly names?: readonly RunbookName[];
  /** ARNs of who has to approve before the first change. @default - nobody */
  readonly approvers?: readonly string[];
  /** Path of Node.js, of the agent and of node.json on a node. @default - those of EC2 nodes of this library */
  readonly program?: string;
}

/** A Systems Manager Automation document, as JSON; names in it may be tokens of a framework. */
export type AutomationDocument = Record<string, unknown>;

/** From the announcement on, a step that fails gives the writes back; whether an activation stands is looked up by a person. */
const TAKES_BACK = [StepId.ANNOUNCE, StepId.FENCE, StepId.CATCH_UP, StepId.CHOOSE];

/**
 * The promotion of a region as a document of that region's Systems Manager, which works while the other region is lost. Each
 * step runs on a node there that answers.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
export function runbookDocument(plan: DeploymentPlan, target: string, options: RunbookOptions = {}): AutomationDocument {
  const steps = stepsOf(plan, target);
  const from = planOf(plan, target).regions[1]!.name;
  const { deploymentTag = plan.name, approvers = [], program } = options;
  const takesBack = steps.some(({ id }) => TAKES_BACK.includes(id));
  return {
    schemaVersion: '0.3',
    description: `${plan.name}: put ${target} in charge in place of ${from}. With DryRun (the default) every step is shown and nothing changes.`,
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: parametersOf(target),
    mainSteps: [
      { name: FIND, ...findNode(deploymentTag) },
      {
        name: 'whetherToChange', action: 'aws:branch',
        inputs: { Choices: [{ Variable: '{{ DryRun }}', StringEquals: 'true', NextStep: 'dryRun' }], Default: nameOf(steps[0]!.id) },
      },
      { name: 'dryRun', ...onNode('dry-run', program), isEnd: true },
      ...steps.flatMap((step, index): AutomationStep[] => [
        ...beforeOf(step, options),
        ...mainOf(step, options).map((main) => ({
          ...main,
          ...(TAKES_BACK.includes(step.id) ? { onFailure: 'step:takeBack' } : {}),
          ...(index === steps.length - 1 ? { isEnd: true } : {}),
        })),
        ...(step.id === StepId.CHECK && approvers.length > 0 ? [approval(plan, target, approvers)] : []),
      ]),
      ...takesBack ? [{ name: 'takeBack', ...onNode('abort', program), isEnd: true }] : [],
    ],
    outputs: [`dryRun.Output`, ...steps.filter(({ id }) => runsOnNode(id, options)).map(({ id }) => `${nameOf(id)}.Output`)],
  };
}

function parametersOf(target: string): Record<string, unknown> {
  return {
    AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn', description: 'Role that the steps are done as' },
    TargetRegion: { type: 'String', description: 'The region to put in charge; this document is of that region', default: target, allowedValues: [target] },
    DryRun: { type: 'String', description: 'Show every step and change nothing', default: 'true', allowedValues: ['true', 'false'] },
    Force: {
      type: 'String', default: 'no', allowedValues: ['no', 'yes'],
      description: 'Go on while the old region may still take writes, or the new one lacks some; needs Evidence',
    },
    Evidence: {
      type: 'String', default: '', allowedPattern: '^[A-Za-z0-9 .,:/_-]{0,200}$',
      description: 'How it is known that nobody writes in the old region; kept in the record',
    },
  };
}

/** `catchUp` for `catch-up`: the names of steps have no hyphens. */
function nameOf(id: StepId): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function runsOnNode(id: StepId, { names = [] }: RunbookOptions): boolean {
  return id !== StepId.NAMES || names.length === 0;
}

/** What is ordered elsewhere before a node can wait for it. */
function beforeOf({ id }: PromotionStep, { groups = [] }: RunbookOptions): AutomationStep[] {
  return id !== StepId.START ? [] : groups.map(({ group }, index) => ({
    name: `startNode${index + 1}`, action: 'aws:executeAwsApi',
    inputs: { Service: 'autoscaling', Api: 'SetDesiredCapacity', AutoScalingGroupName: group, DesiredCapacity: 1, HonorCooldown: false },
  }));
}

/** The step itself; its description is its title. Names in several zones are changed by a call for each. */
function mainOf({ id, title, command }: PromotionStep, options: RunbookOptions): AutomationStep[] {
  if (runsOnNode(id, options)) {
    return [{ name: nameOf(id), description: title, ...runCommand(command, options.program) }];
  }
  const names = options.names!;
  return [...new Set(names.map(({ hostedZoneId }) => hostedZoneId))].map((zone, index) => ({
    ...(index === 0 ? { name: nameOf(id), description: title } : { name: `${nameOf(id)}${index + 1}` }),
    action: 'aws:executeAwsApi',
    inputs: {
      Service: 'route53', Api: 'ChangeResourceRecordSets', HostedZoneId: zone,
      ChangeBatch: {
        Changes: names.filter(({ hostedZoneId }) => hostedZoneId === zone).map(({ recordName, target, ttlSeconds = 60 }) => ({
          Action: 'UPSERT',
          ResourceRecordSet: { Name: recordName, Type: 'CNAME', TTL: ttlSeconds, ResourceRecords: [{ Value: target }] },
        })),
      },
    },
  }));
}

function approval({ name }: DeploymentPlan, target: string, approvers: readonly string[]): AutomationStep {
  return {
    name: 'approve', action: 'aws:approve', onFailure: 'Abort',
    inputs: { Message: `${name}: put ${target} in charge?`, MinRequiredApprovals: 1, Approvers: approvers },
  };
}

/** A node whose Systems Manager agent answers now. */
function findNode(deploymentTag: string): Omit<AutomationStep, 'name'> {
  return {
    action: 'aws:executeAwsApi',
    inputs: {
      Service: 'ssm', Api: 'DescribeInstanceInformation',
      Filters: [{ Key: 'tag:redis-ha:deployment', Values: [deploymentTag] }, { Key: 'PingStatus', Values: ['Online'] }],
    },
    outputs: [{ Name: 'InstanceId', Selector: '$.InstanceInformationList[0].InstanceId', Type: 'String' }],
  };
}

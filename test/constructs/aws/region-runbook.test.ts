import { readFileSync } from 'node:fs';
import { RegionRunbook, RegionStrategy, SsmAgent, type RegionRunbookProps } from '../../../constructs/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { StepId, stepsOf } from '../../../lib/region/promotion';
import { problemsOf } from './automation-document';
import {
  ACCOUNT, resourcesOf, stackIn, statementsOf, templates, twoRegions, type Regions, type RegionsInput,
} from './regions';
import { anApp, flat } from './stacks';

const SSM_AGENT = SsmAgent.preinstalled();

interface Made extends Regions {
  readonly runbook: RegionRunbook;
  readonly template: any;
  readonly document: any;
  readonly statements: any[];
}

function made(at: 'back' | 'link' = 'back', input: RegionsInput = {}, props: Partial<RegionRunbookProps> = {}): Made {
  const app = anApp({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
  const regions = twoRegions({ app, redis: { ssmAgent: SSM_AGENT }, ...input });
  const stack = regions.stacks[at];
  const runbook = new RegionRunbook(stack, 'Runbook', { link: regions.link, ...props });
  const template = templates(regions.app)[stack.stackName];
  const [{ Content: document }] = resourcesOf(template, 'AWS::SSM::Document');
  return { ...regions, runbook, template, document, statements: statementsOf(template) };
}

const warm = made();
const ON_CALL = [`arn:aws:iam::${ACCOUNT}:role/on-call`];
const pilot = made('back', { options: { strategy: RegionStrategy.PILOT_LIGHT } }, { approvers: ON_CALL });
const failback = made('link');
const all: [string, Made, string][] = [
  ['of a warm region', warm, 'region-2'],
  ['of a pilot light, with approval', pilot, 'region-2'],
  ['back home', failback, 'region-1'],
];
const step = ({ document }: Made, name: string): any => document.mainSteps.find((one: any) => one.name === name);

test.each(all)('promotion %s: Systems Manager takes the document, and no execution gets lost', (_, { template, document }) => {
  expect(problemsOf(document)).toEqual([]);
  expect(resourcesOf(template, 'AWS::SSM::Document'))
    .toMatchObject([{ DocumentType: 'Automation', DocumentFormat: 'JSON', UpdateMethod: 'NewVersion' }]);
  expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(64 * 1024);
});

test('what it is checked by finds mistakes', () => {
  const { document } = warm;
  const changed = (change: (copy: any) => void): string[] => {
    const copy = structuredClone(document);
    change(copy);
    return problemsOf(copy);
  };
  expect(changed(({ mainSteps }) => mainSteps.pop())).toContain('announce goes on to takeBack, which is not there');
  expect(changed(({ mainSteps }) => { mainSteps[1].inputs.Default = 'dryRun'; })).toContain('nothing leads to check');
  expect(changed(({ parameters }) => { delete parameters.Evidence; })).toContain('check asks for Evidence');
  expect(changed(({ parameters }) => { parameters.Idle = { type: 'String' }; })).toEqual(['nothing asks for Idle']);
  expect(changed(({ mainSteps }) => { delete mainSteps[2].inputs.DocumentName; })).toEqual(['dryRun lacks DocumentName']);
});

test.each(all)('promotion %s: the very steps of `redis-ha region promote`, in its order', (_, { document, replica }, target) => {
  const plan = JSON.parse(readFileSync(replica.planFile, 'utf8')) as DeploymentPlan;
  const said = (document.mainSteps as any[]).filter(({ description }) => description !== undefined);
  expect(said.map(({ description }) => description)).toEqual(stepsOf(plan, target).map(({ title }) => title));
  // What clients ask for is changed by Route 53, not by a node.
  for (const { title, command } of stepsOf(plan, target).filter(({ id }) => id !== StepId.NAMES)) {
    const { inputs } = said.find(({ description }) => description === title);
    const words = command.replace('redis-ha-agent ', '').replace(target, '{{ TargetRegion }}');
    expect(inputs.Parameters.commands.at(-1)).toContain(`/redis-ha-agent.js ${words} --config /etc/redis-ha/node.json `);
  }
  expect(document.parameters.TargetRegion).toMatchObject({ default: target, allowedValues: [target] });
});

test('it runs on the nodes of its own region: the other one may be gone', () => {
  const filters = (one: Made): unknown => step(one, 'findNode').inputs.Filters[0];
  const tags = (stack: string): unknown => resourcesOf(templates(warm.app)[stack], 'AWS::AutoScaling::AutoScalingGroup')[0].Tags
    .find(({ Key }: any) => Key === 'redis-ha:deployment').Value;
  expect(filters(warm)).toEqual({ Key: 'tag:redis-ha:deployment', Values: [tags('Replica')] });
  expect(filters(failback)).toEqual({ Key: 'tag:redis-ha:deployment', Values: [tags('Home')] });
  expect(tags('Home')).not.toEqual(tags('Replica'));
});

test('clients are led to the name of the promoted region, under the name they begin at', () => {
  const record = (one: Made): any => step(one, 'names').inputs.ChangeBatch.Changes[0].ResourceRecordSet;
  expect(record(warm)).toMatchObject({
    Name: 'active.cache.redis-ha.internal', Type: 'CNAME', ResourceRecords: [{ Value: 'region-2.cache.redis-ha.internal' }],
  });
  expect(record(failback).ResourceRecords).toEqual([{ Value: 'region-1.cache.redis-ha.internal' }]);
  // As the link declares it, so that CloudFormation sees no other record there.
  const declared = resourcesOf(templates(warm.app).Link, 'AWS::Route53::RecordSet').find(({ Type }) => Type === 'CNAME');
  expect([`${record(warm).Name}.`, String(record(warm).TTL)]).toEqual([declared.Name, declared.TTL]);
});

test('the groups that sleep are woken, and no others', () => {
  const woken = (document: any): unknown[] => document.mainSteps.filter(({ inputs }: any) => inputs.Api === 'SetDesiredCapacity')
    .map(({ inputs }: any) => inputs.AutoScalingGroupName);
  const asleep = resourcesOf(templates(pilot.app).Replica, 'AWS::AutoScaling::AutoScalingGroup')
    .filter(({ MinSize }) => MinSize === '0');
  expect(asleep).toHaveLength(2);
  expect(woken(pilot.document)).toHaveLength(asleep.length);
  expect(new Set(woken(pilot.document).map((name) => JSON.stringify(name))).size).toBe(asleep.length);
  expect(woken(warm.document)).toEqual([]);
});

test('approval comes before the first change, where somebody has to give it', () => {
  const names = pilot.document.mainSteps.map(({ name }: any) => name as string);
  expect(names.indexOf('approve')).toBeLessThan(names.indexOf('startNode1'));
  expect(names.indexOf('approve')).toBeGreaterThan(names.indexOf('check'));
  expect(warm.document.mainSteps.map(({ action }: any) => action as string)).not.toContain('aws:approve');
});

test.each(all)('promotion %s: its role may do what its steps do, to this deployment only', (_, { statements, document }) => {
  const allowed = statements.flatMap(({ Action }) => [Action].flat() as string[]);
  const called = document.mainSteps.filter(({ action }: any) => action === 'aws:executeAwsApi')
    .map(({ inputs }: any) => `${inputs.Service}:${inputs.Api}`);
  expect(called.filter((call: string) => !allowed.includes(call))).toEqual([]);
  const changing = statements.filter(({ Action }) => ![Action].flat().every((action: string) => /:(List|Describe)/.test(action)));
  expect(changing.map(({ Sid }) => Sid as string)).toEqual(['RunSteps', 'RunStepsOn', 'StartNodes', 'LeadClients']);
  expect(changing.filter(({ Resource }) => flat(Resource) === '*')).toEqual([]);
  expect(flat(changing[0].Resource)).toMatch(/document\/AWS-RunShellScript$/);
  expect(changing[1].Condition.StringEquals).toHaveProperty('ssm:resourceTag/redis-ha:deployment');
  expect(changing[2].Condition.StringEquals).toHaveProperty('aws:ResourceTag/redis-ha:deployment');
  expect(changing[3].Condition).toEqual({
    'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['active.cache.redis-ha.internal'] },
  });
});

test('the role is Systems Manager\'s, for this account only', () => {
  const role = resourcesOf(warm.template, 'AWS::IAM::Role').find(({ Description }) => /^Promotion/.test(Description));
  expect(role.AssumeRolePolicyDocument.Statement).toEqual([{
    Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
  }]);
});

test('to start it as it is shown changes nothing', () => {
  const command = flat(warm.stacks.back.resolve(warm.runbook.startCommand));
  expect(command.replace(/<\w+(\.Arn)?>/g, '<>')).toBe('aws ssm start-automation-execution --region eu-west-1 --document-name <> '
    + '--parameters AutomationAssumeRole=<>,DryRun=true');
  expect(warm.document.parameters.DryRun).toMatchObject({ default: 'true' });
  const [choice] = step(warm, 'whetherToChange').inputs.Choices;
  expect(choice).toEqual({ Variable: '{{ DryRun }}', StringEquals: 'true', NextStep: 'dryRun' });
  expect(step(warm, 'dryRun').isEnd).toBe(true);
});

test('a region without nodes of it, and nodes without the SSM agent, are refused', () => {
  const { app, link } = twoRegions({ redis: { ssmAgent: SSM_AGENT } });
  expect(() => new RegionRunbook(stackIn(app, 'Elsewhere', 'us-east-1'), 'Runbook', { link }))
    .toThrow(/Elsewhere\/Runbook is in us-east-1, where cache has no nodes; put it into a stack in eu-west-1/);
  const bare = twoRegions();
  expect(() => new RegionRunbook(bare.stacks.back, 'Runbook', { link: bare.link }))
    .toThrow(/ssmAgent: nodes without the SSM agent run no step/);
});

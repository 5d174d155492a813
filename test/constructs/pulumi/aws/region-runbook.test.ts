import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { RegionRunbook, RegionStrategy, SsmAgent, type RegionRunbookArgs } from '../../../../constructs/pulumi/aws';
import type { DeploymentPlan } from '../../../../lib/plan';
import { stepsOf } from '../../../../lib/region/promotion';
import { problemsOf } from '../../aws/automation-document';
import { UNKNOWN, type Recorded, type RecordedRun } from '../recorded';
import { statementsOf } from './backups';
import { linked, there, type LinkedInput } from './links';
import { below } from './regions';

const SSM_AGENT = SsmAgent.preinstalled();
const ON_CALL = ['arn:aws:iam::123456789012:role/on-call'];

/** A runbook of each region. */
const made = (input: LinkedInput = {}, args: Partial<RegionRunbookArgs> = {}, run: RecordedRun = {}): Promise<Recorded> =>
  linked({ redis: { ssmAgent: SSM_AGENT }, ...input }, run, (link, replica) => {
    const { startCommand, documentName } = new RegionRunbook('promotion', { link, ...args }, there(replica));
    const failback = new RegionRunbook('failback', { link });
    return { startCommand, documentName, failback: failback.startCommand, planFile: replica.planFile };
  });
const documentOf = (name: string, from: Recorded): any => JSON.parse(from.named(`${name}-document`).inputs.content);
const step = (document: any, name: string): any => document.mainSteps.find((one: any) => one.name === name);

let warm: Recorded;
let pilot: Recorded;
beforeAll(async () => {
  warm = await made();
  pilot = await made({ options: { strategy: RegionStrategy.PILOT_LIGHT } }, { approvers: pulumi.output(ON_CALL) });
});

test('Systems Manager takes the documents, each is of its region, and no execution gets lost', () => {
  for (const [from, name, region] of [[warm, 'promotion', 'region-2'], [pilot, 'promotion', 'region-2'], [warm, 'failback', 'region-1']] as const) {
    const document = documentOf(name, from);
    expect(problemsOf(document)).toEqual([]);
    expect(document.parameters.TargetRegion).toMatchObject({ default: region, allowedValues: [region] });
    expect(from.named(`${name}-document`).inputs).toMatchObject({ documentType: 'Automation', documentFormat: 'JSON' });
    expect(Buffer.byteLength(from.named(`${name}-document`).inputs.content)).toBeLessThan(64 * 1024);
  }
  expect(below(warm, 'promotion').resources.every(({ options }) => options.provider.includes('::other::'))).toBe(true);
});

test('the very steps of `redis-ha region promote`, in its order', () => {
  const plan = JSON.parse(readFileSync(warm.outputs.planFile, 'utf8')) as DeploymentPlan;
  const said = documentOf('promotion', warm).mainSteps.flatMap(({ description }: any) => description ?? []);
  expect(said).toEqual(stepsOf(plan, 'region-2').map(({ title }) => title));
});

test('it runs on the nodes of its own region: the other one may be gone', () => {
  const tagOf = (name: string): unknown => step(documentOf(name, warm), 'findNode').inputs.Filters[0].Values;
  expect([tagOf('promotion'), tagOf('failback')]).toEqual([['project-stack-west'], ['project-stack-cache']]);
});

test('clients are led to the name of the promoted region, as the link declares the record', () => {
  const record = (name: string): any => step(documentOf(name, warm), 'names').inputs.ChangeBatch.Changes[0].ResourceRecordSet;
  const declared = warm.named('link-names-active').inputs;
  expect(record('promotion')).toEqual({
    Name: declared.name, Type: declared.type, TTL: declared.ttl, ResourceRecords: [{ Value: 'region-2.cache.redis-ha.internal' }],
  });
  expect(record('failback').ResourceRecords).toEqual([{ Value: 'region-1.cache.redis-ha.internal' }]);
});

test('the groups that sleep are woken, and no others; approval comes before', () => {
  const woken = (document: any): unknown[] => document.mainSteps.filter(({ inputs }: any) => inputs.Api === 'SetDesiredCapacity')
    .map(({ inputs }: any) => inputs.AutoScalingGroupName);
  const asleep = below(pilot, 'west').ofType('aws:autoscaling/group:Group').filter(({ inputs }) => inputs.minSize === 0).map(({ name }) => name);
  expect(asleep).toHaveLength(2);
  expect(woken(documentOf('promotion', pilot))).toEqual(asleep);
  expect(woken(documentOf('failback', pilot))).toEqual([]);
  expect(woken(documentOf('promotion', warm))).toEqual([]);
  const names = documentOf('promotion', pilot).mainSteps.map(({ name }: any) => name as string);
  expect(names.indexOf('approve')).toBeLessThan(names.indexOf('startNode1'));
  expect(step(documentOf('promotion', pilot), 'approve').inputs.Approvers).toEqual(ON_CALL);
  expect(step(documentOf('promotion', warm), 'approve')).toBeUndefined();
});

test('its role is Systems Manager\'s, for this account, and may do what the steps do to this deployment only', () => {
  expect(JSON.parse(warm.named('promotion-role').inputs.assumeRolePolicy).Statement).toEqual([{
    Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
  }]);
  const statements = statementsOf(warm.named('promotion-policy').inputs.policy);
  const called = documentOf('promotion', warm).mainSteps.filter(({ action }: any) => action === 'aws:executeAwsApi')
    .map(({ inputs }: any) => `${inputs.Service}:${inputs.Api}`);
  expect(called.filter((call: string) => !statements.flatMap(({ Action }) => Action).includes(call))).toEqual([]);
  const named = Object.fromEntries(statements.map(({ Sid, Resource, Condition }) => [Sid, [Resource, Condition]]));
  expect(named.RunStepsOn).toEqual([
    ['arn:aws:ec2:eu-west-1:123456789012:instance/*'], { StringEquals: { 'ssm:resourceTag/redis-ha:deployment': 'project-stack-west' } },
  ]);
  expect(named.LeadClients[0]).toEqual(['arn:aws:route53:::hostedzone/Z2']);
});

test('to start it as it is shown changes nothing', () => {
  expect(warm.outputs.startCommand).toBe('aws ssm start-automation-execution --region eu-west-1 --document-name promotion-document '
    + '--parameters AutomationAssumeRole=arn:aws:iam:eu-central-1:123456789012:promotion-role,DryRun=true');
  expect(warm.outputs.failback).toContain('--region eu-central-1 --document-name failback-document');
});

test('in a preview everything is there, though nobody knows the zone yet', async () => {
  const preview = await made({}, {}, { preview: true, outputsOf: undefined });
  expect(preview.named('promotion-document').inputs.content).toBe(UNKNOWN);
  expect(preview.resources.map(({ urn }) => urn).sort()).toEqual(warm.resources.map(({ urn }) => urn).sort());
});

test('nodes without the SSM agent are refused', async () => {
  await expect(linked({}, {}, (link) => {
    new RegionRunbook('bare', { link });
  })).rejects.toThrow(/^bare: ssmAgent: nodes without the SSM agent run no step/);
});

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { App, CfnParameter, NestedStack, Stack, Stage, type StackProps } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as pipelines from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { RedisSentinel } from '../../../constructs/aws';
import { plan as planOf } from '../../../lib/plan';
import { Engine, Topology } from '../../../lib/model';
import { writePlanFile } from '../../../constructs/aws/plan-file';
import { anApp, aVpc, aStack, IMAGE, OBJECTIVES } from './stacks';

class RedisStack extends Stack {
  public readonly redis: RedisSentinel;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { env: { account: '123456789012', region: 'eu-central-1' }, ...props });
    this.redis = new RedisSentinel(this, 'Redis', { vpc: aVpc(this), objectives: OBJECTIVES, image: IMAGE });
  }
}

const SPEC = {
  name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(),
  objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
};

describe('Plan file', () => {
  test('written in the constructor, beside the template, under a unique name', () => {
    const app = anApp();
    const { redis } = new RedisStack(app, 'One');
    expect(dirname(redis.planFile)).toBe(app.outdir);
    expect(basename(redis.planFile)).toMatch(/^OneRedis[0-9A-F]{8}\.redis-ha\.json$/);
    expect(JSON.parse(readFileSync(redis.planFile, 'utf8'))).toMatchObject({ schemaVersion: 1, name: redis.masterName });
  });

  test('writing twice gives the same bytes', () => {
    const text = (): string => readFileSync(new RedisStack(anApp(), 'One').redis.planFile, 'utf8');
    expect(text()).toBe(text());
  });

  test('no secret, no account, no real zone: zones appear as zone-1..n', () => {
    const text = readFileSync(new RedisStack(anApp(), 'One').redis.planFile, 'utf8');
    expect(text).not.toMatch(/eu-central|123456789012|subnet-|arn:|Token/);
    expect((JSON.parse(text) as { failureDomains: string[] }).failureDomains).toEqual(['zone-1', 'zone-2', 'zone-3']);
  });

  test('a token inside throws', () => {
    const stack = aStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(() => writePlanFile(stack, { ...planOf(SPEC), name })).toThrow(/plan\.name: its value is only known at deployment/);
  });

  test('two stages: one file in each stage\'s assembly', () => {
    const app = anApp();
    const files = ['Blue', 'Green'].map((name) => new RedisStack(new Stage(app, name), 'Stack').redis.planFile);
    expect(files.map((file) => basename(dirname(file)))).toEqual(['assembly-Blue', 'assembly-Green']);
    app.synth();
    for (const file of files) {
      expect(readdirSync(dirname(file))).toContain(basename(file));
    }
  });

  test('nested stack: the assembly of its stage, and the image parameter in the outermost stack', () => {
    const app = anApp();
    const parent = new Stack(app, 'Parent');
    const nested = new NestedStack(parent, 'Nested');
    const redis = new RedisSentinel(nested, 'Redis', { vpc: aVpc(nested), objectives: OBJECTIVES });
    const assembly = app.synth();
    expect(dirname(redis.planFile)).toBe(app.outdir);
    expect(Object.keys(assembly.getStackByName('Parent').template.Parameters)).toContain('RedisHaDebian13Arm64ImageId');
  });

  test('pipeline: the plan of a deployed stage lies in its assembly, and its asset is published', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const stack = new Stack(app, 'Pipeline', { env: { account: '123456789012', region: 'eu-central-1' } });
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
      synth: new pipelines.ShellStep('Synth', {
        input: pipelines.CodePipelineSource.codeCommit(new codecommit.Repository(stack, 'Repo', { repositoryName: 'repo' }), 'main'),
        commands: ['npx cdk synth'],
      }),
    });
    const stage = new Stage(app, 'Prod');
    const { redis } = new RedisStack(stage, 'Stack');
    pipeline.addStage(stage);
    app.synth();
    expect(basename(dirname(redis.planFile))).toBe('assembly-Prod');
    const assets = readdirSync(dirname(redis.planFile)).find((file) => file.endsWith('.assets.json'))!;
    expect(readFileSync(`${dirname(redis.planFile)}/${assets}`, 'utf8')).toMatch(/asset\.[0-9a-f]{64}\.json/);
  });
});

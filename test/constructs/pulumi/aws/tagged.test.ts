import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { tagged } from '../../../../constructs/pulumi/aws/tagged';
import type { Recorded, RecordedResource } from '../recorded';
import { sentinel } from './declared';

const SDK = dirname(require.resolve('@pulumi/aws/package.json'));

/** Whether the provider's own declaration of a type has tags. */
function canHaveTags({ type, custom }: RecordedResource): boolean {
  const [, place] = type.split(':') as [string, string];
  const file = join(SDK, `${place}.d.ts`);
  return custom && existsSync(file) && /readonly tags: pulumi\.Output/.test(readFileSync(file, 'utf8'));
}

const everything = { loadBalancer: {}, dns: { zoneName: 'redis.internal' }, objectives: { rpo: '5s', rto: '60s' }, overrides: { downAfter: '2s' } };

describe('a deployment with tags', () => {
  let told: Recorded;
  beforeAll(async () => {
    told = await sentinel({ ...everything, tags: pulumi.output({ 'cost-center': pulumi.output('4711'), 'redis-ha:node': 'mine' }) });
  });

  test('every resource that can have them has them, but for objects in S3', () => {
    const taggable = told.resources.filter(canHaveTags);
    expect(taggable.length).toBeGreaterThan(30);
    const untagged = taggable.filter(({ inputs: { tags } }) => !JSON.stringify(tags ?? {}).includes('4711')).map(({ type }) => type);
    expect([...new Set(untagged)]).toEqual(['aws:s3/bucketObjectv2:BucketObjectv2']);
  });

  test('so have instances and their root volumes', () => {
    const specifications = told.named('cache-node-1-launch-template').inputs.tagSpecifications as any[];
    expect(specifications.map(({ resourceType, tags }) => [resourceType, tags['cost-center']])).toEqual([['instance', '4711'], ['volume', '4711']]);
  });

  test('what nodes are told apart by stays', () => {
    expect(told.named('cache-node-1-volume').inputs.tags).toEqual({
      'Name': 'project-stack-cache node-1', 'redis-ha:deployment': 'project-stack-cache', 'redis-ha:node': 'node-1', 'cost-center': '4711',
    });
    expect(told.named('cache-node-1-launch-template').inputs.tagSpecifications[0].tags['redis-ha:node']).toBe('node-1');
    expect(told.named('cache-node-1-group').inputs.tags.filter(({ key }: any) => key === 'redis-ha:node'))
      .toEqual([{ key: 'redis-ha:node', value: 'node-1', propagateAtLaunch: false }]);
  });
});

test('options that were given stay, and without tags all of them are as they were', () => {
  const opts = { protect: true, transformations: [() => undefined] };
  expect(tagged(undefined, opts)).toBe(opts);
  expect(tagged({}, opts)).toMatchObject({ protect: true, transformations: [opts.transformations[0], expect.any(Function)] });
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { bundled } from '../../../lib/aws';
import type { PointedFile } from '../../../lib/config';
import { childName } from '../shared';
import { privateBucket } from './backup-private-bucket';

/** Files that nodes fetch. */
export interface Artifacts {
  readonly plan: pulumi.Output<PointedFile>;
  readonly agent: pulumi.Output<PointedFile>;
  /** Only of a deployment that begins with a backup. */
  readonly seed?: pulumi.Output<PointedFile>;
  /** ARNs of them all. */
  readonly arns: pulumi.Output<string>[];
}

/**
 * A bucket of the deployment's own with plan and agent. Their names are their digests, so that a change is another object and a
 * node that still reads the former pointer finds what it names until the update is over.
 */
export function artifacts(component: string, planFile: string, seeded: boolean, parent: pulumi.Resource): Artifacts {
  const { bucket, policy } = privateBucket(childName(component, 'Artifacts'), {
    lifecycle: [{ id: 'unfinished-uploads', abortUploadsDays: 1 }],
  }, parent, {});
  const arns: pulumi.Output<string>[] = [];
  const put = (id: string, file: string): pulumi.Output<PointedFile> => {
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const object = new aws.s3.BucketObjectv2(childName(component, id), {
      bucket: bucket.bucket, key: `${sha256}/${basename(file)}`, source: new pulumi.asset.FileAsset(file), sourceHash: sha256,
    }, { parent, dependsOn: [policy] });
    arns.push(pulumi.interpolate`${bucket.arn}/${object.key}`);
    return pulumi.all([bucket.bucket, object.key]).apply(([name, key]) => ({ bucket: name, key, sha256 }));
  };
  const plan = put('Artifacts-Plan', planFile);
  const agent = put('Artifacts-Agent', bundled('the agent', 'agent/redis-ha-agent.js', 'npm run agent'));
  const seed = seeded ? put('Artifacts-Seed', bundled('the seed', 'agent/redis-ha-seed.js', 'npm run agent')) : undefined;
  return { plan, agent, seed, arns };
}

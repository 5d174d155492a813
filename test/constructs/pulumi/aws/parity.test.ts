import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aStack, deployed, deployedCluster, deployedReplication } from '../../aws/stacks';
import { cluster, replication, sentinel } from './declared';
import { documented } from './parity/documented';
import { differences, text, type Facts } from './parity/facts';
import { factsOfCdk } from './parity/of-cdk';
import { factsOfPulumi } from './parity/of-pulumi';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const deploymentName = 'orders';

/** The same declaration in both, by what it is. */
const PAIRS: Record<string, () => Promise<[Facts, Facts]>> = {
  'Sentinel, as it is': async () => [factsOfCdk(deployed({ deploymentName })), factsOfPulumi(await sentinel({ deploymentName }))],
  'Sentinel with everything': async () => {
    const stack = aStack();
    const both = {
      deploymentName, volume: { iops: 4000, throughput: 200 }, loadBalancer: {}, dns: { zoneName: 'redis.internal' },
      moveNodes: [{ node: 'node-2', zone: 'zone-3' }], acceptNewVolumes: ['node-1'],
    };
    return [
      factsOfCdk(deployed({
        ...both, key: kms.Key.fromKeyArn(stack, 'Key', KEY), objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(60) },
        overrides: { downAfter: Duration.seconds(2) },
      }, stack)),
      factsOfPulumi(await sentinel({ ...both, key: KEY, objectives: { rpo: '5s', rto: '60s' }, overrides: { downAfter: '2s' } })),
    ];
  },
  'Replication': async () => [factsOfCdk(deployedReplication({ deploymentName })), factsOfPulumi(await replication({ deploymentName }))],
  'Cluster': async () => [factsOfCdk(deployedCluster({ deploymentName })), factsOfPulumi(await cluster({ deploymentName }))],
};

const DOCUMENTED = documented('parity');

test.each(Object.entries(PAIRS))('%s: what differs is what is documented, and nothing else', async (_, made) => {
  const [ofCdk, ofPulumi] = await made();
  const found = differences(ofCdk, ofPulumi);
  const surprising = found.filter((title) => !DOCUMENTED.includes(title));
  expect(surprising.map((title) => [title, text(ofCdk[title]), text(ofPulumi[title])])).toEqual([]);
  expect(DOCUMENTED.filter((title) => !found.includes(title))).toEqual([]);
});

test('a difference is found', () => {
  expect(differences({ a: [1, { b: 2, c: undefined }], d: 1 }, { a: [1, { b: 2 }], d: 2, e: 3 })).toEqual(['d', 'e']);
});

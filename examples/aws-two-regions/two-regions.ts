import type { App } from 'aws-cdk-lib';
import { HomeStack } from './home-stack';
import { LinkStack, ReturnStack } from './link-stacks';
import { ReplicaStack } from './replica-stack';
import { WitnessStack } from './witness-stack';

/** Two regions and, in a third one, the witness of which of them may take writes. */
export function twoRegions(app: App, account?: string): void {
  const of = (region: string): { env: { account?: string; region: string } } => ({ env: { account, region } });
  const { witness } = new WitnessStack(app, 'RedisWitness', of('eu-west-3'));
  const { redis } = new HomeStack(app, 'RedisHome', { ...of('eu-central-1'), witness });
  const { replica } = new ReplicaStack(app, 'RedisReplica', { ...of('eu-west-1'), redis });
  const { link } = new LinkStack(app, 'RedisLink', { ...of('eu-central-1'), replica });
  new ReturnStack(app, 'RedisReturn', { ...of('eu-west-1'), link });
}

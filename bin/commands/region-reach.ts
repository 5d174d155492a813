import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { agentKey } from '../../lib/agent/authenticity';
import { agentsPort } from '../../lib/agent/promotion';
import { credentialsOf, signer } from '../../lib/agent/region/sign-witness';
import type { NodeConfig } from '../../lib/config';
import { InvalidInput, UserName } from '../../lib/model';
import { remoteNodes, type DeploymentPlan } from '../../lib/plan';
import { HttpWitness, type HttpWitnessOptions } from '../../lib/region';
import type { PromotionPort } from '../../lib/region/promotion';
import { askLab } from './lab-control';
import { labDirectory } from './lab-state';
import { reachOf, withReach, type ReachFlags } from './reach';

export interface RegionFlags extends ReachFlags {
  readonly witness?: string;
  readonly witnessRegion?: string;
}

export function withRegionReach(command: Command): Command {
  return withReach(command, UserName.AGENT)
    .option('--witness <url>', 'where region records are kept; with --bindings')
    .option('--witness-region <region>', 'region that requests to the witness are signed for, with the keys of AWS_ACCESS_KEY_ID and so on; '
      + 'by default that in the URL of an S3 bucket, and none for another store');
}

/** The world of a promotion as the user names it. @throws InvalidInput that names the flag and the fix */
export function regionPort(plan: DeploymentPlan, flags: RegionFlags): PromotionPort {
  if (!plan.regionChange) {
    throw new InvalidInput('<plan>', `${plan.name} has one region`, 'declare replicaRegion, or use `redis-ha failover` within the region');
  }
  const { addresses, password } = reachOf(plan, flags, UserName.AGENT);
  const missing = remoteNodes(plan).filter(({ name, dormant }) => !dormant && !addresses[name]);
  if (missing.length > 0) {
    throw new InvalidInput('--bindings', `no address for ${missing.map(({ name }) => name).join(', ')}`, 'give those of both regions\' nodes');
  }
  const shared = { plan, addresses, key: agentKey(password) };
  if (flags.bindings !== undefined) {
    return agentsPort({ ...shared, witness: new HttpWitness(witnessOptions(plan, flags)) });
  }
  if (flags.witness !== undefined) {
    throw new InvalidInput('--witness', 'given for a lab', 'leave it out: a lab has a witness of its own, or name --bindings and --secrets, too');
  }
  const directory = labDirectory(plan, flags.directory);
  return agentsPort({
    ...shared,
    witness: new HttpWitness({ url: labWitness(plan, directory), deployment: plan.name }),
    start: async (nodes) => { await askLab(directory, { verb: 'start', nodes }); },
  });
}

function witnessOptions(plan: DeploymentPlan, { witness: url, witnessRegion }: RegionFlags): HttpWitnessOptions {
  if (url === undefined) {
    throw new InvalidInput('--witness', 'missing', 'name the URL that the nodes have in their node.json, for example https://<bucket>.s3.<region>.amazonaws.com/<prefix>');
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InvalidInput('--witness', `got "${url}"`, 'name a URL that begins with https://');
  }
  const region = witnessRegion ?? /\.s3[.-]([a-z0-9-]+)\.amazonaws\.com/.exec(new URL(url).host)?.[1];
  return { url, deployment: plan.name, ...(region === undefined ? {} : { sign: signer(region, async () => keys()) }) };
}

function keys(): ReturnType<typeof credentialsOf> {
  try {
    return credentialsOf(process.env);
  } catch (failure) {
    throw new InvalidInput('--witness', (failure as Error).message, 'export the keys of a role that may read and create its records');
  }
}

/** From what a node of the lab is started with. */
function labWitness(plan: DeploymentPlan, directory: string): string {
  const file = path.join(directory, 'nodes', plan.nodes[0]!.name, 'node.json');
  const { witness } = JSON.parse(readFileSync(file, 'utf8')) as NodeConfig;
  if (!witness) {
    throw new InvalidInput('<plan>', `the lab of ${plan.name} was started without a second region`, 'start it anew: `redis-ha lab down`, then `redis-ha lab up`');
  }
  return witness.url;
}

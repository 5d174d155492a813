import type * as pulumi from '@pulumi/pulumi';
import {
  DEFAULT_ENGINE, declaredInput, deploymentManifests, inPropNames, manifestFindings, otherRegionOf, regionHere, rolloutTime,
  schedulingHere, UpdateStrategy, type DeploymentInput, type NetworkPeer,
} from '../../../lib/manifests';
import type { Engine, Topology } from '../../../lib/model';
import { plan as makePlan, planOf, type DeploymentPlan, type Finding } from '../../../lib/plan';
import { bytesOf, writePlanFile } from '../shared';
import { addObjects } from './add-objects';
import { marked, markOf } from './deferred';
import type { RedisDeploymentArgs } from './deployment-args';
import { naming, schedulingOf, specOf, tlsOf } from './deployment-spec';
import type { ObjectPolicy } from './object-options';
import { PasswordSecret } from './password-secret';
import { otherClusterOf } from './replica-cluster';

/** What `deploy` made. */
export interface Deployed {
  /** With this cluster's region first. */
  readonly plan: DeploymentPlan;
  /** As both clusters declare it. */
  readonly declared: DeploymentPlan;
  readonly planFile: string;
  /** What the objects were rendered from, with marks in the place of outputs. */
  readonly input: DeploymentInput;
  readonly policy: ObjectPolicy;
}

/** Plans what was declared and makes every object of it, below the user's component. */
export function deploy(
  component: string, parent: pulumi.Resource, args: RedisDeploymentArgs, declareTopology: () => Topology,
): Deployed {
  return naming(component, () => {
    const engine = args.engine ?? DEFAULT_ENGINE;
    const declared = makePlan(specOf(component, args, engine, declareTopology()));
    const plan = args.replicaCluster ? planOf(declared, regionHere(args.replicaCluster)) : declared;
    const input = inputOf(args, engine, plan);
    const policy = policyOf(args, input);
    addObjects(component, parent, deploymentManifests(input), policy);
    return { plan, declared, input, policy, planFile: writeDeploymentPlan(component, declared, input, args.planDirectory) };
  });
}

/** Everything there is to know of a deployment on this platform, in the words of the arguments. */
export function findingsOf(declared: DeploymentPlan, input: DeploymentInput): Finding[] {
  return [...declared.findings, ...manifestFindings(input)].map(named);
}

/** Writes the plan with what there is to know about it. @returns the file's path */
export function writeDeploymentPlan(
  component: string, declared: DeploymentPlan, input: DeploymentInput, directory: string | undefined,
): string {
  return writePlanFile(component, { ...declared, findings: findingsOf(declared, input) }, directory);
}

/** A finding in the words of the arguments. */
export function named({ field, reason, fix, ...rest }: Finding): Finding {
  const words = (text: string): string => inPropNames(text, 'namespace');
  return { ...rest, field: words(`${field}:`).slice(0, -1), reason: words(reason), fix: words(fix) };
}

function policyOf(args: RedisDeploymentArgs, { plan, updateStrategy, otherRegion }: DeploymentInput): ObjectPolicy {
  const waits = updateStrategy === UpdateStrategy.ROLLING_UPDATE && otherRegion === undefined;
  return { keeping: args, rollout: waits ? rolloutTime(plan, updateStrategy) : undefined };
}

function inputOf(args: RedisDeploymentArgs, engine: Engine, plan: DeploymentPlan): DeploymentInput {
  const { namespace, volume, imagePullSecrets, labels, annotations } = args;
  const other = otherClusterOf(args.replicaCluster);
  const peers = (field: 'clients' | 'apiServer' | 'dns'): NetworkPeer[] | undefined => args[field] && marked<NetworkPeer[]>(args[field]);
  return declaredInput({
    plan,
    engine,
    namespace: namespace && markOf(namespace),
    kubernetesVersion: args.kubernetesVersion,
    images: args.images,
    imagePullSecrets: imagePullSecrets?.map(markOf),
    passwords: (args.passwords ?? PasswordSecret.generatedAtInstall())._bind(plan),
    certificates: tlsOf(args)._bind().certificates?.(plan),
    otherRegion: other && otherRegionOf(other),
    scheduling: schedulingHere(schedulingOf(args), other),
    cpu: args.cpu,
    storageBytes: volume?.size === undefined ? undefined : bytesOf('volume.size', volume.size),
    storageClassName: volume?.storageClassName && markOf(volume.storageClassName),
    onePodPerVolume: volume?.onePodOnly,
    clients: peers('clients'),
    apiServer: peers('apiServer'),
    dns: peers('dns'),
    networkPolicies: args.networkPolicies,
    admissionPolicy: args.admissionPolicy,
    updateStrategy: args.updateStrategy,
    labels: labels && marked<Record<string, string>>(labels),
    annotations: annotations && marked<Record<string, string>>(annotations),
    restore: args.restoreFrom?._bind(),
  });
}

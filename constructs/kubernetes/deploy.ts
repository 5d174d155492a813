import type { Construct } from 'constructs';
import {
  DEFAULT_ENGINE, declaredInput, manifestFindings, otherRegionOf, regionHere, schedulingHere, type DeploymentInput,
} from '../../lib/manifests';
import type { Engine, Topology } from '../../lib/model';
import { planOf, type DeploymentPlan } from '../../lib/plan';
import { DeploymentObjects } from './deployment-objects';
import type { RedisDeploymentProps } from './deployment-props';
import { namingProps, planDeployment, tlsOf } from './deployment-spec';
import { PasswordSecret } from './password-secret';
import { namespaceOf } from './plain-objects';
import { writePlanFile } from './plan-file';
import { named, showFindings } from './platform-findings';
import { bytesOf } from './setting-overrides';

/** What `deploy` made. */
export interface Deployed {
  readonly plan: DeploymentPlan;
  readonly planFile: string;
  readonly objects: DeploymentObjects;
}

/** Plans what was declared and makes every object of it, below the user's construct. */
export function deploy(scope: Construct, props: RedisDeploymentProps, declareTopology: () => Topology): Deployed {
  const engine = props.engine ?? DEFAULT_ENGINE;
  const topology = namingProps(scope, declareTopology);
  const declared = planDeployment(scope, props, engine, topology);
  const plan = namingProps(scope, () => (props.replicaCluster ? planOf(declared, regionHere(props.replicaCluster)) : declared));
  const objects = namingProps(scope, () => new DeploymentObjects(scope, inputOf(scope, props, engine, plan)));
  const written = (): DeploymentPlan => ({
    ...declared, findings: [...declared.findings, ...manifestFindings(objects.input).map(named)],
  });
  showFindings(scope, () => {
    // What was declared since belongs to the file too.
    writePlanFile(scope, written());
    return written().findings;
  });
  return { plan, planFile: writePlanFile(scope, written()), objects };
}

function inputOf(scope: Construct, props: RedisDeploymentProps, engine: Engine, plan: DeploymentPlan): DeploymentInput {
  const { volume, replicaCluster } = props;
  return declaredInput({
    ...props,
    ...namespaceOf(scope),
    plan,
    engine,
    passwords: (props.passwords ?? PasswordSecret.generatedAtInstall())._bind(plan),
    certificates: tlsOf(props)._bind().certificates?.(plan),
    otherRegion: replicaCluster && otherRegionOf(replicaCluster),
    scheduling: schedulingHere(props.scheduling, replicaCluster),
    storageBytes: volume?.size && bytesOf('volume.size', volume.size),
    storageClassName: volume?.storageClassName,
    onePodPerVolume: volume?.onePodOnly,
    restore: props.restoreFrom?._bind(),
  });
}

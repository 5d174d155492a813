import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { manifestFindings, type DeploymentInput, type Placement } from '../../lib/manifests';
import { Engine, requireWhole, type Topology } from '../../lib/model';
import { planOf, type DeploymentPlan } from '../../lib/plan';
import { programText } from './bundle';
import { ContainerCatalogue } from './container-catalogue';
import { storageBytesOf } from './data-volume';
import { DeploymentObjects } from './deployment-objects';
import { UpdateStrategy, type RedisDeploymentProps } from './deployment-props';
import { namingProps, planDeployment, tlsOf } from './deployment-spec';
import { minorOf } from './kubernetes-version';
import { policyPeers } from './network-peer';
import { PasswordSecret } from './password-secret';
import { writePlanFile } from './plan-file';
import { named, showFindings } from './platform-findings';
import { ClusterPlace, otherRegionOf, regionHere } from './replica-cluster';
import { placementOf } from './scheduling';

const DEFAULT_CPU = 500;
const MOST_CPU = 256_000;

/** What `deploy` made. */
export interface Deployed {
  readonly plan: DeploymentPlan;
  readonly planFile: string;
  readonly objects: DeploymentObjects;
}

/** Plans what was declared and makes every object of it, below the user's construct. */
export function deploy(scope: Construct, props: RedisDeploymentProps, declareTopology: () => Topology): Deployed {
  const engine = props.engine ?? Engine.REDIS_8_0;
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

/** Zones are declared for each cluster, whatever else is said of the hosts is said of this one. */
function placementHere({ scheduling, replicaCluster }: RedisDeploymentProps): Placement {
  return placementOf(replicaCluster?.here === ClusterPlace.REPLICA ? { ...scheduling, zones: replicaCluster.zones } : scheduling);
}

function inputOf(scope: Construct, props: RedisDeploymentProps, engine: Engine, plan: DeploymentPlan): DeploymentInput {
  const images = props.images ?? ContainerCatalogue.official();
  const passwords = props.passwords ?? PasswordSecret.generatedAtInstall();
  const { namespace } = Chart.of(scope);
  return {
    plan,
    ...(namespace === undefined ? {} : { namespace }),
    kubernetesMinor: minorOf(props.kubernetesVersion),
    images: { engine: images.engineImage(engine), node: images.nodeImage(), programsDir: images.programsDir() },
    imagePullSecrets: props.imagePullSecrets ?? [],
    passwords: passwords._bind(plan),
    certificates: tlsOf(props)._bind().certificates?.(plan),
    ...(props.replicaCluster && { otherRegion: otherRegionOf(props.replicaCluster) }),
    placement: placementHere(props),
    cpuMillicores: requireWhole('cpu', props.cpu ?? DEFAULT_CPU, 1, MOST_CPU),
    storageBytes: storageBytesOf(props.volume, plan),
    onePodPerVolume: props.volume?.onePodOnly ?? false,
    ...(props.volume?.storageClassName === undefined ? {} : { storageClassName: props.volume.storageClassName }),
    clients: policyPeers('clients', props.clients),
    apiServer: policyPeers('apiServer', props.apiServer),
    dns: policyPeers('dns', props.dns),
    networkPolicies: props.networkPolicies ?? true,
    admissionPolicy: props.admissionPolicy ?? false,
    updateStrategy: props.updateStrategy ?? UpdateStrategy.ROLLING_UPDATE,
    labels: props.labels ?? {},
    annotations: props.annotations ?? {},
    agentProgram: programText('agent'),
    ...(props.restoreFrom ? { restore: props.restoreFrom._bind() } : {}),
  };
}

import { Names } from 'cdk8s';
import type { Construct } from 'constructs';
import { failureDomainsOf, inPropNames } from '../../lib/manifests';
import { InvalidInput, type DeploymentSpec, type Engine, type Topology } from '../../lib/model';
import { PlanRefused, plan, type DeploymentPlan } from '../../lib/plan';
import type { RedisDeploymentProps } from './deployment-props';
import { replicaRegionOf } from './replica-cluster';
import { Tls } from './tls';
import { bytesOf, secondsOf, settingOverrides } from './setting-overrides';

/**
 * The plan of what the user declared.
 *
 * @throws Error naming the prop the user typed
 */
export function planDeployment(
  scope: Construct, props: RedisDeploymentProps, engine: Engine, topology: Topology,
): DeploymentPlan {
  return namingProps(scope, () => plan(specOf(scope, props, engine, topology)));
}

/** Runs what speaks of fields of a spec, and lets an error speak of props. */
export function namingProps<T>(scope: Construct, work: () => T): T {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof InvalidInput || refusal instanceof PlanRefused) {
      throw new Error(`${scope.node.path}: ${inPropNames(refusal.message)}`);
    }
    throw refusal;
  }
}

function specOf(scope: Construct, props: RedisDeploymentProps, engine: Engine, topology: Topology): DeploymentSpec {
  const { transport, serverName, requireClientCertificates } = tlsOf(props)._bind();
  return {
    name: props.deploymentName ?? defaultName(scope),
    engine,
    topology,
    objectives: {
      rpoSeconds: secondsOf('objectives.rpo', props.objectives.rpo),
      rtoSeconds: secondsOf('objectives.rto', props.objectives.rto),
    },
    failureDomains: failureDomainsOf(props.scheduling, topology.replicas),
    nodeMemoryBytes: props.nodeMemory && bytesOf('nodeMemory', props.nodeMemory),
    persistence: props.persistence,
    transport,
    tlsServerName: serverName,
    requireClientCertificates,
    appChannels: props.appChannels,
    balance: props.balance,
    ...(props.replicaCluster && { replicaRegion: replicaRegionOf(props.replicaCluster) }),
    overrides: settingOverrides(props.overrides),
  };
}

/** What is declared, or TLS by an authority of the deployment's own. */
export function tlsOf({ tls }: RedisDeploymentProps): Tls {
  return tls ?? Tls.ownAuthority();
}

const LONGEST_DEFAULT = 38;

/** From the path, so that it is unique in the app and the same in every synthesis. */
function defaultName(scope: Construct): string {
  const name = Names.toDnsLabel(scope, { maxLen: LONGEST_DEFAULT }).toLowerCase().replace(/[^a-z0-9-]/g, '-').replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(name) ? name : `r-${name}`;
}

import { Engine, requireWhole } from '../model';
import type { DeploymentPlan } from '../plan';
import { ContainerCatalogue } from './container-catalogue';
import { storageBytesOf } from './data-volume';
import type { CertificateSource, DeploymentInput, OtherRegion, PasswordSource } from './deployment-input';
import { minorOf } from './kubernetes-version';
import { policyPeers, type NetworkPeer } from './network-peer';
import { placementOf, type PodScheduling } from './pod-scheduling';
import { programText } from './program-text';
import { UpdateStrategy } from './update-strategy';

/** What runs when nobody says what is to. */
export const DEFAULT_ENGINE = Engine.REDIS_8_0;

const DEFAULT_CPU = 500;
const MOST_CPU = 256_000;

/** What the user of any framework declares besides what the plan is made of. Anything left out has its default. */
export interface DeclaredDeployment {
  /** With this cluster's region first. */
  readonly plan: DeploymentPlan;
  readonly engine: Engine;
  readonly namespace?: string | undefined;
  /** @default '1.33' */
  readonly kubernetesVersion?: string | undefined;
  /** @default ContainerCatalogue.official() */
  readonly images?: ContainerCatalogue | undefined;
  readonly imagePullSecrets?: string[] | undefined;
  readonly passwords: PasswordSource;
  readonly certificates?: CertificateSource | undefined;
  readonly otherRegion?: OtherRegion | undefined;
  readonly scheduling?: PodScheduling | undefined;
  /** In thousandths of a core. @default 500 */
  readonly cpu?: number | undefined;
  /** @default - four times maxmemory, at least 8 GiB */
  readonly storageBytes?: number | undefined;
  readonly storageClassName?: string | undefined;
  readonly onePodPerVolume?: boolean | undefined;
  readonly clients?: NetworkPeer[] | undefined;
  readonly apiServer?: NetworkPeer[] | undefined;
  readonly dns?: NetworkPeer[] | undefined;
  /** @default true */
  readonly networkPolicies?: boolean | undefined;
  /** @default false */
  readonly admissionPolicy?: boolean | undefined;
  /** @default UpdateStrategy.ROLLING_UPDATE */
  readonly updateStrategy?: UpdateStrategy | undefined;
  readonly labels?: Record<string, string> | undefined;
  readonly annotations?: Record<string, string> | undefined;
  readonly restore?: DeploymentInput['restore'] | undefined;
}

/** With every default. @throws InvalidInput that names the field as the user typed it */
export function declaredInput(declared: DeclaredDeployment): DeploymentInput {
  const { plan, engine, namespace, storageClassName } = declared;
  const images = declared.images ?? ContainerCatalogue.official();
  return {
    plan,
    ...(namespace === undefined ? {} : { namespace }),
    kubernetesMinor: minorOf(declared.kubernetesVersion),
    images: { engine: images.engineImage(engine), node: images.nodeImage(), programsDir: images.programsDir() },
    imagePullSecrets: declared.imagePullSecrets ?? [],
    passwords: declared.passwords,
    certificates: declared.certificates,
    ...(declared.otherRegion && { otherRegion: declared.otherRegion }),
    placement: placementOf(declared.scheduling),
    cpuMillicores: requireWhole('cpu', declared.cpu ?? DEFAULT_CPU, 1, MOST_CPU),
    storageBytes: storageBytesOf(declared.storageBytes, plan),
    onePodPerVolume: declared.onePodPerVolume ?? false,
    ...(storageClassName === undefined ? {} : { storageClassName }),
    clients: policyPeers('clients', declared.clients),
    apiServer: policyPeers('apiServer', declared.apiServer),
    dns: policyPeers('dns', declared.dns),
    networkPolicies: declared.networkPolicies ?? true,
    admissionPolicy: declared.admissionPolicy ?? false,
    updateStrategy: declared.updateStrategy ?? UpdateStrategy.ROLLING_UPDATE,
    labels: declared.labels ?? {},
    annotations: declared.annotations ?? {},
    agentProgram: programText('agent'),
    ...(declared.restore ? { restore: declared.restore } : {}),
  };
}

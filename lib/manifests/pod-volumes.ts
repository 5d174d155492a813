import { CERTIFICATE_FILES } from '../certificates';
import { POD_PATHS } from '../config';
import type { DeploymentInput } from './deployment-input';
import { deploymentConfigName } from './deployment-config';
import { programParts, type ProgramPart } from './program-parts';

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

export const MOUNTS: Record<'data' | 'run' | 'deployment' | 'secrets' | 'certificates' | 'parts' | 'account', VolumeMount> = {
  data: { name: 'data', mountPath: POD_PATHS.dataDir },
  run: { name: 'run', mountPath: POD_PATHS.runDir },
  deployment: { name: 'deployment', mountPath: POD_PATHS.deploymentDir, readOnly: true },
  secrets: { name: 'secrets', mountPath: POD_PATHS.secretsDir, readOnly: true },
  certificates: { name: 'certificates', mountPath: POD_PATHS.certificatesDir, readOnly: true },
  parts: { name: 'parts', mountPath: POD_PATHS.partsDir, readOnly: true },
  account: { name: 'account', mountPath: POD_PATHS.accountDir, readOnly: true },
};

/** The programs' parts; nothing where the image has the programs. */
export function programMounts({ images }: DeploymentInput): VolumeMount[] {
  return images.programsDir === undefined ? [MOUNTS.parts] : [];
}

/** Read by the group of the pod, never written. */
const READ_ONLY_MODE = 0o440;

/** Lifetime of a token; the kubelet renews it long before. */
const TOKEN_SECONDS = 3600;

type Volume = Record<string, unknown>;

/** Everything but the data volume, which is the StatefulSet's. */
export function nodeVolumes(input: DeploymentInput): Volume[] {
  return [
    runVolume(),
    deploymentVolume(input),
    { name: MOUNTS.secrets.name, secret: { secretName: input.passwords.secretName, defaultMode: READ_ONLY_MODE } },
    ...certificateVolumes(input),
    ...programVolumes(input),
    accountVolume(),
  ];
}

/** Volumes of a Job that runs the agent's program once and knows no password. */
export function jobVolumes(input: DeploymentInput): Volume[] {
  return [runVolume(), deploymentVolume(input), ...programVolumes(input), accountVolume()];
}

/** The nodes' certificates; nothing in plaintext. */
export function certificateMounts({ certificates }: DeploymentInput): VolumeMount[] {
  return certificates === undefined ? [] : [MOUNTS.certificates];
}

/** As a whole, so that the kubelet changes all its files at once: a key never meets another one's certificate. */
function certificateVolumes({ certificates }: DeploymentInput): Volume[] {
  return certificates === undefined ? [] : [{
    name: MOUNTS.certificates.name,
    secret: {
      secretName: certificates.secretName, defaultMode: READ_ONLY_MODE,
      // And nothing else that somebody may keep in there.
      items: Object.values(CERTIFICATE_FILES).map((file) => ({ key: file, path: file })),
    },
  }];
}

function programVolumes(input: DeploymentInput): Volume[] {
  return input.images.programsDir === undefined ? [partsVolume(programParts(input))] : [];
}

/** In memory: it holds rendered configuration with passwords. */
export function runVolume(): Volume {
  return { name: MOUNTS.run.name, emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } };
}

function deploymentVolume(input: DeploymentInput): Volume {
  return { name: MOUNTS.deployment.name, configMap: { name: deploymentConfigName(input), defaultMode: READ_ONLY_MODE } };
}

/** Parts of programs, all in one folder. */
export function partsVolume(parts: ProgramPart[]): Volume {
  return {
    name: MOUNTS.parts.name,
    projected: {
      defaultMode: READ_ONLY_MODE,
      sources: parts.map(({ name, key }) => ({ configMap: { name, items: [{ key, path: key }] } })),
    },
  };
}

/** What an automatically mounted service account would be, for chosen containers only. */
export function accountVolume(): Volume {
  return {
    name: MOUNTS.account.name,
    projected: {
      defaultMode: READ_ONLY_MODE,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_SECONDS } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

import { POD_LABELS, POD_PATHS } from '../config';
import { PROOF_FILES, RESTORE_PROOF_VARIABLE, RESTORE_PROOF_VERSION, type RestoreProof } from '../model/restore-proof';
import type { Finding } from '../plan';
import { MIB } from '../plan/memory';
import { container, type Container } from './containers';
import type { NamedObject } from './kubernetes-object';
import { COMPONENTS } from './labels';
import { namedObject, why } from './named-object';
import { hashedName } from './names';
import { storeEnvironment, storeFindings, storeMounts, storeVolumes } from './object-store';
import { MOUNTS, partsVolume, runVolume } from './pod-volumes';
import { partConfigMaps, partsOf } from './program-parts';
import { bytesQuantity } from './quantity';
import { resources } from './resources';
import {
  BACKUP_PROGRAM, BACKUP_PROGRAM_PATH, storePodLabels, storePodPolicy, storePodSpec, storeServiceAccount, unpackContainer,
  type StorePodPlace,
} from './store-pod';

/** Everything the manifests of a proof are made from; the same input gives the same bytes. */
export interface RestoreProofInput extends StorePodPlace {
  readonly engineImage: string;
  /** Which backup, and the engine that loads it. */
  readonly proof: Pick<RestoreProof, 'store' | 'deployment' | 'backup' | 'engine'>;
  /** Memory of the server, which holds one shard at a time. */
  readonly memoryBytes: number;
  readonly cpuMillicores: number;
  /** A claim that exists, or the size of a scratch volume on the host's disk. */
  readonly volume: { readonly claimName: string } | { readonly scratchBytes: number };
  /** Kubernetes ends it at that. */
  readonly deadlineSeconds: number;
  readonly program: Buffer;
}

const PROOF_LABEL = 'redis-ha-constructs/restore-proof';
const ENGINE_DIR = `${POD_PATHS.runDir}/engine`;
const ENGINE_MOUNT = { name: 'engine', mountPath: ENGINE_DIR };
/** Decompresses and checks one shard at a time. */
const PROGRAM_MEMORY = 256 * MIB;
const PROGRAM_CPU = 250;
/** Ends after the store, or a pod, has failed that often. */
const ATTEMPTS = 2;
/** What another attempt cannot mend: misconfigured, unproven. See lib/backup/job/job-exit. */
const HOPELESS = [2, 5];
/** Of a name that a hash is appended to. */
const LONGEST_NAME = 52;

/** The objects of a proof, in the order in which they are best applied. */
export function restoreProofManifests(input: RestoreProofInput): NamedObject[] {
  return [
    storeServiceAccount(input),
    ...partConfigMaps(input, programParts(input)),
    ...storePodPolicy(input, { [POD_LABELS.component]: COMPONENTS.restoreProof, [PROOF_LABEL]: input.name }, []),
    job(input),
  ];
}

/** What its author should know about it. */
export function restoreProofFindings(input: RestoreProofInput): Finding[] {
  return input.networkPolicies ? storeFindings(input.access, 'peers of store') : [];
}

/** Bound to the backup's id, and to nothing else: Kubernetes refuses another content under the same name. */
export function restoreProofName(deployment: string, backup: string): string {
  const end = `-proof-${backup.toLowerCase()}`;
  return `${deployment.slice(0, LONGEST_NAME - end.length).replace(/-+$/, '')}${end}`;
}

/**
 * Runs a server whenever it is asked to, with the arguments it is asked with, one in a line. A container that was killed in the
 * middle, as when memory runs out, says so when it is back.
 */
export function engineScript(server: string): string {
  const { load, loading, ended, end, log } = PROOF_FILES;
  return [
    `cd ${ENGINE_DIR}`,
    'trap \'kill -9 "$server" 2>/dev/null; exit 0\' TERM',
    `if [ -e ${loading} ]; then echo 'its container was killed, as when memory runs out' >> ${log}; mv ${loading} ${ended}; fi`,
    `until [ -e ${end} ]; do`,
    `  if mv ${load} ${loading} 2>/dev/null; then`,
    '    set --',
    `    while IFS= read -r word; do set -- "$@" "$word"; done < ${loading}`,
    `    ${server} "$@" > ${log} 2>&1 &`,
    '    server=$!',
    '    wait "$server"',
    `    echo "it ended with $?" >> ${log}`,
    `    mv ${loading} ${ended}`,
    '  fi',
    '  sleep 0.2',
    'done',
  ].join('\n');
}

function programParts(input: RestoreProofInput): ReturnType<typeof partsOf> {
  return partsOf(input.name, [{ file: BACKUP_PROGRAM, text: input.program }]);
}

function job(input: RestoreProofInput): NamedObject {
  const labels = storePodLabels(input, COMPONENTS.restoreProof, { [PROOF_LABEL]: input.name });
  const annotations = Object.keys(input.annotations).length > 0 ? { annotations: input.annotations } : {};
  const spec = {
    backoffLimit: ATTEMPTS,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ...['fetch', 'prove'].map((containerName) => (
          { action: 'FailJob', onExitCodes: { containerName, operator: 'In', values: HOPELESS } }
        )),
      ],
    },
    activeDeadlineSeconds: input.deadlineSeconds,
    template: { metadata: { labels, ...annotations }, spec: podSpec(input) },
  };
  return namedObject(input, {
    id: 'Job', apiVersion: 'batch/v1', kind: 'Job', name: hashedName(input.name, spec),
    annotations: {
      [why('immutable')]: 'A Job cannot change: its name says what it is made of, and another image or program is another Job, which proves '
        + 'the backup again. To prove it again as it is, delete the Job and apply.',
      [why('no-ttl')]: 'A Job that removed itself would be missing to whatever compares the cluster with these manifests, and run again.',
    },
    body: { spec },
  });
}

function podSpec(input: RestoreProofInput): Record<string, unknown> {
  return {
    ...storePodSpec(input),
    initContainers: [unpackContainer(input), programContainer(input, 'fetch'), serverContainer(input)],
    containers: [programContainer(input, 'prove')],
    volumes: [
      runVolume(),
      partsVolume(programParts(input)),
      { name: ENGINE_MOUNT.name, emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: MOUNTS.data.name, ...dataVolume(input) },
      ...storeVolumes(input.access),
    ],
  };
}

function dataVolume({ volume }: RestoreProofInput): Record<string, unknown> {
  return 'claimName' in volume
    ? { persistentVolumeClaim: { claimName: volume.claimName } }
    : { emptyDir: { sizeLimit: bytesQuantity(volume.scratchBytes, 'up') } };
}

/** Downloads before the server begins, and looks at the server afterwards. */
function programContainer(input: RestoreProofInput, verb: 'fetch' | 'prove'): Container {
  const { access } = input;
  const proof: RestoreProof = {
    schemaVersion: RESTORE_PROOF_VERSION, ...input.proof, directory: MOUNTS.data.mountPath, engineDir: ENGINE_DIR,
  };
  return container({
    name: verb, image: input.nodeImage, command: ['node', BACKUP_PROGRAM_PATH, verb],
    resources: resources(PROGRAM_MEMORY, PROGRAM_CPU),
    mounts: [MOUNTS.run, MOUNTS.data, ENGINE_MOUNT, ...storeMounts(access)],
    more: { env: [{ name: RESTORE_PROOF_VARIABLE, value: JSON.stringify(proof) }, ...storeEnvironment(access)] },
  });
}

/** A native sidecar without a port, an address or a credential: whoever asks it shares a folder with it. */
function serverContainer(input: RestoreProofInput): Container {
  return container({
    name: 'server', image: input.engineImage, command: ['sh', '-c', engineScript(`${input.proof.engine.family}-server`)],
    resources: withScratch(input, resources(input.memoryBytes, input.cpuMillicores)),
    mounts: [MOUNTS.data, ENGINE_MOUNT], more: { restartPolicy: 'Always' },
  });
}

/** The scratch volume counts as the pod's own disk: asked for by one container, so that a host without room is not chosen. */
function withScratch({ volume }: RestoreProofInput, wanted: ReturnType<typeof resources>): ReturnType<typeof resources> {
  if ('claimName' in volume) {
    return wanted;
  }
  const room = bytesQuantity(volume.scratchBytes + 256 * MIB, 'up');
  return {
    requests: { ...wanted.requests, 'ephemeral-storage': room }, limits: { ...wanted.limits, 'ephemeral-storage': room },
  };
}

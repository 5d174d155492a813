import { POD_LABELS, POD_PATHS, podOf } from '../config';
import { InvalidInput } from '../model';
import { BACKUP_RUN_VARIABLE, BACKUP_RUN_VERSION, type BackupRun } from '../model/backup-run';
import type { DataSet } from '../model/backup-speed';
import { NodeRole, nodesWith, type DeploymentPlan, type Finding } from '../plan';
import { warning } from '../plan/finding';
import { backupCertificateMounts, backupCertificateVolumes, certificateFilesOf, type BackupCertificates } from './backup-certificates';
import { backupJobSizing } from './backup-sizing';
import { container } from './containers';
import type { PolicyPeer } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { COMPONENTS, podSelector } from './labels';
import { namedObject, why } from './named-object';
import { storeEnvironment, storeFindings, storeMounts, storeVolumes } from './object-store';
import { MOUNTS, partsVolume, runVolume } from './pod-volumes';
import { partConfigMaps, partsOf } from './program-parts';
import { resources } from './resources';
import {
  BACKUP_PROGRAM, BACKUP_PROGRAM_PATH, storePodLabels, storePodPolicy, storePodSpec, storeServiceAccount, unpackContainer,
  type StorePodPlace,
} from './store-pod';

/** Servers that backups are taken of, to a NetworkPolicy. */
export interface BackupTargets {
  /** Empty: any address. */
  readonly to: PolicyPeer[];
  readonly port: number;
}

type DerivedField = 'schemaVersion' | 'secretId' | 'passwordFile' | 'caFile' | 'certFile' | 'keyFile' | 'parallel' | 'limitSeconds';

/** Everything the manifests of a schedule are made from; the same input gives the same bytes. */
export interface BackupScheduleInput extends StorePodPlace {
  /** Five fields of cron, in UTC. */
  readonly schedule: string;
  /** What is told to each run; the rest of it is derived. */
  readonly run: Omit<BackupRun, DerivedField>;
  /** Key of a Secret that holds the password, or JSON with it. */
  readonly password: { readonly secretName: string; readonly key: string };
  /** Where servers speak TLS and the password's Secret says nothing of certificates. */
  readonly certificates?: BackupCertificates | undefined;
  readonly targets: BackupTargets[];
  readonly dataSet: DataSet;
  readonly cpuMillicores: number;
  /** Longest time of a run in seconds. @default - derived from the data set */
  readonly limitSeconds?: number;
  /** In place of the derived one. */
  readonly memoryBytes?: number;
  readonly program: Buffer;
}

/** A CronJob gives its Jobs names with eleven characters more, and theirs end at 63. */
export const LONGEST_SCHEDULE_NAME = 52;

const SCHEDULE_LABEL = 'redis-ha-constructs/backup-schedule';
const PASSWORD_FILE = 'password';
/** A controller that was away starts a run that was missed by less than that. */
const STARTING_DEADLINE_SECONDS = 900;
/** Beside the limits of history: Jobs of a schedule that was suspended go, too. */
const KEPT_SECONDS = 7 * 86_400;
const HISTORY = 3;
/** What another attempt cannot mend: misconfigured, unverified, under way. See lib/backup/job/job-exit. */
const HOPELESS = [2, 3, 4];

/** One rule for each data node, with exactly the selector of its Service. */
export function deploymentTargets(plan: DeploymentPlan): BackupTargets[] {
  return nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => ({
    to: [{ podSelector: { matchLabels: podSelector(plan.name, podOf(plan.name, name).pod) } }],
    port: plan.ports.redisTls ?? plan.ports.redis,
  }));
}

/**
 * The objects of a schedule, in the order in which they are best applied.
 *
 * @throws InvalidInput for a name or a schedule that Kubernetes would refuse
 */
export function backupScheduleManifests(input: BackupScheduleInput): NamedObject[] {
  if (input.name.length > LONGEST_SCHEDULE_NAME) {
    throw new InvalidInput('scheduleName', `got "${input.name}", which is too long for a CronJob`, `use at most ${LONGEST_SCHEDULE_NAME} characters`);
  }
  if (!/^[^\s]+( [^\s]+){4}$/.test(input.schedule) || /^(CRON_)?TZ=/.test(input.schedule)) {
    throw new InvalidInput('schedule', `got "${input.schedule}"`, 'use the five fields of cron, such as "0 * * * *"; its times are UTC');
  }
  return [
    storeServiceAccount(input),
    ...partConfigMaps(input, programParts(input)),
    ...storePodPolicy(input, selectorOf(input), input.targets.map(({ to, port }) => ({
      ...(to.length > 0 ? { to } : {}), ports: [{ port, protocol: 'TCP' }],
    }))),
    cronJob(input),
  ];
}

/** What the author of a schedule should know about it. */
export function backupScheduleFindings(input: BackupScheduleInput): Finding[] {
  return [
    ...(input.networkPolicies ? storeFindings(input.access, 'peers of store') : []),
    ...(input.networkPolicies && input.targets.some(({ to }) => to.length === 0)
      ? [warning('any-server', 'source.peers', 'names no peer, so backup pods may send to any address on the servers\' port',
        'name the servers\' peers')] : []),
    ...(input.run.verify ? [] : [warning('not-verified', 'verify', 'nobody reads a backup before it is needed',
      'verify each, or run `redis-ha backups verify` elsewhere')]),
  ];
}

function programParts(input: BackupScheduleInput): ReturnType<typeof partsOf> {
  return partsOf(input.name, [{ file: BACKUP_PROGRAM, text: input.program }]);
}

function selectorOf(input: BackupScheduleInput): Record<string, string> {
  return { [POD_LABELS.component]: COMPONENTS.backup, [SCHEDULE_LABEL]: input.name };
}

function cronJob(input: BackupScheduleInput): NamedObject {
  const { deadlineSeconds } = backupJobSizing(input.dataSet, input.cpuMillicores, input.limitSeconds);
  const labels = storePodLabels(input, COMPONENTS.backup, { [SCHEDULE_LABEL]: input.name });
  const jobTemplate = {
    metadata: { labels },
    spec: {
      // A pod that a drain took away does not count. The next run is the retry of what fails twice.
      backoffLimit: 1,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailJob', onExitCodes: { containerName: 'backup', operator: 'In', values: HOPELESS } },
        ],
      },
      activeDeadlineSeconds: deadlineSeconds,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: { metadata: { labels, ...annotationsOf(input) }, spec: podSpec(input) },
    },
  };
  return namedObject(input, {
    id: 'CronJob', apiVersion: 'batch/v1', kind: 'CronJob', name: input.name,
    annotations: {
      [why('forbid')]: 'A backup that is still being taken is not helped by another one; a lease in the store keeps others apart, too.',
    },
    body: {
      spec: {
        schedule: input.schedule,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
        successfulJobsHistoryLimit: HISTORY,
        failedJobsHistoryLimit: HISTORY,
        jobTemplate,
      },
    },
  });
}

function annotationsOf({ annotations }: BackupScheduleInput): Record<string, unknown> {
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

function podSpec(input: BackupScheduleInput): Record<string, unknown> {
  const { access, password, cpuMillicores } = input;
  const sizing = backupJobSizing(input.dataSet, cpuMillicores, input.limitSeconds);
  const run: BackupRun = {
    schemaVersion: BACKUP_RUN_VERSION, ...input.run, passwordFile: `${POD_PATHS.secretsDir}/${PASSWORD_FILE}`,
    ...certificateFilesOf(input.certificates),
    parallel: sizing.parallel, limitSeconds: sizing.limitSeconds,
  };
  return {
    ...storePodSpec(input),
    initContainers: [unpackContainer(input)],
    containers: [container({
      name: 'backup', image: input.nodeImage, command: ['node', BACKUP_PROGRAM_PATH, 'take'],
      resources: resources(input.memoryBytes ?? sizing.memoryBytes, cpuMillicores),
      mounts: [MOUNTS.run, MOUNTS.secrets, ...backupCertificateMounts(input.certificates), ...storeMounts(access)],
      more: { env: [{ name: BACKUP_RUN_VARIABLE, value: JSON.stringify(run) }, ...storeEnvironment(access)] },
    })],
    volumes: [
      runVolume(),
      partsVolume(programParts(input)),
      {
        name: MOUNTS.secrets.name,
        // No other user's password.
        secret: { secretName: password.secretName, items: [{ key: password.key, path: PASSWORD_FILE }], defaultMode: 0o440 },
      },
      ...backupCertificateVolumes(input.certificates),
      ...storeVolumes(access),
    ],
  };
}

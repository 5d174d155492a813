import { InvalidInput, requireWhole } from '../model';
import { BackupCodec } from './backup-codec';
import type { BackupScheduleInput } from './backup-schedule';
import type { BackupSourceConfig } from './backup-source';
import { minuteOf } from './cron-minute';
import { storePodPlace, type DeclaredStoreJob } from './declared-store-job';
import { programText } from './program-text';
import type { ObjectStore } from './store-source';

const DEFAULT_CPU = 500;
const MOST_CPU = 64_000;
const LEAST_TIMEOUT_SECONDS = 60;
const MOST_SECONDS = 7 * 86_400;

/** What the user of any framework declares about a schedule. Anything left out has its default. */
export interface DeclaredBackup extends DeclaredStoreJob {
  readonly source: BackupSourceConfig;
  readonly store: ObjectStore;
  /** @default - every hour, at a minute that is the deployment's own */
  readonly schedule?: string | undefined;
  readonly dataSetBytes?: number | undefined;
  /** @default true */
  readonly verify?: boolean | undefined;
  /** @default BackupCodec.AUTO */
  readonly codec?: BackupCodec | undefined;
  /** @default false */
  readonly fromPrimary?: boolean | undefined;
  readonly deadlineSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** In thousandths of a core. @default 500 */
  readonly cpu?: number | undefined;
  readonly memoryBytes?: number | undefined;
  /** @default - `<deployment>-backup` */
  readonly scheduleName?: string | undefined;
}

/** With every default. @throws InvalidInput that names the field as the user typed it */
export function declaredBackup(declared: DeclaredBackup): BackupScheduleInput {
  const { source, store } = declared;
  const name = declared.scheduleName ?? `${source.deploymentName}-backup`;
  const place = storePodPlace(declared, store, name, source.deploymentName);
  if (source.bound && source.namespace !== place.namespace) {
    throw new InvalidInput('source', `the deployment is in namespace ${source.namespace ?? '(none)'} and the schedule in ${place.namespace ?? '(none)'}`,
      'make the schedule in a chart of the deployment\'s namespace: its pods read the deployment\'s Secret');
  }
  const verify = declared.verify ?? true;
  return {
    ...place,
    schedule: declared.schedule ?? `${minuteOf(source.deploymentName)} * * * *`,
    run: {
      deployment: source.deploymentName, nodes: source.endpoints, username: source.username, tls: source.tls,
      tlsServerName: source.tlsServerName, store: store._bind().url, codec: declared.codec ?? BackupCodec.AUTO,
      fromPrimary: declared.fromPrimary ?? false, verify, deadlineSeconds: seconds('deadline', declared.deadlineSeconds, 1),
    },
    password: source.password,
    certificates: source.certificates,
    targets: source.targets,
    dataSet: { bytes: dataSetBytes(declared.dataSetBytes, source), shards: source.shards, verify },
    cpuMillicores: requireWhole('cpu', declared.cpu ?? DEFAULT_CPU, 1, MOST_CPU),
    limitSeconds: seconds('timeout', declared.timeoutSeconds, LEAST_TIMEOUT_SECONDS),
    memoryBytes: declared.memoryBytes,
    program: programText('backup'),
  };
}

function seconds(field: string, given: number | undefined, least: number): number | undefined {
  return given === undefined ? undefined : requireWhole(field, given, least, MOST_SECONDS);
}

function dataSetBytes(given: number | undefined, { maxMemoryBytes, shards }: BackupSourceConfig): number {
  const bytes = given ?? (maxMemoryBytes && maxMemoryBytes * shards);
  if (!bytes || bytes <= 0) {
    throw new InvalidInput('dataSetSize', given === undefined ? 'is not known: the source does not tell its maxmemory' : `got ${given} bytes`,
      'give the most data there ever is, in Redis memory of all shards');
  }
  return bytes;
}

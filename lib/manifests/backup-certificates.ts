import { CERTIFICATE_FILES } from '../certificates';
import { POD_PATHS } from '../config';
import type { BackupRun } from '../model/backup-run';
import { MOUNTS, type VolumeMount } from './pod-volumes';

/** How a backup's pod checks the servers it takes from. */
export interface BackupCertificates {
  /** Secret with what their certificates are checked by. */
  readonly secretName: string;
  /** Whether they ask for a certificate, and are shown the one in that Secret. */
  readonly shown: boolean;
}

/** What the run is told of it. */
export function certificateFilesOf(given: BackupCertificates | undefined): Pick<BackupRun, 'caFile' | 'certFile' | 'keyFile'> {
  const { ca, cert, key } = CERTIFICATE_FILES;
  const at = (file: string): string => `${POD_PATHS.certificatesDir}/${file}`;
  return given === undefined ? {} : { caFile: at(ca), ...(given.shown ? { certFile: at(cert), keyFile: at(key) } : {}) };
}

export function backupCertificateMounts(given: BackupCertificates | undefined): VolumeMount[] {
  return given === undefined ? [] : [MOUNTS.certificates];
}

/** The nodes' key only where servers ask for a certificate. */
export function backupCertificateVolumes(given: BackupCertificates | undefined): Record<string, unknown>[] {
  if (given === undefined) {
    return [];
  }
  const files = given.shown ? Object.values(CERTIFICATE_FILES) : [CERTIFICATE_FILES.ca];
  const items = files.map((file) => ({ key: file, path: file }));
  return [{ name: MOUNTS.certificates.name, secret: { secretName: given.secretName, defaultMode: 0o440, items } }];
}

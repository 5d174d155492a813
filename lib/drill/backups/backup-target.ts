import type { BackupTarget } from '../../backup/target';
import type { Lab } from '../../lab/lab';
import { UserName } from '../../model';
import { connectionTls } from '../../plan';

/** The lab's servers as whoever takes backups knows them, with the rights of its own user. */
export function backupTarget(lab: Lab, deployment: string): BackupTarget {
  const password = lab.secret(UserName.BACKUP);
  return {
    deployment,
    nodes: lab.nodes.filter((node) => node.hasData).map(({ name, host }) => ({ name, host, port: lab.plan.ports.redis })),
    ...(password === '' ? {} : { username: UserName.BACKUP, password }),
    tls: connectionTls(lab.plan, lab.certificates),
  };
}

// Certificates and tokens of a cluster that nobody outside its network namespaces reaches.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { API, CONTROL_PLANE, SERVICES } from './layout.mjs';

/** Makes them in `<state>/pki`, and a kubeconfig for each who has a token. */
export function makeCredentials(layout, nodes) {
  const folder = layout.in('pki');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  openssl('genrsa', '-out', 'sa.key', '2048');
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '30', '-subj', '/CN=local-ca');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'api.key', '-out', 'api.csr', '-subj', '/CN=kube-apiserver');
  writeFileSync(path.join(folder, 'api.ext'), `subjectAltName=IP:${CONTROL_PLANE},IP:127.0.0.1,IP:${SERVICES.api},DNS:kubernetes.default.svc\n`);
  openssl('x509', '-req', '-in', 'api.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-out', 'api.crt',
    '-extfile', 'api.ext');
  const users = [
    { file: 'admin', user: 'admin', groups: 'system:masters' },
    { file: 'controller-manager', user: 'system:kube-controller-manager' },
    { file: 'scheduler', user: 'system:kube-scheduler' },
    { file: 'proxy', user: 'system:kube-proxy' },
    ...Array.from({ length: nodes }, (_, index) => ({ file: `node${index + 1}`, user: `system:node:node${index + 1}`, groups: 'system:nodes' })),
  ].map((entry) => ({ ...entry, token: randomBytes(16).toString('hex') }));
  writeFileSync(path.join(folder, 'tokens.csv'), users.map(({ token, user, file, groups }) => `${token},${user},${file}${groups ? `,"${groups}"` : ''}\n`).join(''),
    { mode: 0o600 });
  for (const { file, token } of users) {
    const config = {
      apiVersion: 'v1', kind: 'Config', 'current-context': 'local',
      clusters: [{ name: 'local', cluster: { server: API, 'certificate-authority': path.join(folder, 'ca.crt') } }],
      users: [{ name: file, user: { token } }], contexts: [{ name: 'local', context: { cluster: 'local', user: file } }],
    };
    writeFileSync(file === 'admin' ? layout.config : path.join(folder, `${file}.kubeconfig`), JSON.stringify(config), { mode: 0o600 });
  }
  writeFileSync(path.join(folder, 'admin.token'), users[0].token, { mode: 0o600 });
}

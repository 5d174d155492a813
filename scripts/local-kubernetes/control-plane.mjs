// Command lines of the control plane.
import { CONTROL_PLANE, SERVICES } from './layout.mjs';

/** Those with a port without authentication had it removed in 1.24; before, it has to be turned off. */
const OPEN_PORT_UNTIL = 24;

/** @returns name and command of each process, in the order of their start */
export function controlPlane(layout, minor, { etcd, node }) {
  const pki = (name) => layout.in('pki', name);
  const old = (...args) => (minor < OPEN_PORT_UNTIL ? args : []);
  const controller = (name) => ['--kubeconfig', pki(`${name}.kubeconfig`), '--authentication-kubeconfig', pki(`${name}.kubeconfig`),
    '--authorization-kubeconfig', pki(`${name}.kubeconfig`), '--leader-elect=false', '--bind-address', '127.0.0.1', ...old('--port', '0')];
  return {
    etcd: [etcd, '--data-dir', layout.in('etcd'), '--listen-client-urls', 'http://127.0.0.1:2379', '--advertise-client-urls', 'http://127.0.0.1:2379',
      '--listen-peer-urls', 'http://127.0.0.1:2380', '--unsafe-no-fsync'],
    apiserver: [layout.program('kube-apiserver'), '--etcd-servers', 'http://127.0.0.1:2379', '--bind-address', CONTROL_PLANE,
      '--advertise-address', CONTROL_PLANE, '--secure-port', '6443', '--tls-cert-file', pki('api.crt'), '--tls-private-key-file', pki('api.key'),
      '--client-ca-file', pki('ca.crt'), '--token-auth-file', pki('tokens.csv'), '--authorization-mode', 'Node,RBAC',
      '--service-cluster-ip-range', SERVICES.range, '--service-account-issuer', 'https://kubernetes.default.svc',
      '--service-account-key-file', pki('sa.key'), '--service-account-signing-key-file', pki('sa.key'), '--allow-privileged=true',
      '--kubelet-preferred-address-types', 'InternalIP', ...old('--insecure-port', '0')],
    'controller-manager': [layout.program('kube-controller-manager'), ...controller('controller-manager'), '--root-ca-file', pki('ca.crt'),
      '--service-account-private-key-file', pki('sa.key'), '--use-service-account-credentials=true', '--allocate-node-cidrs=false',
      // Half of the default: a drill waits for it.
      '--node-monitor-grace-period', '20s'],
    scheduler: [layout.program('kube-scheduler'), ...controller('scheduler')],
    // What a managed cluster brings besides: DNS and volumes.
    services: [node, `${import.meta.dirname}/services.mjs`, CONTROL_PLANE, pki('ca.crt'), pki('admin.token'), layout.in('volumes')],
  };
}

// What a node of a local cluster is configured with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { PAUSE } from './images.mjs';
import { CONTROL_PLANE, nodeAddress, PODS, podRange } from './layout.mjs';

/** kubelet takes these from its configuration file since that minor version, and refuses fields it does not know. */
const SINCE = { containerRuntimeEndpoint: 27, failCgroupV1: 31 };

export const SOCKET = '/run/containerd.sock';

/** Writes `<state>/node<n>`; `cni` is the folder of the CNI plugins. */
export function writeNodeFiles(layout, number, { minor, cni }) {
  const at = (...names) => layout.node(number, ...names);
  for (const folder of ['cni', 'ipam', 'kubelet', 'pods', 'containers', 'cni-results']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('containerd.toml'), containerd(at, cni));
  writeFileSync(at('cni/10-bridge.conflist'), JSON.stringify({
    cniVersion: '0.4.0', name: 'pods', plugins: [
      {
        // A pod reaches its own Service through the bridge only in hairpin mode.
        type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: false, hairpinMode: true,
        ipam: { type: 'host-local', dataDir: at('ipam'), ranges: [[{ subnet: podRange(number) }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  }));
  writeFileSync(at('kubelet.json'), JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration',
    cgroupDriver: 'cgroupfs', cgroupRoot: `/${layout.group(number)}`,
    ...(minor >= SINCE.failCgroupV1 ? { failCgroupV1: false } : {}),
    ...(minor >= SINCE.containerRuntimeEndpoint ? { containerRuntimeEndpoint: `unix://${SOCKET}` } : {}),
    address: nodeAddress(number), authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' }, clusterDNS: [CONTROL_PLANE], clusterDomain: 'cluster.local', resolvConf: layout.in('resolv.conf'),
    failSwapOn: false, oomScoreAdj: 0, healthzBindAddress: '127.0.0.1', nodeStatusUpdateFrequency: '4s', syncFrequency: '10s',
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100, imageGCLowThresholdPercent: 99,
  }));
  const kubelet = [
    layout.program('kubelet'), '--config', at('kubelet.json'), '--kubeconfig', layout.in(`pki/node${number}.kubeconfig`),
    '--cert-dir', at('certificates'), '--hostname-override', `node${number}`, '--node-ip', nodeAddress(number),
    '--node-labels', `topology.kubernetes.io/zone=zone-${number}`,
    ...(minor < SINCE.containerRuntimeEndpoint ? ['--container-runtime-endpoint', `unix://${SOCKET}`] : []),
    ...(minor < 24 ? ['--container-runtime', 'remote'] : []),
  ];
  const proxy = [
    layout.program('kube-proxy'), '--kubeconfig', layout.in('pki/proxy.kubeconfig'), '--proxy-mode', 'iptables',
    '--hostname-override', `node${number}`, '--cluster-cidr', PODS, '--metrics-bind-address', '127.0.0.1:10249',
    // Limits of the whole machine, which are not a node's to set.
    '--conntrack-max-per-core', '0', '--conntrack-tcp-timeout-established', '0', '--conntrack-tcp-timeout-close-wait', '0',
  ];
  writeFileSync(at('commands.sh'), `kubelet=(${kubelet.map(quoted).join(' ')})\nproxy=(${proxy.map(quoted).join(' ')})\n`);
}

const quoted = (word) => `'${word}'`;

function containerd(at, cni) {
  return `version = 2
root = "${at('containerd')}"
state = "/run/containerd-state"
[grpc]
  address = "${SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE}"
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${cni}"
    conf_dir = "${at('cni')}"
`;
}

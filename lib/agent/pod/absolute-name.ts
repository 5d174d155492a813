import { isIP } from 'node:net';

/**
 * The one name a Service of this namespace has. Asked for by its short name alone, a Service that is away for a moment would be
 * looked for in every domain of the search list, up to those of the host, and where one of them has a wildcard record, some
 * stranger's address would be announced as a node's.
 *
 * @param service short name; what is no short name is absolute already
 * @param resolvConf text of the pod's /etc/resolv.conf
 * @returns an absolute name; the short one where no domain of the list is that of Services
 */
export function absoluteName(service: string, resolvConf: string): string {
  if (service.includes('.') || isIP(service) !== 0) {
    // Of another cluster's node: no Service of this namespace.
    return isIP(service) === 0 ? `${service.replace(/\.$/, '')}.` : service;
  }
  // The last `search` line counts, and the kubelet writes the pod's own namespace first.
  const search = [...resolvConf.matchAll(/^\s*search\s+(.+)$/gm)].at(-1)?.[1]?.trim().split(/\s+/) ?? [];
  const domain = search.find((entry) => /^[^.]+\.svc\./.test(entry));
  return domain === undefined ? service : `${service}.${domain.replace(/\.$/, '')}.`;
}

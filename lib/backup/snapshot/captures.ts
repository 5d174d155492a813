import { parsePairs, type RedisLink } from '../../redis';
import { asking, messageOf, notPermitted } from '../connection';
import type { BackupManifest } from '../manifest';
import type { ObservedNode } from '../source/observed-node';
import type { BackupTarget } from '../target';

/** Settings that are, or hold, a password: `requirepass`, `masterauth`, `tls-key-file-pass`, and what modules call theirs. */
const SECRET = /pass|auth$|secret|token|credential|private/i;

/** What a server runs with beside its data. */
export interface Captured {
  readonly acl?: BackupManifest['acl'];
  readonly configuration?: BackupManifest['configuration'];
  readonly findings: string[];
}

/**
 * Users and configuration of a server, without secrets. Where a plan made the server they are in the plan, which is what
 * comes back with a restore; those servers are only asked for their users, which somebody may have added by hand.
 */
export function capture(target: BackupTarget, node: ObservedNode): Promise<Captured> {
  return asking(target, node, async (link) => {
    const acl = await ask(link, node, 'ACL LIST', 'users and what they may do', (reply) => withoutPasswords(reply as string[]));
    const configuration = target.planned ? undefined
      : await ask(link, node, 'CONFIG GET *', 'configuration', (reply) => withoutSecrets(parsePairs(reply)));
    return {
      ...(acl?.value ? { acl: acl.value } : {}),
      ...(configuration?.value ? { configuration: configuration.value } : {}),
      findings: [...acl.findings, ...configuration?.findings ?? []],
    };
  });
}

async function ask<T>(
  link: RedisLink, node: ObservedNode, command: string, what: string, read: (reply: unknown) => T,
): Promise<{ value?: T; findings: string[] }> {
  const [name, ...args] = command.split(' ');
  try {
    return { value: read(await link.call(name!, ...args)), findings: [] };
  } catch (failure) {
    const why = notPermitted(failure) ? 'does not let this user run' : 'did not answer';
    return { findings: [`${what} are not in this backup: ${node.name} ${why} ${command} (${messageOf(failure)})`] };
  }
}

/** Lines of ACL LIST without passwords and their hashes. */
export function withoutPasswords(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(' ').filter((rule) => !/^[#!<>]/.test(rule)).join(' '));
}

/** Settings without those that are secret. */
export function withoutSecrets(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !SECRET.test(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

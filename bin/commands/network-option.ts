import type { LabOptions } from '../../lib/lab';
import { InvalidInput } from '../../lib/model';

export type NetworkKind = NonNullable<LabOptions['network']>;

/** The option of every command that starts a lab. */
export const NETWORK = ['--network <kind>', 'loopback, or namespaces (needs root)', 'loopback'] as const;

/** @throws InvalidInput for any other kind */
export function networkKind(text: string | undefined): NetworkKind {
  if (text !== 'loopback' && text !== 'namespaces') {
    throw new InvalidInput('--network', `got "${text ?? ''}"`, 'use one of loopback, namespaces');
  }
  return text;
}

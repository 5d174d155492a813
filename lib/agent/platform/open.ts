import type { NodeConfig } from '../../config';
import { FilePlatform } from './file';
import type { Platform } from './platform';

export function openPlatform(config: NodeConfig): Platform {
  if (config.platform.kind === 'file') {
    return new FilePlatform(config.platform);
  }
  throw new Error(`platform "${config.platform.kind}" is not built in`);
}

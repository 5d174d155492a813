import type { NodeConfig } from '../../config';
import { awsCli } from './aws-cli';
import { Ec2Platform } from './ec2';
import { FilePlatform } from './file';
import type { Platform } from './platform';

export function openPlatform(config: NodeConfig): Platform {
  if (config.platform.kind === 'file') {
    return new FilePlatform(config.platform);
  }
  return new Ec2Platform(config.platform, config.runDir, awsCli(config.platform.region));
}

import type { NodeConfig } from '../../config';
import { awsCli } from './aws-cli';
import { Ec2Platform } from './ec2';
import { instanceMetadata } from './ec2-metadata';
import { FilePlatform } from './file';
import type { Platform } from './platform';
import { readingItselfFrom } from './read-item';

export function openPlatform(config: NodeConfig): Platform {
  if (config.platform.kind === 'file') {
    return new FilePlatform(config.platform);
  }
  if (config.platform.kind === 'kubernetes') {
    throw new Error('platform.kind "kubernetes": this agent has no such platform yet');
  }
  const { region } = config.platform;
  return new Ec2Platform(config.platform, config.runDir, readingItselfFrom(awsCli(region), region, instanceMetadata()));
}

import type { NodeConfig } from '../../config';
import { awsCli } from './aws-cli';
import { Ec2Platform } from './ec2';
import { instanceMetadata } from './ec2-metadata';
import { FilePlatform } from './file';
import { KubernetesPlatform } from './kubernetes';
import { KubernetesApi } from './kubernetes-api';
import type { Platform } from './platform';
import { readingItselfFrom } from './read-item';

export function openPlatform(config: NodeConfig): Platform {
  if (config.platform.kind === 'file') {
    return new FilePlatform(config.platform);
  }
  if (config.platform.kind === 'kubernetes') {
    return new KubernetesPlatform(config.platform, new KubernetesApi(config.platform.accountDir));
  }
  const { region } = config.platform;
  return new Ec2Platform(config.platform, config.runDir, readingItselfFrom(awsCli(region), region, instanceMetadata()));
}

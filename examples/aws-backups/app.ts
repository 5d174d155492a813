import { App } from 'aws-cdk-lib';
import { BackupsStack } from './backups-stack';

new BackupsStack(new App(), 'RedisBackupsExample');

import { App } from 'aws-cdk-lib';
import { ReplicationStack } from './replication-stack';

new ReplicationStack(new App(), 'RedisReplicationExample');

import { App } from 'aws-cdk-lib';
import { ClusterStack } from './cluster-stack';

new ClusterStack(new App(), 'RedisClusterExample');

import { App } from 'aws-cdk-lib';
import { SentinelStack } from './sentinel-stack';

new SentinelStack(new App(), 'RedisSentinelExample');

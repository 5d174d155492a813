import { App } from 'aws-cdk-lib';
import { AdoptExistingStack } from './adopt-existing-stack';

new AdoptExistingStack(new App(), 'RedisAdoptExistingExample');

import { App, Duration, Stack } from 'aws-cdk-lib';
import { RedisSentinel, Tls } from '../../../constructs/aws';
import { threeZones } from './network';

// The example's deployment in plaintext: the function that issues certificates does not run on these machines.
const stack = new Stack(new App(), 'RedisSentinelExample');
new RedisSentinel(stack, 'Redis', {
  vpc: threeZones(stack), deploymentName: 'cache', objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(5) }, tls: Tls.plaintext(),
});

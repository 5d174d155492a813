import { App, Duration, Stack } from 'aws-cdk-lib';
import { RedisCluster, Tls } from '../../../constructs/aws';
import { threeZones } from './network';

// The example's deployment in plaintext: the function that issues certificates does not run on these machines.
const stack = new Stack(new App(), 'RedisClusterExample');
new RedisCluster(stack, 'Redis', {
  vpc: threeZones(stack), deploymentName: 'cart', objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(20) }, tls: Tls.plaintext(),
});

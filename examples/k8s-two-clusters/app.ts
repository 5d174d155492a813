import { App } from 'cdk8s';
import { ClusterPlace } from 'redis-ha-constructs/kubernetes';
import { CacheChart } from './cache-chart';

const app = new App();
new CacheChart(app, 'frankfurt', { namespace: 'redis', here: ClusterPlace.HOME });
new CacheChart(app, 'ireland', { namespace: 'redis', here: ClusterPlace.REPLICA });
app.synth();

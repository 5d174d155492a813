import { App } from 'cdk8s';
import { SentinelChart } from './sentinel-chart';

const app = new App();
new SentinelChart(app, 'cache', { namespace: 'redis' });
app.synth();

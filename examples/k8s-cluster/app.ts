import { App } from 'cdk8s';
import { ClusterChart } from './cluster-chart';

const app = new App();
new ClusterChart(app, 'catalogue', { namespace: 'redis' });
app.synth();

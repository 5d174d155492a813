import { App } from 'cdk8s';
import { BackupsChart } from './backups-chart';

const app = new App();
new BackupsChart(app, 'orders', { namespace: 'redis' });
app.synth();

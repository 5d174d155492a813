import { App } from 'cdk8s';
import { ReplicationChart } from './replication-chart';

const app = new App();
new ReplicationChart(app, 'sessions', { namespace: 'redis' });
app.synth();

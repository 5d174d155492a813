import { App } from 'cdk8s';
import { VisitsChart } from './visits-chart';

const app = new App();
new VisitsChart(app, 'visits', { namespace: 'visits' });
app.synth();

export { bundled } from '../../lib/aws';

import { Topology } from '../../lib/model';
import { manifestTests } from './manifest-tests';
import { drills } from './suite';

describe('Cluster on Kubernetes', () => drills('shop', Topology.cluster(), manifestTests));

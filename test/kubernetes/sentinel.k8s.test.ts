import { Topology } from '../../lib/model';
import { manifestTests } from './manifest-tests';
import { drills } from './suite';

describe('Sentinel on Kubernetes', () => drills('cache', Topology.sentinel(), manifestTests));

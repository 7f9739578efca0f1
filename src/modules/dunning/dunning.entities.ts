import { PolicyHead } from './dunning-policy.entity.js';
import { PolicyVersion } from './dunning-policy-version.entity.js';

export const DUNNING_ENTITIES = [PolicyHead, PolicyVersion];

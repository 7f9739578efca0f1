/** The face of dunning's plan: the policy, the ladder made from it, and the step after each decline. */
export * from './decide-after-decline.js';
export * from './plan-ladder.js';
export * from './policy.js';
export * from './retry-times.js';

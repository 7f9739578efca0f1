import globalSetup from '../support/global-setup.js';
import globalTeardown from '../support/global-teardown.js';
import { Simulation } from './simulation.js';
const [seed, years, subs, log] = process.argv.slice(2);
await globalSetup({}, { rootDir: process.cwd() });
const t = Date.now();
const r = await new Simulation({ seed: Number(seed), years: Number(years), subscriptions: Number(subs), logFile: log }).run();
console.log((Date.now() - t) / 1000, r);
await globalTeardown();

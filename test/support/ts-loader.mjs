// `node --import ./test/support/ts-loader.mjs file.ts`: runs the sources as they are, for tests that need an
// engine in a process of its own (to kill it) and for jest's global setup, which jest itself would compile to
// CommonJS, where no `.js` import finds its `.ts` file.
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
// Traces name the lines of the sources.
process.setSourceMapsEnabled(true);

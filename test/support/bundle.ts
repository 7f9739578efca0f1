import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { LONGEST_OF_A_PAUSE_MS, TIMES } from './patient-waits.js';

/** Nest asks for these if they are there; they are not. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/graphql',
  '@nestjs/microservices*',
  '@nestjs/mongoose',
  '@nestjs/platform-express*',
  '@nestjs/websockets*',
  'class-transformer/storage',
];

/** TypeORM finds its driver by name when it runs: a second copy in the bundle would have other parsers of types. */
const DRIVER = ['pg', 'pg-types'];

/**
 * Nest asks for the validator by name, too: it is given the one in the bundle, not all of it from its files again. And
 * whoever started the engine may tell it, once it runs, where to die: counted from then on, not from its start. An
 * engine of a story is as patient with a machine that stands still as one that runs in a test: see patient-waits.ts.
 */
const ENTRY = `
globalThis.bundled = { 'class-validator': require('class-validator') };
const { armCrashpoint } = require('./platform/config/crashpoint.js');
if (process.env.PATIENT_WAITS === 'yes') {
  const { Waits } = require('./platform/config/waits.js');
  const { ms } = Waits.prototype;
  Waits.prototype.ms = function (production) {
    return ms.call(this, production <= ${LONGEST_OF_A_PAUSE_MS} ? ${TIMES} * production : production);
  };
}
process.on('message', (crashAt) => {
  armCrashpoint(crashAt);
  process.send('armed');
});
process.channel?.unref();
`;

/** Runs the one file by what V8 had compiled of it before, which it writes down when it is asked to. */
const RUNNER = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');
const filename = join(__dirname, 'code.cjs');
const compiled = filename + '.compiled';
const load = Module._load;
// Nest looks there for two names that TypeORM no longer has, and would load all of it a second time.
Module._load = (name, ...rest) => (name === 'typeorm' ? {} : (globalThis.bundled?.[name] ?? load(name, ...rest)));
const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), {
  filename,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const own = Object.assign(new Module(filename, module), { filename, paths: module.paths });
script.runInThisContext().call(own.exports, own.exports, own.require.bind(own), own, filename, __dirname);
if (process.env.KEEP_COMPILED) process.on('exit', () => writeFileSync(compiled, script.createCachedData()));
`;

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Nest names its providers by their classes.
  keepNames: true,
  minifyWhitespace: true,
  external: [...ABSENT, ...DRIVER],
  logLevel: 'error',
};

/**
 * The built engine and all it stands on in one file, compiled before: the same code, which starts in a third of the
 * processor's time, because most of a start is finding, reading and compiling two thousand files. Whoever kills a
 * process every second waits for little else.
 * @param directory beside which the engine finds what it starts itself, as beside any of its own folders
 * @returns what Node is to run
 */
export function bundle(entry: string, directory: string): string {
  mkdirSync(directory, { recursive: true });
  buildSync({
    ...COMMON,
    stdin: { contents: `${ENTRY}require(${JSON.stringify(entry)});`, resolveDir: dirname(entry) },
    outfile: join(directory, 'code.cjs'),
    format: 'cjs',
    define: { 'import.meta.url': 'bundledUrl' },
    banner: { js: `const bundledUrl = require('node:url').pathToFileURL(__filename).href;` },
  });
  const program = join(directory, 'engine.cjs');
  writeFileSync(program, RUNNER);
  // It loads everything before it finds that it cannot listen there, and ends.
  const env = { PATH: process.env.PATH, PORT: 'none', KEEP_COMPILED: '1' };
  const { status, stderr } = spawnSync(process.execPath, [program], { env, encoding: 'utf8' });
  if (status !== 1 || !stderr.includes('PORT'))
    throw new Error(`The bundled engine does not run:\n${stderr}`);
  return program;
}

/** The same for a command: it is shorter, and loads what it needs of the engine from one file of its own. */
export function bundleCommand(entry: string, outfile: string): string {
  buildSync({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    // Commands wait at their top level, which only a module may.
    format: 'esm',
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
  });
  return outfile;
}

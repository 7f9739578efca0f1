import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../../test/torture/program.js';
import type { Stage } from '../stage/stage.js';
import { TYPESCRIPT } from '../stage/typescript.js';
import type { LoadRun } from './open-loop.js';

/** A process that sends, from its source: `entry` reads TASK_FILE and writes a LoadRun into the task's `resultFile`. */
export async function runSender<Task extends object>(
  { directory }: Stage,
  name: string,
  entry: string,
  task: Task,
): Promise<LoadRun> {
  const at = (file: string) => join(directory, `${name}${file}`);
  const resultFile = at('.json');
  writeFileSync(at('.task.json'), JSON.stringify({ ...task, resultFile }));
  const environment = { TASK_FILE: at('.task.json') };
  const program = new Program(name, [...TYPESCRIPT, entry], environment, at('.log'));
  const { code, lastWords } = await program.exited;
  if (code !== 0) throw new Error(`The sender ${name} ended with code ${code}:\n${lastWords}`);
  return JSON.parse(readFileSync(resultFile, 'utf8')) as LoadRun;
}

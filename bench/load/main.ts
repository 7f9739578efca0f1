/** Sends what its task says, in a process of its own: whoever measures must not slow down what is measured. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Load, sendAtRate } from './open-loop.js';

export interface LoadTask extends Load {
  /** Gets a LoadRun: too long for a line of output. */
  resultFile: string;
}

const task = JSON.parse(readFileSync(process.env.TASK_FILE!, 'utf8')) as LoadTask;
writeFileSync(task.resultFile, JSON.stringify(await sendAtRate(task)));

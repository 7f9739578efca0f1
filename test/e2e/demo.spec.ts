import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { ROOT } from '../support/engine-process.js';
import { STORY_MS } from './support/stage.js';

const SECONDS = 60;

test(
  'The demo tells its story and finds books and truth equal',
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist', 'demo', 'main.js')], {
      encoding: 'utf8',
      timeout: STORY_MS,
      env: { PATH: process.env.PATH },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('142.500 KWD');
    expect(stdout).toMatch(/^Equal to the fils/m);
    expect(stdout.match(/ paid /g)).toHaveLength(15);
  },
  STORY_MS + SECONDS * 1000,
);

test('The demo that cannot reach the engine it was told to use says so and fails', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'dist', 'demo', 'main.js'), '--url', url, '--key', 'perennial_x', '--simulator', url],
    { encoding: 'utf8', timeout: SECONDS * 1000, env: { PATH: process.env.PATH } },
  );
  expect(status).toBe(1);
  expect(stderr).not.toBe('');
});

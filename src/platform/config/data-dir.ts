import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** DATA_DIR itself, and proof that it can be written, before anything takes a second and fails half-way. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  await makeDirectory(dataDir);
  await rmdir(await mkdtemp(join(dataDir, '.writable-')));
}

/** Node's own recursive mkdir never returns where a directory cannot be made although its parent exists (/proc). */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !(await exists(dirname(path)))) {
      await makeDirectory(dirname(path));
      await makeDirectory(path);
    } else if (code !== 'EEXIST' || !(await stat(path)).isDirectory()) {
      throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

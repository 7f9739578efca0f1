// The runner of the tests knows no time limits, and a test that hangs would hang the whole run. Every test and hook
// is given one here, as it is declared: its own, or this.
import { addEventHandler } from 'jest-circus';

// Waits inside tests are bounded on their own; this only ends what hangs, also on a busy machine.
const DEFAULT_MS = 180_000;

addEventHandler(({ name }, state) => {
  const block = state.currentDescribeBlock;
  if (name === 'add_test') limit(block.children.at(-1));
  if (name === 'add_hook') limit(block.hooks.at(-1));
});

function limit(declared) {
  const { fn, timeout } = declared;
  if (fn !== undefined) declared.fn = () => within(timeout ?? DEFAULT_MS, fn);
}

async function within(ms, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

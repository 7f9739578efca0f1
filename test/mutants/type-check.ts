import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { editsOf, type Mutant, textsWith } from './mutant.js';

/**
 * Says which bugs the compiler itself would have refused: those are none that could ship, and a test that
 * fails with one of them (a name that does not exist) has not noticed the bug but the accident.
 */
export class TypeCheck {
  private readonly mutated = new Map<string, string>();
  private version = 0;
  private readonly service: ts.LanguageService;

  constructor(
    private readonly root: string,
    mutants: readonly Mutant[],
  ) {
    const files = [...new Set(mutants.flatMap(editsOf).map(({ file }) => join(root, file)))];
    const options = compilerOptions(root);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getScriptFileNames: () => files,
      getScriptVersion: (file) => (this.mutated.has(file) ? `mutated ${this.version}` : 'as it is'),
      getScriptSnapshot: (file) => snapshot(this.mutated.get(file) ?? this.read(file)),
      fileExists: (path) => ts.sys.fileExists(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
      readFile: (file) => this.mutated.get(file) ?? this.read(file),
    });
  }

  errorsOf(mutant: Mutant): string[] {
    for (const [file, text] of textsWith(mutant, this.root)) this.mutated.set(join(this.root, file), text);
    this.version++;
    const files = [...this.mutated.keys()];
    const found = files.flatMap((file) => [
      ...this.service.getSyntacticDiagnostics(file),
      ...this.service.getSemanticDiagnostics(file),
    ]);
    this.mutated.clear();
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  private read(file: string): string | undefined {
    return ts.sys.fileExists(file) ? readFileSync(file, 'utf8') : undefined;
  }
}

/** The project's own, except that what a bug makes superfluous may stand there. */
function compilerOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false };
}

function snapshot(text: string | undefined): ts.IScriptSnapshot | undefined {
  return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
}

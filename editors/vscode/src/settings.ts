// Settings, on their way from the editor to the server.

/** The section of the server's settings; also the prefix of the extension's own. */
export const section = 'notesLsp';

/** The extension's own settings, which the server knows nothing of. */
export const own = ['serverPath', 'trace.server'] as const;

/** What VS Code tells of one setting (WorkspaceConfiguration.inspect). */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/**
 * What the user has set, as the nested object that the server reads. Defaults are left
 * out: VS Code knows a default for each setting, and sent along they would win over the
 * vault's own .notes-lsp.toml.
 */
export function chosen(keys: Iterable<string>, inspect: (key: string) => Inspected | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const found = inspect(key);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined) {
      set(out, key.split('.'), value);
    }
  }
  return out;
}

function set(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = (into[first] ?? {}) as Record<string, unknown>;
  into[first] = inner;
  set(inner, rest, value);
}
